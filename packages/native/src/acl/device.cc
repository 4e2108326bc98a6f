#include "device.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "session.h"

namespace ascend_rx::acl {
namespace {

// Also how often sessions that owe a report are looked at.
constexpr int32_t kReportTimeoutMs = 1000;

}  // namespace

Device::Device(std::vector<Library::Candidate> candidates, int32_t id, DeviceEvents& events)
    : candidates_(std::move(candidates)), id_(id), events_(events) {
  thread_ = std::thread([this] { run(); });
}

Device::~Device() { abandon(); }

void Device::close() { end(true); }

void Device::abandon() {
  {
    const std::lock_guard lock(sessions_mutex_);
    for (Session* session : sessions_) session->end();
    for (Session* session : sessions_) session->abandon();
  }
  end(false);
  const std::lock_guard lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void Device::end(bool tell) {
  const std::lock_guard lock(mutex_);
  ending_ = true;
  tell_closed_ = tell_closed_ || tell;
  changed_.notify_all();
}

void Device::run() {
  thread_id_ = static_cast<uint64_t>(pthread_self());
  Outcome failure = open();
  const bool opened = !failure;
  events_.opened(std::move(failure));
  if (opened) {
    library_->listen(this, [this] { suspect_busy_sessions(); });
    serve();
    library_->unlisten(this);
    library_->released(library_->acl.aclrtResetDevice(id_));
    library_->finalise();
  }
  bool tell = false;
  {
    const std::lock_guard lock(mutex_);
    tell = tell_closed_;
  }
  if (tell) events_.closed();
}

Outcome Device::open() {
  std::string causes;
  for (const Library::Candidate& candidate : candidates_) {
    auto found = Library::open(candidate);
    std::string cause;
    if (auto* const library = std::get_if<Library*>(&found)) {
      cause = use(**library, candidate);
      if (cause.empty()) return std::nullopt;
    } else {
      cause = std::get<std::string>(found);
    }
    causes += (causes.empty() ? "" : "\n") + candidate.origin + ": " + cause;
  }
  return Failure{"dlopen", ACL_ERROR_RT_NO_DEVICE, causes};
}

// Makes the device's primary context current on the report thread, which is what aclrtProcessReport needs.
// Returns why this library cannot serve the device, or nothing.
std::string Device::use(Library& library, const Library::Candidate& candidate) {
  const auto told = [](const Failure& failure) {
    return std::string(failure.api) + " returned " + std::to_string(failure.code) +
           (failure.detail.empty() ? "" : " (" + failure.detail + ")");
  };
  const auto cause = [&](Status status) { return told(library.describe(status)); };
  if (const Outcome failure = library.initialise(candidate)) {
    return failure->code == ACL_ERROR_COMPILING_STUB_MODE ? "it is a link-time stub" : told(*failure);
  }
  if (const Status s = library.acl.aclrtSetDevice(id_); !s.ok()) {
    std::string text = cause(s);
    library.finalise();
    return text;
  }
  if (const Status s = library.acl.aclrtGetRunMode(&run_mode_); !s.ok()) {
    std::string text = cause(s);
    library.released(library.acl.aclrtResetDevice(id_));
    library.finalise();
    return text;
  }
  if (library.acl.aclrtGetSocName) {
    if (const char* name = library.acl.aclrtGetSocName()) soc_name_ = name;
  }
  library_ = &library;
  return {};
}

void Device::serve() {
  Time looked = Clock::now();
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      // With nothing subscribed aclrtProcessReport returns at once: a loop over it would spin.
      changed_.wait(lock, [this] { return ending_ || streams_ > 0; });
      if (ending_) return;
    }
    const Status status = library_->acl.aclrtProcessReport(kReportTimeoutMs);
    finish();
    // A callback lost to a failed stream never comes, whatever others report meanwhile: its session asks the
    // stream.
    if (Clock::now() - looked >= std::chrono::milliseconds(kReportTimeoutMs)) {
      looked = Clock::now();
      suspect_stalled_sessions();
    }
    if (!status.ok() && status.code() != ACL_ERROR_RT_REPORT_TIMEOUT) std::this_thread::yield();
  }
}

void Device::finish() {
  for (Group* const group : unfinished_) Session::finish(*group);
  unfinished_.clear();
}

// Hints, so they do not wait: whoever abandons the sessions holds the lock until a stream has let go of this
// very thread.
void Device::suspect_busy_sessions() {
  const std::unique_lock lock(sessions_mutex_, std::try_to_lock);
  if (!lock) return;
  for (Session* session : sessions_) {
    if (session->busy()) session->suspect();
  }
}

void Device::suspect_stalled_sessions() {
  const std::unique_lock lock(sessions_mutex_, std::try_to_lock);
  if (!lock) return;
  for (Session* session : sessions_) {
    if (session->stalled()) session->suspect();
  }
}

Status Device::subscribe(aclrtStream stream) {
  const Status status = library_->acl.aclrtSubscribeReport(thread_id_, stream);
  if (status.ok()) {
    const std::lock_guard lock(mutex_);
    ++streams_;
    changed_.notify_all();
  }
  return status;
}

Status Device::unsubscribe(aclrtStream stream) {
  forget();
  return library_->acl.aclrtUnSubscribeReport(thread_id_, stream);
}

void Device::forget() {
  const std::lock_guard lock(mutex_);
  --streams_;
}

void Device::attach(Session& session) {
  const std::lock_guard lock(sessions_mutex_);
  sessions_.push_back(&session);
}

void Device::detach(Session& session) {
  const std::lock_guard lock(sessions_mutex_);
  sessions_.erase(std::remove(sessions_.begin(), sessions_.end(), &session), sessions_.end());
}

}  // namespace ascend_rx::acl
