// Interrupts the runs of one execution stream, or one synchronous run. ONNX Runtime looks at it between
// operators. Thread-safe.
#pragma once

struct OrtRunOptions;

namespace ascend_rx::runtime {

class RunControl {
 public:
  // REQUIRES: an OnnxAccess::Guard, and ONNX Runtime is open. Throws Failure.
  RunControl();
  ~RunControl();
  RunControl(const RunControl&) = delete;
  RunControl& operator=(const RunControl&) = delete;

  const OrtRunOptions* options() const { return options_; }
  // The run under way fails, and so does every later one.
  void terminate();

 private:
  OrtRunOptions* options_ = nullptr;
};

}  // namespace ascend_rx::runtime
