// A file of everything that happened, in the trace format that chrome://tracing and Perfetto open: ACL calls
// on the threads that made them, tasks on a track per stream. Whole JSON after every event, so that also the
// trace of a program that crashed can be opened. Process-wide, thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ascend_rx::runtime {

class Trace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Starts the file, unless it is the one that is written already; "" ends it. Throws Failure 100004.
  static void configure(const std::string& file);

  // Something that took from `start` to now, on the calling thread. `arguments`: members of a JSON object.
  static void call(std::string_view name, Time start, const std::string& arguments) noexcept;
  // The same, on the track of a stream.
  static void task(std::string_view name, uint32_t stream, Time start, const std::string& arguments) noexcept;
};

}  // namespace ascend_rx::runtime
