#include "run_control.h"

#include "onnx_gate.h"
#include "onnx_library.h"

namespace ascend_rx::runtime {

RunControl::RunControl() {
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  onnx.check(onnx.api.CreateRunOptions(&options_));
  OnnxGate::instance().add(*this);
}

RunControl::~RunControl() {
  OnnxGate::instance().remove(*this);
  if (const OnnxGate::Pass pass; pass) OnnxLibrary::instance().api.ReleaseRunOptions(options_);
}

void RunControl::terminate() {
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  if (OrtStatus* const status = onnx.api.RunOptionsSetTerminate(options_)) onnx.api.ReleaseStatus(status);
}

}  // namespace ascend_rx::runtime
