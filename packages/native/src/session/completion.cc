#include "session/completion.h"

#include <algorithm>

#include "session/device.h"

namespace ascend_rx::session {

Completion::Completion(Device& device, std::vector<Slot>& slots, const ModelDescription& model,
                       SessionObserver& observer)
    : device_(device), slots_(slots), model_(model), observer_(observer) {}

void Completion::close(Group& group) {
  unreported_groups_.fetch_add(1, std::memory_order_relaxed);
  const MutexLock lock(group.mutex);
  group.state = Group::State::kClosed;
  group.reached = false;
}

Timestamps Completion::timestamps(const Group& group, uint32_t slot) const {
  return group.has_event_times ? slots_[slot].event_times()
                               : slots_[slot].host_times(estimate_, group.completed_at);
}

// The callbacks of the groups before it have run. But the report thread may still be about to finish those
// groups, and reports keep the order of the groups.
void Completion::complete_without_callback(Group& last, const std::vector<Group*>& all) {
  const Time now = Clock::now();
  std::vector<Group*> ready;
  for (Group* const group : all) {
    const MutexLock lock(group->mutex);
    if (group->state != Group::State::kClosed) continue;
    if (group == &last) mark_reached(*group, now);
    if (group->reached) ready.push_back(group);
  }
  std::sort(ready.begin(), ready.end(),
            [](const Group* a, const Group* b) { return a->interval.callback < b->interval.callback; });
  for (Group* const group : ready) finish(*group);
}

bool Completion::abandon(Group& group) {
  const MutexLock lock(group.mutex);
  if (group.state != Group::State::kClosed) return false;
  group.state = Group::State::kAbandoned;
  unreported_groups_.fetch_sub(1, std::memory_order_relaxed);
  return true;
}

void Completion::on_callback(void* user_data) {
  const Time now = Clock::now();
  Group& group = *static_cast<Group*>(user_data);
  const MutexLock lock(group.mutex);
  if (group.state != Group::State::kClosed) return;
  Completion& self = group.completion;
  self.mark_reached(group, now);
  if (group.is_timed || group.must_copy_outputs || self.device_.has_deferred_groups()) {
    self.device_.defer(group);
  } else {
    group.has_event_times = false;
    self.report(group);
  }
}

// The report thread also calls this for a group that complete_without_callback() has reported in the
// meantime, and that may be in use again. Such a group is either not closed or not reached.
void Completion::finish(Group& group) {
  const MutexLock lock(group.mutex);
  if (group.state != Group::State::kClosed || !group.reached) return;
  Completion& self = group.completion;
  self.read_event_timers(group);
  self.copy_outputs(group);
  self.report(group);
}

bool Completion::stalled() {
  const uint64_t reports = reports_.load(std::memory_order_relaxed);
  const bool stalled = unreported_executions() > 0 && reports == reports_seen_;
  reports_seen_ = reports;
  return stalled;
}

void Completion::mark_reached(Group& group, Time now) {
  group.reached = true;
  group.reached_at = now;
  estimate_.callback_reached(group.interval, now);
}

void Completion::read_event_timers(Group& group) {
  group.has_event_times = group.is_timed;
  if (!group.is_timed) return;
  const EventTimer& closing = slots_[group.slots.back()].timer();
  for (const uint32_t slot : group.slots) {
    if (slots_[slot].read_timer(device_.library(), closing, group.reached_at)) continue;
    group.has_event_times = false;
    return;
  }
}

void Completion::copy_outputs(const Group& group) {
  for (const uint32_t slot : group.slots) {
    if (slots_[slot].must_copy_outputs()) slots_[slot].copy_outputs(model_);
  }
}

void Completion::report(Group& group) {
  group.state = Group::State::kReported;
  group.completed_at = group.reached_at;
  unreported_groups_.fetch_sub(1, std::memory_order_relaxed);
  unreported_executions_.fetch_sub(group.slots.size(), std::memory_order_relaxed);
  reports_.fetch_add(1, std::memory_order_relaxed);
  observer_.reported(group);
}

}  // namespace ascend_rx::session
