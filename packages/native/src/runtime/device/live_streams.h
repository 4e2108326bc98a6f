// All streams that exist, so that their workers can be stopped when the process ends. Process-wide,
// thread-safe, never destroyed.
#pragma once

#include <unordered_set>

#include "base/mutex.h"

namespace ascend_rx::runtime {

class Stream;

class LiveStreams {
 public:
  static LiveStreams& instance();

  void add(Stream& stream);
  void remove(Stream& stream);
  // Discards what is queued and waits until no worker is in a task. Does not wait for workers in user code.
  void stop();

 private:
  Mutex mutex_;  // may be held when a stream's lock is taken, not the other way round
  std::unordered_set<Stream*> streams_ GUARDED_BY(mutex_);
};

}  // namespace ascend_rx::runtime
