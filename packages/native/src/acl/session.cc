#include "session.h"

#include <algorithm>
#include <utility>

#include "device.h"

namespace ascend_rx::acl {
namespace {

// How long one wait for the stream may last before the thread looks whether it is still wanted.
constexpr int32_t kWaitSliceMs = 50;

using Groups = std::deque<Group>;

void keep_for_ever(std::unique_ptr<Groups> groups) {
  static auto* const mutex = new std::mutex;
  static auto* const kept = new std::vector<std::unique_ptr<Groups>>;
  const std::lock_guard lock(*mutex);
  kept->push_back(std::move(groups));
}

}  // namespace

Session::Session(std::shared_ptr<Device> device, std::string path, uint32_t slots, SessionEvents& events)
    : device_(std::move(device)),
      library_(device_->library()),
      path_(std::move(path)),
      events_(events),
      slots_(slots) {
  device_->attach(*this);
  thread_ = std::thread([this] { run(); });
}

Session::~Session() {
  abandon();
  device_->detach(*this);
  if (any_abandoned_) keep_for_ever(std::move(groups_));
}

void Session::build() { queue_.push({Command::Kind::kBuild, 0, nullptr, {}}); }

void Session::submit(const uint32_t* slots, size_t count) {
  unreported_.fetch_add(count, std::memory_order_relaxed);
  size_t done = 0;
  at_once([&] {
    done = execute_quick(slots, count);
    return true;
  });
  for (; done < count; ++done) queue_.push({Command::Kind::kExecute, slots[done], nullptr, {}});
}

// How many of them it were: up to the first one that takes longer. REQUIRES: at_once.
size_t Session::execute_quick(const uint32_t* slots, size_t count) {
  if (pace_.is_long()) return 0;
  const Time now = Clock::now();
  size_t done = 0;
  for (; done < count && slots_[slots[done]].is_quick(library_, description_); ++done) {
    Slot& slot = slots_[slots[done]];
    open_executions_ = true;
    const Status status =
        slot.submit(library_, *model_, device_->run_mode(), stream_.get(), pace_, device_->events(), now);
    if (status.ok()) continue;
    slot.fail(library_.describe(status));
    queue_.suspect();
  }
  return done;
}

// Nothing that was sent before may be on its way, since the order is to be kept.
template <class Work>
bool Session::at_once(Work&& work) {
  if (!queue_.idle() || unreported_.load(std::memory_order_relaxed) > library_.credit()) return false;
  const std::unique_lock turn(turn_, std::try_to_lock);
  if (!turn || !stream_) return false;
  const Status status = library_.acl.aclrtSetCurrentContext(context_.get());
  return status.ok() && work();
}

bool Session::stalled() {
  const uint64_t reports = reports_.load(std::memory_order_relaxed);
  const bool still = busy() && reports == reports_seen_;
  reports_seen_ = reports;
  return still;
}

void Session::launch(Group& group, aclrtCallbackBlockType type) {
  close(group);
  outstanding_.fetch_add(1, std::memory_order_relaxed);
  const Command command{Command::Kind::kLaunch, 0, &group, type};
  bool refused = false;
  const bool done = at_once([&] {
    refused = !launch_callback(command);
    return true;
  });
  if (!done) queue_.push(command);
  if (refused) queue_.push({Command::Kind::kStandIn, 0, &group, type});
}

void Session::synchronize(Group& group) {
  close(group);
  outstanding_.fetch_add(1, std::memory_order_relaxed);
  queue_.push({Command::Kind::kSynchronize, 0, &group, {}});
}

void Session::close(Group& group) {
  const std::lock_guard lock(group.mutex);
  group.state = Group::State::kClosed;
  group.has_come = false;
}

Group& Session::acquire(uint32_t id) {
  Group* group = nullptr;
  if (free_groups_.empty()) {
    const std::lock_guard lock(groups_mutex_);
    group = &groups_->emplace_back();
    group->session = this;
  } else {
    group = free_groups_.back();
    free_groups_.pop_back();
  }
  group->id = id;
  group->slots.clear();
  return *group;
}

void Session::recycle(Group& group) {
  {
    const std::lock_guard lock(group.mutex);
    group.state = Group::State::kFree;
  }
  free_groups_.push_back(&group);
}

void Session::close() {
  tell_closed_ = true;
  queue_.end();
}

void Session::abandon() {
  queue_.end();
  const std::lock_guard lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void Session::run() {
  for (;;) {
    Command command;
    switch (queue_.wait(command)) {
      case SubmissionQueue::Wake::kCommand: {
        const std::lock_guard turn(turn_);
        handle(command);
        queue_.done();
        break;
      }
      case SubmissionQueue::Wake::kSuspect: {
        const std::lock_guard turn(turn_);
        if (stream_) healthy();
        break;
      }
      case SubmissionQueue::Wake::kEnd:
        const std::lock_guard turn(turn_);
        give_up_stream(open_executions_ || outstanding());
        release();
        if (tell_closed_) events_.closed();
        return;
    }
  }
}

// Without a stream (it has failed, or was never made) all but build is void: the JavaScript thread had
// sent it before it knew.
void Session::handle(const Command& command) {
  switch (command.kind) {
    case Command::Kind::kBuild:
      do_build();
      break;
    case Command::Kind::kExecute:
      if (stream_) execute(command.slot);
      break;
    case Command::Kind::kLaunch:
    case Command::Kind::kSynchronize:
    case Command::Kind::kStandIn:
      if (stream_) {
        close_group(command);
      } else {
        drop(*command.group);
      }
      break;
  }
}

void Session::do_build() {
  Outcome failure;
  if (!stream_) {
    // What was submitted before anybody knew of the failure is void.
    unreported_.store(0, std::memory_order_relaxed);
    release();
    failure = make();
  }
  if (failure) {
    give_up_stream(true);
    release();
  }
  events_.built(std::move(failure));
}

Outcome Session::make() {
  const Functions& acl = library_.acl;
  void* handle = nullptr;
  if (const Status s = acl.aclrtCreateContext(&handle, device_->id()); !s.ok()) return library_.describe(s);
  context_ = Context(handle, {&library_});
  if (const Status s = acl.aclrtCreateStream(&handle); !s.ok()) return library_.describe(s);
  stream_ = Stream(handle, {&library_});
  // Missing before ACL 1.4: then later tasks run behind a failed one, and fail() relies on synchronize alone.
  if (acl.aclrtSetStreamFailureMode) {
    constexpr uint64_t kStopOnFailure = 1;
    if (const Status s = acl.aclrtSetStreamFailureMode(stream_.get(), kStopOnFailure); !s.ok()) {
      return library_.describe(s);
    }
  }
  if (const Status s = device_->subscribe(stream_.get()); !s.ok()) return library_.describe(s);
  subscribed_ = true;
  Result<std::unique_ptr<Model>> loaded = Model::load(library_, path_);
  if (auto* failure = std::get_if<Failure>(&loaded)) return std::move(*failure);
  model_ = std::move(std::get<std::unique_ptr<Model>>(loaded));
  if (description_.outputs.empty()) {
    description_ = model_->description();
  } else if (!description_.is_like(model_->description())) {
    return Failure{acl.aclmdlGetDesc.name(), ACL_ERROR_GE_PARAM_INVALID,
                   "the file now holds a model with other inputs or outputs than when it was loaded first"};
  }
  return std::nullopt;
}

// What the device refuses at submission fails this inference alone, and is told with its group, unless
// the execution stream itself has failed.
void Session::execute(uint32_t index) {
  open_executions_ = true;
  const Status status = slots_[index].submit(library_, *model_, device_->run_mode(), stream_.get(), pace_,
                                             device_->events(), Clock::now());
  if (status.ok()) return;
  Failure failure = library_.describe(status);
  if (healthy()) slots_[index].fail(std::move(failure));
}

void Session::close_group(const Command& command) {
  if (command.kind == Command::Kind::kStandIn || !launch_callback(command)) stand_in(*command.group);
}

// False: a callback was not asked for, or the device refused it.
bool Session::launch_callback(const Command& command) {
  open_executions_ = false;
  Group& group = *command.group;
  group.lap = pace_.launched();
  const auto every = [&](auto&& holds) {
    return std::all_of(group.slots.begin(), group.slots.end(),
                       [&](uint32_t slot) { return holds(slots_[slot]); });
  };
  group.has_to_deliver = !every([](const Slot& slot) { return !slot.has_to_deliver(); });
  group.is_timed = !group.slots.empty() && every([](Slot& slot) { return slot.stopwatch().running(); });
  if (group.is_timed) {
    slots_[group.slots.back()].stopwatch().mark(library_, Stopwatch::kClosed, stream_.get());
  }
  if (command.kind != Command::Kind::kLaunch) return false;
  return library_.acl.aclrtLaunchCallback(&Session::on_callback, &group, command.type, stream_.get()).ok();
}

// In place of a callback: the slots must come back either way.
void Session::stand_in(Group& group) {
  Status status;
  switch (wait_for_stream(status)) {
    case Wait::kDone:
      come_without_callback(group);
      break;
    case Wait::kFailed:
      fail(status);
      break;
    case Wait::kEnding:
      break;
  }
}

// May come late on a device that lets go of a stream with callbacks on their way: then the group is
// abandoned, and the session may be gone.
void Session::on_callback(void* user_data) {
  const Time now = Clock::now();
  Group& group = *static_cast<Group*>(user_data);
  const std::lock_guard lock(group.mutex);
  if (group.state != Group::State::kClosed) return;
  Session& session = *group.session;
  session.came(group, now);
  if (group.is_timed || group.has_to_deliver || session.device_->finishes_later()) {
    session.device_->finish_later(group);
  } else {
    group.measured = false;
    session.report(group);
  }
}

// Callbacks of groups before it have come, too, but the report thread may not have finished them yet: reports
// keep the order.
void Session::come_without_callback(Group& last) {
  const Time now = Clock::now();
  std::vector<Group*> ready;
  {
    const std::lock_guard lock(groups_mutex_);
    for (Group& group : *groups_) {
      const std::lock_guard group_lock(group.mutex);
      if (group.state != Group::State::kClosed) continue;
      if (&group == &last) came(group, now);
      if (group.has_come) ready.push_back(&group);
    }
  }
  const auto before = [](const Group* a, const Group* b) { return a->lap.number < b->lap.number; };
  std::sort(ready.begin(), ready.end(), before);
  for (Group* const group : ready) finish(*group);
}

// Twice for a group that come_without_callback was faster with, and which may be in use again.
void Session::finish(Group& group) {
  const std::lock_guard lock(group.mutex);
  if (group.state != Group::State::kClosed || !group.has_come) return;
  Session& session = *group.session;
  session.tell_parts_apart(group);
  // No business of a callback, behind which the execution stream may stand still.
  for (const uint32_t slot : group.slots) {
    Slot& each = session.slots_[slot];
    if (each.has_to_deliver()) each.deliver(session.description_);
  }
  session.report(group);
}

// REQUIRES: the group's lock; it is closed.
void Session::came(Group& group, Time now) {
  group.has_come = true;
  group.came = now;
  pace_.came(group.lap, now);
}

// REQUIRES: the group's lock; it is closed. Not inside of a callback where it is timed.
void Session::tell_parts_apart(Group& group) {
  group.measured = group.is_timed;
  for (const uint32_t slot : group.slots) {
    group.measured = group.measured && slots_[slot].read_stopwatch(
                                           library_, slots_[group.slots.back()].stopwatch(), group.came);
  }
}

Moments Session::moments(const Group& group, uint32_t slot) const {
  return group.measured ? slots_[slot].moments() : slots_[slot].host_moments(pace_, group.came);
}

// REQUIRES: the group's lock; it is closed.
void Session::report(Group& group) {
  group.state = Group::State::kReported;
  outstanding_.fetch_sub(1, std::memory_order_relaxed);
  unreported_.fetch_sub(group.slots.size(), std::memory_order_relaxed);
  reports_.fetch_add(1, std::memory_order_relaxed);
  events_.reported(group);
}

// A dropped group is never used again: should its callback come late, it must not meet another's slots.
void Session::drop(Group& group) {
  const std::lock_guard lock(group.mutex);
  if (group.state != Group::State::kClosed) return;
  group.state = Group::State::kAbandoned;
  outstanding_.fetch_sub(1, std::memory_order_relaxed);
  any_abandoned_ = true;
}

// aclrtSynchronizeStream in slices where the library can, so that nobody who ends this session waits for
// a long queue.
Session::Wait Session::wait_for_stream(Status& status) {
  const Functions& acl = library_.acl;
  if (!acl.aclrtSynchronizeStreamWithTimeout) {
    status = acl.aclrtSynchronizeStream(stream_.get());
    return status.ok() ? Wait::kDone : Wait::kFailed;
  }
  while (!queue_.ending()) {
    status = acl.aclrtSynchronizeStreamWithTimeout(stream_.get(), kWaitSliceMs);
    if (status.ok()) return Wait::kDone;
    if (status.code() != ACL_ERROR_RT_STREAM_SYNC_TIMEOUT) return Wait::kFailed;
  }
  return Wait::kEnding;
}

// A stream that is merely busy is healthy; one that has failed answers with its code at once.
bool Session::healthy() {
  const Functions& acl = library_.acl;
  const Status status = acl.aclrtSynchronizeStreamWithTimeout
                            ? acl.aclrtSynchronizeStreamWithTimeout(stream_.get(), kWaitSliceMs)
                            : acl.aclrtSynchronizeStream(stream_.get());
  if (status.ok() || status.code() == ACL_ERROR_RT_STREAM_SYNC_TIMEOUT) return true;
  fail(status);
  return false;
}

void Session::fail(Status status) {
  Failure failure = library_.describe(status);
  give_up_stream(true);
  events_.failed(std::move(failure));
}

// `discard`: the stream may hold work that nobody waits for, and is not waited for. Otherwise it is empty,
// and the one order that is safe everywhere is kept: synchronize, unsubscribe, destroy. A stream that cannot
// be waited for may hold anything.
void Session::give_up_stream(bool discard) {
  const Functions& acl = library_.acl;
  if (stream_ && !discard) {
    const Status waited = acl.aclrtSynchronizeStream(stream_.get());
    library_.released(waited);
    discard = !waited.ok();
  }
  if (stream_) {
    if (discard && acl.aclrtDestroyStreamForce) {
      library_.released(acl.aclrtDestroyStreamForce(stream_.release()));
      if (subscribed_) device_->forget();
    } else if (subscribed_) {
      library_.released(device_->unsubscribe(stream_.get()));
    }
    subscribed_ = false;
    stream_.reset();
  }
  open_executions_ = false;
  {
    const std::lock_guard lock(groups_mutex_);
    for (Group& group : *groups_) drop(group);
  }
  // Not before: a group that is being reported just now counts down.
  unreported_.store(0, std::memory_order_relaxed);
}

void Session::release() {
  for (Slot& slot : slots_) slot.release();
  model_.reset();
  context_.reset();
}

}  // namespace ascend_rx::acl
