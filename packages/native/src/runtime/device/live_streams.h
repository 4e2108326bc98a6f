// Every stream there is, so that all workers can be stopped when the process ends. Thread-safe, never
// destroyed.
#pragma once

#include <mutex>
#include <unordered_set>

namespace ascend_rx::runtime {

class Stream;

class LiveStreams {
 public:
  static LiveStreams& instance();

  void add(Stream& stream);
  void remove(Stream& stream);
  // Discards what is queued and waits until no worker is in a task; not for workers in user code.
  void stop();

 private:
  std::mutex mutex_;
  std::unordered_set<Stream*> streams_;
};

}  // namespace ascend_rx::runtime
