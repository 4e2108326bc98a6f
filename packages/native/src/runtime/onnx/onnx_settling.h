// The time until ONNX Runtime has settled: it is opened and has loaded its first model, and by that has made
// its static objects. exit() destroys those in reverse order, so our handler must be registered after them,
// and a process must not begin to exit in between. Process-wide, thread-safe.
#pragma once

namespace ascend_rx::runtime {

// Held around every load of a model; matters until the first has succeeded. One thread at a time until then.
class OnnxSettling {
 public:
  OnnxSettling();
  ~OnnxSettling();
  OnnxSettling(const OnnxSettling&) = delete;
  OnnxSettling& operator=(const OnnxSettling&) = delete;

  // The load has succeeded.
  void done() const;

  // A load has succeeded.
  static bool over();

  // Waits while a first load is under way; for a thread that ends, since it may be the one that exits: a
  // thread's locals are destroyed before any handler of exit() runs.
  static void wait();

 private:
  bool first_;
};

}  // namespace ascend_rx::runtime
