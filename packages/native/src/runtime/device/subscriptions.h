// Which thread runs the callbacks of which streams: a thread serves many streams of one device, a stream has
// one thread. Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "runtime/device/report_group.h"

namespace ascend_rx::runtime {

class Subscriptions {
 public:
  static Subscriptions& instance();

  // `thread` is a pthread_t. Throws Failure with the code for the mistake.
  void subscribe(uint64_t thread, Stream& stream) EXCLUDES(mutex_);
  // Waits for a callback of the stream that runs, drops those that have not been called; the stream's later
  // tasks go on.
  void unsubscribe(uint64_t thread, Stream& stream) EXCLUDES(mutex_);
  // For a stream that is being destroyed: ends its subscription, if there is one.
  void remove(Stream& stream) EXCLUDES(mutex_);

  // The calling thread's group; null when it serves no stream.
  std::shared_ptr<ReportGroup> group_of_this_thread() EXCLUDES(mutex_);

  // The process ends: every thread in ReportGroup::process() returns.
  void stop() EXCLUDES(mutex_);

 private:
  struct Entry {
    std::shared_ptr<ReportGroup> group;
    size_t streams = 0;
  };

  // With the entry of the thread. After an exception the entry has what it had.
  void subscribe(Entry& entry, uint64_t thread, Stream& stream) REQUIRES(mutex_);
  std::shared_ptr<ReportGroup> detach(uint64_t thread, Stream& stream) REQUIRES(mutex_);

  Mutex mutex_;
  std::unordered_map<uint64_t, Entry> threads_ GUARDED_BY(mutex_);
  // All groups that exist, also those without streams.
  std::vector<std::weak_ptr<ReportGroup>> groups_ GUARDED_BY(mutex_);
};

}  // namespace ascend_rx::runtime
