#include "onnx_binding.h"

#include "onnx_gate.h"
#include "onnx_library.h"
#include "onnx_values.h"

namespace ascend_rx::runtime {

OnnxBinding::~OnnxBinding() {
  if (!binding_) return;
  if (const OnnxGate::Pass pass; pass) OnnxLibrary::instance().api.ReleaseIoBinding(binding_);
}

// The binding keeps what of the value it needs.
void OnnxBinding::bind_input(OrtSession* session, const TensorInfo& tensor, void* data) {
  make(session);
  OnnxValues value;
  value.add(tensor, data);
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  onnx.check(onnx.api.BindInput(binding_, tensor.name.c_str(), *value.begin()), ACL_ERROR_RT_MODEL_EXECUTE);
}

void OnnxBinding::bind_output(OrtSession* session, const TensorInfo& tensor, void* data) {
  make(session);
  OnnxValues value;
  value.add(tensor, data);
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  onnx.check(onnx.api.BindOutput(binding_, tensor.name.c_str(), *value.begin()), ACL_ERROR_RT_MODEL_EXECUTE);
}

void OnnxBinding::make(OrtSession* session) {
  if (binding_) return;
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  onnx.check(onnx.api.CreateIoBinding(session, &binding_), ACL_ERROR_RT_MODEL_EXECUTE);
}

}  // namespace ascend_rx::runtime
