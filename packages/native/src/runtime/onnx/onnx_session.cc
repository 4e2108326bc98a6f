#include "runtime/onnx/onnx_session.h"

#include "runtime/base/failure.h"
#include "runtime/onnx/model_loader.h"
#include "runtime/onnx/onnx_binding.h"
#include "runtime/onnx/onnx_library.h"
#include "runtime/onnx/onnx_values.h"
#include "runtime/onnx/run_control.h"

namespace ascend_rx::runtime {

OnnxSession::OnnxSession(const Source& source, Loading& loading)
    : OnnxSession(ModelLoader(OnnxLibrary::open(), source, loading)) {}

OnnxSession::OnnxSession(ModelLoader loaded)
    : onnx_(OnnxLibrary::instance()), session_(std::move(loaded.session)), info_(std::move(loaded.info)) {
  for (const TensorInfo& input : info_->shapes[0].inputs) input_names_.push_back(input.name.c_str());
  for (const TensorInfo& output : info_->outputs) output_names_.push_back(output.name.c_str());
}

void OnnxSession::run(const OnnxBinding& binding, const RunControl& control) const {
  onnx_.check(onnx_.api.RunWithBinding(session_.get(), control.options(), binding.get()),
              ACL_ERROR_RT_MODEL_EXECUTE);
}

void OnnxSession::run(OnnxValues& inputs, OnnxValues& outputs, const RunControl& control) const {
  for (size_t i = 0; i < output_names_.size(); ++i) outputs.add_empty();
  onnx_.check(onnx_.api.Run(session_.get(), control.options(), input_names_.data(), inputs.begin(),
                            input_names_.size(), output_names_.data(), output_names_.size(), outputs.begin()),
              ACL_ERROR_RT_MODEL_EXECUTE);
}

}  // namespace ascend_rx::runtime
