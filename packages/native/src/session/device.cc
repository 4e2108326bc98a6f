#include "session/device.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "session/completion.h"
#include "session/session.h"

namespace ascend_rx::session {
namespace {

// Also the interval at which sessions without a report are checked.
constexpr int32_t kReportTimeoutMs = 1000;

}  // namespace

Device::Device(std::vector<Library::Candidate> candidates, int32_t id, DeviceObserver& observer)
    : candidates_(std::move(candidates)), id_(id), observer_(observer) {
  thread_ = std::thread([this] { run(); });
}

Device::~Device() { stop(); }

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
    library_->add_exception_listener(
        this, [this] { check_sessions([](Session& session) { return session.busy(); }); });
    process_reports();
    library_->remove_exception_listener(this);
    library_->record_release(library_->acl.aclrtResetDevice(id_));
    library_->finalise();
  }
  bool answer = false;
  {
    const MutexLock lock(mutex_);
    answer = answer_close_;
  }
  if (answer) observer_.closed();
}

Outcome Device::open() {
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
  const auto cause = [&](Status status) { return text_of(library.describe(status)); };
  if (const Outcome failure = library.initialise(candidate)) {
    return failure->code == ACL_ERROR_COMPILING_STUB_MODE ? "it is a link-time stub" : text_of(*failure);
  }
  if (const Status s = library.acl.aclrtSetDevice(id_); !s.ok()) {
    std::string text = cause(s);
    library.finalise();
    return text;
  }
  if (const Status s = library.acl.aclrtGetRunMode(&run_mode_); !s.ok()) {
    std::string text = cause(s);
    library.record_release(library.acl.aclrtResetDevice(id_));
    library.finalise();
    return text;
  }
  if (library.acl.aclrtGetSocName) {
    if (const char* name = library.acl.aclrtGetSocName()) soc_name_ = name;
  }
  library_ = &library;
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
  for (Group* const group : deferred_) Completion::finish(*group);
  deferred_.clear();
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
