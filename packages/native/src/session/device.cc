#include "session/device.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "session/completion.h"
#include "session/session.h"
#include "session/start_thread.h"

namespace ascend_rx::session {
namespace {

// Also the interval at which sessions without a report are checked.
constexpr int32_t kReportTimeoutMs = 1000;

}  // namespace

Device::Device(std::vector<Library::Candidate> candidates, int32_t id, DeviceObserver& observer)
    : candidates_(std::move(candidates)), id_(id), observer_(observer) {}

Device::~Device() { stop(); }

void Device::start() {
  const MutexLock lock(join_mutex_);
  thread_ = start_thread("report", [this] { run(); });
}

void Device::end_loads() {
  const MutexLock lock(sessions_mutex_);
  for (Session* session : sessions_) session->end_load();
}

void Device::close() { request_stop(true); }

void Device::stop() {
  {
    const MutexLock lock(sessions_mutex_);
    for (Session* session : sessions_) session->request_stop();
    for (Session* session : sessions_) session->stop();
  }
  request_stop(false);
  const MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void Device::request_stop(bool answer_close) {
  const MutexLock lock(mutex_);
  stop_requested_ = true;
  answer_close_ = answer_close_ || answer_close;
  changed_.notify_all();
}

void Device::run() {
  thread_id_ = static_cast<uint64_t>(pthread_self());
  Outcome failure = open();
  const bool opened = !failure;
  observer_.opened(std::move(failure));
  if (opened) {
    process_reports();
    library_->remove_exception_listener(this);
    release();
  }
  bool answer = false;
  {
    const MutexLock lock(mutex_);
    answer = answer_close_;
  }
  if (answer) observer_.closed();
}

Outcome Device::open() {
  try {
    Outcome failure = try_open();
    if (failure) return failure;
    library_->add_exception_listener(
        this, [this] { check_sessions([](Session& session) { return session.busy(); }); });
    return std::nullopt;
  } catch (const std::exception&) {
    // Only an allocation throws here. Nothing may be allocated for this answer.
    if (library_) release();
    return Failure{"dlopen", ACL_ERROR_BAD_ALLOC, {}};
  }
}

void Device::release() {
  library_->record_release(library_->acl.aclrtResetDevice(id_));
  library_->finalise();
}

Outcome Device::try_open() {
  std::string causes;
  for (const Library::Candidate& candidate : candidates_) {
    auto found = Library::open(candidate);
    std::string cause;
    if (auto* const library = std::get_if<Library*>(&found)) {
      cause = initialise(**library, candidate);
      if (cause.empty()) return std::nullopt;
    } else {
      cause = std::get<std::string>(found);
    }
    causes += (causes.empty() ? "" : "\n") + candidate.origin + ": " + cause;
  }
  return Failure{"dlopen", ACL_ERROR_RT_NO_DEVICE, causes};
}

// Makes the device's primary context current on the report thread, because aclrtProcessReport needs it.
// Returns why this library cannot serve the device, or nothing.
std::string Device::initialise(Library& library, const Library::Candidate& candidate) {
  const auto text_of = [](const Failure& failure) {
    return std::string(failure.api) + " returned " + std::to_string(failure.code) +
           (failure.detail.empty() ? "" : " (" + failure.detail + ")");
  };
  if (const Outcome failure = library.initialise(candidate)) {
    return failure->code == ACL_ERROR_COMPILING_STUB_MODE ? "it is a link-time stub" : text_of(*failure);
  }
  // The runtime's message first, which the next call may replace. It is made without an exception.
  if (const Status s = library.acl.aclrtSetDevice(id_); !s.ok()) {
    const Failure failure = library.describe(s);
    library.finalise();
    return text_of(failure);
  }
  // From here on release() undoes it all.
  library_ = &library;
  if (const Status s = library.acl.aclrtGetRunMode(&run_mode_); !s.ok()) {
    const Failure failure = library.describe(s);
    release();
    library_ = nullptr;
    return text_of(failure);
  }
  if (library.acl.aclrtGetSocName) {
    if (const char* name = library.acl.aclrtGetSocName()) soc_name_ = name;
  }
  return {};
}

void Device::process_reports() {
  Time checked = Clock::now();
  for (;;) {
    {
      MutexLock lock(mutex_);
      // With nothing subscribed aclrtProcessReport returns at once: the loop would spin.
      while (!stop_requested_ && subscriptions_ == 0) changed_.wait(lock);
      if (stop_requested_) return;
    }
    const Status status = library_->acl.aclrtProcessReport(kReportTimeoutMs);
    finish_deferred_groups();
    // The callback of a failed stream may never come, while other streams go on reporting. So the session
    // checks its stream.
    if (Clock::now() - checked >= std::chrono::milliseconds(kReportTimeoutMs)) {
      checked = Clock::now();
      check_sessions([](Session& session) { return session.stalled(); });
    }
    if (!status.ok() && status.code() != ACL_ERROR_RT_REPORT_TIMEOUT) std::this_thread::yield();
  }
}

void Device::finish_deferred_groups() {
  while (Group* const group = first_deferred_) {
    // A group that has been reported may be used again at once.
    first_deferred_ = group->next_deferred;
    group->is_deferred = false;
    Completion::finish(*group);
  }
}

// The group is in the list already if the submission thread has reported it since, and it has been used
// again: the callbacks of both times came within one aclrtProcessReport. It goes to the place of the second
// one.
void Device::defer(Group& group) {
  if (group.is_deferred) {
    Group* before = nullptr;
    for (Group* each = first_deferred_; each != &group; each = each->next_deferred) before = each;
    (before ? before->next_deferred : first_deferred_) = group.next_deferred;
    if (last_deferred_ == &group) last_deferred_ = before;
  }
  group.is_deferred = true;
  group.next_deferred = nullptr;
  (first_deferred_ ? last_deferred_->next_deferred : first_deferred_) = &group;
  last_deferred_ = &group;
}

// Must not wait for the lock: stop() holds it until the sessions have ended, and for that a stream may need
// this very thread.
void Device::check_sessions(bool (*needs_check)(Session& session)) {
  if (!sessions_mutex_.try_lock()) return;
  const MutexLock lock(sessions_mutex_, std::adopt_lock);
  for (Session* const session : sessions_) {
    if (needs_check(*session)) session->request_check();
  }
}

Status Device::subscribe(aclrtStream stream) {
  const Status status = library_->acl.aclrtSubscribeReport(thread_id_, stream);
  if (status.ok()) {
    const MutexLock lock(mutex_);
    ++subscriptions_;
    changed_.notify_all();
  }
  return status;
}

Status Device::unsubscribe(aclrtStream stream) {
  subscription_ended();
  return library_->acl.aclrtUnSubscribeReport(thread_id_, stream);
}

void Device::subscription_ended() {
  const MutexLock lock(mutex_);
  --subscriptions_;
}

void Device::attach(Session& session) {
  const MutexLock lock(sessions_mutex_);
  sessions_.push_back(&session);
}

void Device::detach(Session& session) {
  const MutexLock lock(sessions_mutex_);
  sessions_.erase(std::remove(sessions_.begin(), sessions_.end(), &session), sessions_.end());
}

}  // namespace ascend_rx::session
