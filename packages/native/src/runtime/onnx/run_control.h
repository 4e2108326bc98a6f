// The means to interrupt the runs of one stream, or one synchronous run: ONNX Runtime looks at it between
// operators. Thread-safe.
#pragma once

struct OrtRunOptions;

namespace ascend_rx::runtime {

class RunControl {
 public:
  // REQUIRES: an OnnxGate::Pass, and that ONNX Runtime is open. Throws Failure.
  RunControl();
  ~RunControl();
  RunControl(const RunControl&) = delete;
  RunControl& operator=(const RunControl&) = delete;

  const OrtRunOptions* options() const { return options_; }
  // The run that is under way, and every later one, fails.
  void terminate();

 private:
  OrtRunOptions* options_ = nullptr;
};

}  // namespace ascend_rx::runtime
