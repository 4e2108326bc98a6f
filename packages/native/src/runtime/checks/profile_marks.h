// Marks that a program sets for its profile: moments, and times that begin and end. They are events of the
// trace while Profiling writes one, and nothing else. Process-wide, thread-safe; never destroyed. The
// failures are unverified on hardware.
#pragma once

#include <cstdint>
#include <string>

namespace ascend_rx::runtime {

class ProfileMarks {
 public:
  // A stamp carries a text. Those that take one throw Failure 100000 for what is no stamp.
  static void* create_stamp();
  static void destroy_stamp(void* stamp);
  static void set_text(void* stamp, std::string text);

  static void mark(void* stamp);
  static void mark(const std::string& text);

  // The times of one thread are nested; pop() ends the last one. Throws Failure 100000 when there is none.
  static void push(void* stamp);
  static void pop();

  // Times that may end on another thread, by id. Throws Failure 100000 for an id that is none.
  static uint32_t begin(void* stamp);
  static void end(uint32_t id);

  // A stamp as a step, which begins and ends again and again. Ending throws Failure 100000 when it has not
  // begun.
  static void begin_step(void* stamp);
  static void end_step(void* stamp);
};

}  // namespace ascend_rx::runtime
