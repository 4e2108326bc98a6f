// Measures the parts of an execution with events on its execution stream. Owned by a slot, and used by
// whoever submits it. Only milliseconds_to_close() is called by the thread that reports the slot's group,
// outside of the callback. No error here fails an execution: the execution is just not measured.
#pragma once

#include <array>
#include <atomic>
#include <optional>

#include "session/handles.h"

namespace ascend_rx::session {

class EventTimer {
 public:
  // The last mark is recorded by the last slot of a group only, when the group is closed.
  enum Mark : size_t { kStarted, kInputsCopied, kComputed, kOutputsCopied, kGroupClosed, kMarks };

  static constexpr int kEvents = kMarks;

  // How many events all sessions of one device may make. The smallest chips have 1023, and need some for
  // themselves.
  static constexpr int kEventsOfDevice = 512;

  // Begins a measurement. The first one takes its events from `budget`; if that has too few, nothing is
  // measured. REQUIRES: the session's context is current, now and until release().
  void start(const Library& library, std::atomic<int>& budget);
  // The next execution is not measured.
  void stop() { running_ = false; }
  void record(const Library& library, Mark mark, aclrtStream stream);
  bool running() const { return running_; }

  // The time from `mark` to kGroupClosed of the group's last slot, whose timer is `closing`.
  // REQUIRES: the stream has reached both.
  std::optional<float> milliseconds_to_close(const Library& library, Mark mark,
                                             const EventTimer& closing) const;

  void release();

 private:
  bool make_events(const Library& library, std::atomic<int>& budget);

  std::array<Event, kMarks> events_;
  std::atomic<int>* budget_ = nullptr;  // where the events were taken from
  bool running_ = false;
};

}  // namespace ascend_rx::session
