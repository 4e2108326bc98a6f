// The inferences between two callbacks. Owned by a Session, which makes them on the JavaScript thread
// and keeps them until it is destroyed, because a callback holds one by its address; those that were
// abandoned are kept for ever, because nobody knows whether their callback will still come.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "pace.h"

namespace ascend_rx::acl {

class Session;

struct Group {
  enum class State { kFree, kClosed, kReported, kAbandoned };

  Session* session = nullptr;
  uint32_t id = 0;              // as JavaScript names it
  std::vector<uint32_t> slots;  // in submission order
  // By whoever launches the callback, before that: whoever reports the group need not look at its slots.
  Pace::Lap lap;
  bool is_timed = false;        // the parts of all of its executions are measured
  bool has_to_deliver = false;  // outputs are to be copied where they are wanted
  // Held while a closed group is reported, so that whoever abandons it comes before that or after.
  std::mutex mutex;
  // Whoever moves a group out of kClosed owns its slots: the callback, or the end of the execution stream.
  State state = State::kFree;  // guarded by mutex
  // The callback has come, or what stands in for it; and when. Until it is reported, that is all.
  bool has_come = false;  // guarded by mutex
  Time came;              // guarded by mutex
  bool measured = false;  // guarded by mutex: the slots know their moments; otherwise the host's clock does
};

}  // namespace ascend_rx::acl
