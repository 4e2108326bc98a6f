// One object of a type for each thread, made when the thread first asks for it, destroyed when the thread
// ends.
#pragma once

#include <new>

namespace ascend_rx::runtime {

template <typename Object>
class PerThread {
 public:
  // This thread's object. Null when the thread's locals have been destroyed already (code that exit() runs
  // can meet this), or when there is no memory for it.
  static Object* get() noexcept {
    if (!object_ && !destroyed_) {
      object_ = new (std::nothrow) Object;
      end_of_thread_.armed = true;
    }
    return object_;
  }

 private:
  struct EndOfThread {
    bool armed =
        false;  // get() writes to it: without any use, the object would be neither made nor destroyed
    EndOfThread() = default;
    EndOfThread(const EndOfThread&) = delete;
    EndOfThread& operator=(const EndOfThread&) = delete;
    ~EndOfThread() {
      delete object_;
      object_ = nullptr;
      destroyed_ = true;
    }
  };

  // These two have no destructor, so that they can be read after the thread's locals have been destroyed.
  static inline thread_local Object* object_ = nullptr;
  static inline thread_local bool destroyed_ = false;
  static inline thread_local EndOfThread end_of_thread_;
};

}  // namespace ascend_rx::runtime
