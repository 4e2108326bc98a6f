// Which thread runs the callbacks of which streams: one thread serves many streams of one device, a stream
// has one thread. Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "report_group.h"

namespace ascend_rx::runtime {

class Subscriptions {
 public:
  static Subscriptions& instance();

  // `thread` is a pthread_t. Throws Failure with the code for the mistake.
  void subscribe(uint64_t thread, Stream& stream);
  // Waits for a running callback of the stream, drops those pending, lets its later tasks run.
  void unsubscribe(uint64_t thread, Stream& stream);
  // For a stream that is being destroyed: takes it from its thread, if it has one.
  void remove(Stream& stream);

  // The calling thread's group; null when it serves no stream.
  std::shared_ptr<ReportGroup> mine();

  // The process ends: all threads in process() return.
  void stop();

 private:
  struct Entry {
    std::shared_ptr<ReportGroup> group;
    size_t streams = 0;
  };

  std::shared_ptr<ReportGroup> detach(uint64_t thread, Stream& stream);

  std::mutex mutex_;
  std::unordered_map<uint64_t, Entry> threads_;
  std::vector<std::weak_ptr<ReportGroup>> groups_;  // all there are, those without streams too
};

}  // namespace ascend_rx::runtime
