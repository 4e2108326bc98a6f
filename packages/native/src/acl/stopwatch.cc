#include "stopwatch.h"

namespace ascend_rx::acl {

void Stopwatch::start(const Library& library, std::atomic<int>& budget) {
  running_ = events_[kClosed] || make(library, budget);
}

void Stopwatch::mark(const Library& library, Mark mark, aclrtStream stream) {
  if (running_) running_ = library.acl.aclrtRecordEvent(events_[mark].get(), stream).ok();
}

std::optional<float> Stopwatch::until(const Library& library, Mark mark, const Stopwatch& closing) const {
  float milliseconds = 0;
  const Status status =
      library.acl.aclrtEventElapsedTime(&milliseconds, events_[mark].get(), closing.events_[kClosed].get());
  if (!status.ok()) return std::nullopt;
  return milliseconds;
}

void Stopwatch::release() {
  running_ = false;
  for (Event& event : events_) event.reset();
  if (budget_) budget_->fetch_add(kEvents);
  budget_ = nullptr;
}

bool Stopwatch::make(const Library& library, std::atomic<int>& budget) {
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

}  // namespace ascend_rx::acl
