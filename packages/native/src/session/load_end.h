// Ends the load of a session's model before it is done, where the library can: the embedded runtime, in which
// a load may run the model. Thread-safe.
#pragma once

#include "base/mutex.h"
#include "session/library.h"

namespace ascend_rx::session {

class LoadEnd {
 public:
  explicit LoadEnd(const Library& library) : library_(library) {}
  LoadEnd(const LoadEnd&) = delete;
  LoadEnd& operator=(const LoadEnd&) = delete;

  // Lets the load under way fail, and later ones not begin. Any thread.
  void request() EXCLUDES(mutex_);

  // A load into that context, which must exist until this is destroyed. Submission thread.
  class Load {
   public:
    Load(LoadEnd& end, void* context) : end_(end), may_begin_(end.begin(context)) {}
    ~Load();
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    // False: its end has been requested already.
    explicit operator bool() const { return may_begin_; }

   private:
    LoadEnd& end_;
    bool may_begin_;
  };

 private:
  // False: the end has been requested. Else the load into that context is under way.
  bool begin(void* context) EXCLUDES(mutex_);

  const Library& library_;
  Mutex mutex_;
  void* context_ GUARDED_BY(mutex_) = nullptr;  // of the load under way
  bool is_requested_ GUARDED_BY(mutex_) = false;
};

}  // namespace ascend_rx::session
