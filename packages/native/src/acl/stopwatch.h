// Events around the parts of an execution. Owned by a slot; used on the submission thread but for until(),
// which is for whoever reports the slot's group, outside of the callback. Nothing here fails an execution:
// what cannot be measured is not.
#pragma once

#include <array>
#include <atomic>
#include <optional>

#include "handles.h"

namespace ascend_rx::acl {

class Stopwatch {
 public:
  enum Mark : size_t { kBegan, kHadInputs, kComputed, kHadOutputs, kClosed, kMarks };

  static constexpr int kEvents = kMarks;

  // Events that sessions of one device may make: the smallest chips have 1023, and need some for themselves.
  static constexpr int kEventsOfDevice = 512;

  // Begins a measurement, with events out of `budget`: where there are no more, stop() is as good as called.
  // REQUIRES: the session's context is current, now and until release().
  void start(const Library& library, std::atomic<int>& budget);
  // Nothing is measured from here on.
  void stop() { running_ = false; }
  void mark(const Library& library, Mark mark, aclrtStream stream);
  bool running() const { return running_; }

  // Milliseconds from a mark to the one that closed the group. REQUIRES: the stream has reached both.
  std::optional<float> until(const Library& library, Mark mark, const Stopwatch& closing) const;

  void release();

 private:
  bool make(const Library& library, std::atomic<int>& budget);

  std::array<Event, kMarks> events_;
  std::atomic<int>* budget_ = nullptr;
  bool running_ = false;
};

}  // namespace ascend_rx::acl
