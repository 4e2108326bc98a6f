#include "runtime/onnx/onnx_binding.h"

#include "runtime/onnx/onnx_access.h"
#include "runtime/onnx/onnx_library.h"
#include "runtime/onnx/onnx_values.h"

namespace ascend_rx::runtime {

OnnxBinding::~OnnxBinding() {
  if (!binding_) return;
  if (const OnnxAccess::Guard access; access) OnnxLibrary::instance().api.ReleaseIoBinding(binding_);
}

// The binding keeps a reference to what it needs of the value.
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
