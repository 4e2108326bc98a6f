// The executions between two callbacks. A GroupPool owns the groups of a session.
//
// A group is passed from thread to thread:
//   JavaScript thread      fills and closes it
//   whoever submits        launches its callback; or abandons it when the execution stream has failed
//   report thread          reports it; also the submission thread, where there is no callback
//   JavaScript thread      reads the report and recycles it
// A group leaves kClosed once, and that decides about its slots. If it is reported (kReported), they are free
// when JavaScript has read the report. If it is abandoned (kAbandoned), they are free when the execution
// stream has been given up.
#pragma once

#include <cstdint>
#include <vector>

#include "base/mutex.h"
#include "session/callback_interval.h"

namespace ascend_rx::session {

class Completion;

struct Group {
  enum class State { kFree, kClosed, kReported, kAbandoned };

  explicit Group(Completion& its_completion) : completion(its_completion) {}

  // That of the group's session. A callback is given the group alone and finds the session by this reference.
  // It must not use the reference if the group is abandoned: the session may be destroyed by then.
  Completion& completion;

  // Written by the JavaScript thread before it closes the group.
  uint32_t id = 0;              // as JavaScript names it
  std::vector<uint32_t> slots;  // in submission order

  // Written by whoever launches the callback, before the launch: the callback need not look at the slots.
  CallbackInterval interval;
  bool is_timed = false;           // every one of its executions is measured with events
  bool must_copy_outputs = false;  // some outputs are still to be copied to the client's memory

  // Of Device::defer, for the report thread only.
  Group* next_deferred = nullptr;
  bool is_deferred = false;

  // Written before the group is reported, by whoever reports it; then the JavaScript thread's.
  Time completed_at;             // when the execution stream was past all of it
  bool has_event_times = false;  // its slots have timestamps by events; otherwise the host's clock serves

  // Held while a closed group is reported: whoever abandons it does so before or after.
  Mutex mutex;
  State state GUARDED_BY(mutex) = State::kFree;
  // The execution stream has reached the callback, or a synchronization in its place; and when. A group can
  // be reached and not reported yet.
  bool reached GUARDED_BY(mutex) = false;
  Time reached_at GUARDED_BY(mutex);
};

}  // namespace ascend_rx::session
