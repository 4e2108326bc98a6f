#include "runtime/onnx/load_session.h"

#include "runtime/config/settings.h"

namespace ascend_rx::runtime {

OwnedSession load_session(const OnnxLibrary& onnx, const ModelSource& source, const NamedSizes& sizes) {
  OrtSessionOptions* made = nullptr;
  onnx.check(onnx.api.CreateSessionOptions(&made));
  const std::unique_ptr<OrtSessionOptions, void (*)(OrtSessionOptions*)> options(
      made, onnx.api.ReleaseSessionOptions);
  onnx.check(onnx.api.SetSessionExecutionMode(made, ort::sequential));
  onnx.check(onnx.api.SetSessionLogSeverityLevel(made, ort::log_fatal));
  onnx.check(onnx.api.SetSessionGraphOptimizationLevel(made, ort::all_optimisations));
  if (const int threads = Settings::current().threads; threads > 0) {
    onnx.check(onnx.api.SetIntraOpNumThreads(made, threads));
  }
  // Idle threads sleep instead of spinning. The format of a file follows from its contents, not from its
  // name.
  onnx.check(onnx.api.AddSessionConfigEntry(made, "session.intra_op.allow_spinning", "0"));
  onnx.check(onnx.api.AddSessionConfigEntry(made, "session.load_model_format", "ONNX"));
  for (const auto& [name, size] : sizes) {
    onnx.check(onnx.api.AddFreeDimensionOverrideByName(made, name.c_str(), size));
  }
  OrtSession* session = nullptr;
  onnx.check(source.bytes
                 ? onnx.api.CreateSessionFromArray(onnx.env, source.bytes, source.size, made, &session)
                 : onnx.api.CreateSession(onnx.env, source.path.c_str(), made, &session),
             ACL_ERROR_GE_LOAD_MODEL);
  return {session, onnx.api.ReleaseSession};
}

}  // namespace ascend_rx::runtime
