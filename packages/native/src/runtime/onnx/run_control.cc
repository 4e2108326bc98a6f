#include "runtime/onnx/run_control.h"

#include "runtime/onnx/onnx_access.h"
#include "runtime/onnx/onnx_library.h"

namespace ascend_rx::runtime {

RunControl::RunControl() {
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  onnx.check(onnx.api.CreateRunOptions(&options_));
  OnnxAccess::instance().add(*this);
}

RunControl::~RunControl() {
  OnnxAccess::instance().remove(*this);
  if (const OnnxAccess::Guard access; access) OnnxLibrary::instance().api.ReleaseRunOptions(options_);
}

void RunControl::terminate() {
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  if (OrtStatus* const status = onnx.api.RunOptionsSetTerminate(options_)) onnx.api.ReleaseStatus(status);
}

}  // namespace ascend_rx::runtime
