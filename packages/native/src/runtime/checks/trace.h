// A file of what happened, in the trace format that chrome://tracing and Perfetto open: ACL calls on the
// threads that made them, tasks on a track for each execution stream. The file is complete JSON after every
// event, so that the trace of a program that crashed can be opened, too. Process-wide, thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace ascend_rx::runtime {

class Trace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Starts the file, unless it is being written already; an empty name ends the trace. Throws Failure 100004.
  static void configure(const std::string& file);

  // From now on events are written to this file, too, until the copy ends. Throws Failure 100004.
  static void begin_copy(const std::string& file);
  static void end_copy();

  // A call of the calling thread that took from `start` to now. `arguments`: members of a JSON object.
  static void call(std::string_view name, Time start, const std::string& arguments) noexcept;
  // A time that the program has marked on the calling thread, from `start` to now.
  static void mark(std::string_view text, Time start) noexcept;
  // A task that took from `start` to now, on the track of its execution stream.
  static void task(std::string_view name, uint32_t stream, Time start, const std::string& arguments) noexcept;
};

}  // namespace ascend_rx::runtime
