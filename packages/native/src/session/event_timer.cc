#include "session/event_timer.h"

namespace ascend_rx::session {

void EventTimer::start(const Library& library, std::atomic<int>& budget) {
  running_ = events_[kGroupClosed] || make_events(library, budget);
}

void EventTimer::record(const Library& library, Mark mark, aclrtStream stream) {
  if (running_) running_ = library.acl.aclrtRecordEvent(events_[mark].get(), stream).ok();
}

std::optional<float> EventTimer::milliseconds_to_close(const Library& library, Mark mark,
                                                       const EventTimer& closing) const {
  float milliseconds = 0;
  const Status status = library.acl.aclrtEventElapsedTime(&milliseconds, events_[mark].get(),
                                                          closing.events_[kGroupClosed].get());
  if (!status.ok()) return std::nullopt;
  return milliseconds;
}

void EventTimer::release() {
  running_ = false;
  for (Event& event : events_) event.reset();
  if (budget_) budget_->fetch_add(kEvents);
  budget_ = nullptr;
}

bool EventTimer::make_events(const Library& library, std::atomic<int>& budget) {
  const Functions& acl = library.acl;
  if (!acl.aclrtCreateEventWithFlag || !acl.aclrtDestroyEvent || !acl.aclrtRecordEvent ||
      !acl.aclrtEventElapsedTime) {
    return false;
  }
  if (budget.fetch_sub(kEvents) < kEvents) {
    budget.fetch_add(kEvents);
    return false;
  }
  budget_ = &budget;
  for (Event& event : events_) {
    aclrtEvent handle = nullptr;
    if (!acl.aclrtCreateEventWithFlag(&handle, ACL_EVENT_TIME_LINE).ok()) {
      release();
      return false;
    }
    event = Event(handle, {&library});
  }
  return true;
}

}  // namespace ascend_rx::session
