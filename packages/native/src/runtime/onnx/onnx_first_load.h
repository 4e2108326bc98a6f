// The first load of a model, which opens ONNX Runtime and makes its static objects. exit() destroys those in
// reverse order of their construction, so our exit handler must be registered after them, and the process
// must not begin to exit while they are being made. Process-wide, thread-safe.
#pragma once

namespace ascend_rx::runtime {

// Held around every load of a model. Until one has succeeded, loads are made one at a time; later it does
// nothing.
class OnnxFirstLoad {
 public:
  OnnxFirstLoad();
  ~OnnxFirstLoad();
  OnnxFirstLoad(const OnnxFirstLoad&) = delete;
  OnnxFirstLoad& operator=(const OnnxFirstLoad&) = delete;

  // False: this would be the first load, and the main thread has ended. exit() is running then, and would
  // destroy the static objects of ONNX Runtime while the load makes them. (A program whose main thread ends
  // by pthread_exit() has to load its first model before that.)
  bool may_begin() const;

  // The load has succeeded: registers the exit handler once more.
  void succeeded() const;

  // A load has succeeded.
  static bool is_over();

  // Makes this thread wait at its end while another thread does the first load. This thread may be the one
  // that exits, and a thread's locals are destroyed before any handler of exit() runs.
  static void wait_at_end_of_thread() noexcept;

 private:
  const bool locked_;
};

}  // namespace ascend_rx::runtime
