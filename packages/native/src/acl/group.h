// The inferences between two callbacks. Owned by a Session, which makes them on the JavaScript thread
// and keeps them until it is destroyed, because a callback holds one by its address.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

namespace ascend_rx::acl {

class Session;

struct Group {
  enum class State { kFree, kClosed, kReported, kAbandoned };

  Session* session = nullptr;
  uint32_t id = 0;              // as JavaScript names it
  std::vector<uint32_t> slots;  // in submission order
  // Whoever moves a group out of kClosed owns its slots: the callback, or the end of the execution stream.
  std::atomic<State> state{State::kFree};
};

}  // namespace ascend_rx::acl
