#include "session/session.h"

#include <new>
#include <utility>

#include "session/start_thread.h"

namespace ascend_rx::session {

Session::Session(std::shared_ptr<Device> device, std::shared_ptr<const ModelFile> file, uint32_t slots,
                 SessionObserver& observer)
    : device_(std::move(device)),
      observer_(observer),
      slots_(slots),
      completion_(*device_, slots_, description_, observer_),
      groups_(completion_),
      load_end_(device_->library()),
      submitter_(*device_, std::move(file), queue_, load_end_, slots_, description_, completion_, groups_,
                 observer_) {
  {
    const MutexLock lock(join_mutex_);
    thread_ = start_thread("submission", [this] { run(); });
  }
  // Behind the thread: without one, nobody knows of this session. No destructor runs after an exception.
  try {
    device_->attach(*this);
  } catch (...) {
    stop();
    throw;
  }
}

Session::~Session() {
  stop();
  device_->detach(*this);
}

void Session::build() { queue_.push({Command::Kind::kBuild, 0, nullptr, {}}); }

void Session::submit(const uint32_t* slots, size_t count) {
  completion_.expect(count);
  size_t done = 0;
  if (begin_direct_submission()) {
    const MutexLock lock(submission_mutex_, std::adopt_lock);
    done = submitter_.submit_quick(slots, count);
  }
  for (; done < count; ++done) {
    try {
      queue_.push({Command::Kind::kExecute, slots[done], nullptr, {}});
    } catch (const std::bad_alloc&) {
      slots_[slots[done]].fail({device_->library().acl.aclmdlExecuteAsync.name(), ACL_ERROR_BAD_ALLOC, {}});
    }
  }
}

void Session::launch(Group& group, aclrtCallbackBlockType type) {
  completion_.close(group);
  if (!begin_direct_submission()) return push({Command::Kind::kLaunch, 0, &group, type});
  bool launched = false;
  {
    const MutexLock lock(submission_mutex_, std::adopt_lock);
    launched = submitter_.launch(group, type);
  }
  if (!launched) push({Command::Kind::kSynchronizeInstead, 0, &group, {}});
}

void Session::synchronize(Group& group) {
  completion_.close(group);
  push({Command::Kind::kSynchronize, 0, &group, {}});
}

// Of a closed group, which must come back.
void Session::push(const Command& command) {
  try {
    queue_.push(command);
  } catch (const std::bad_alloc&) {
    command_lost();
  }
}

void Session::close() {
  answer_close_ = true;
  request_stop();
}

void Session::stop() {
  request_stop();
  const MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

// Executions and callbacks keep their order: as long as a command waits, nothing is submitted directly.
bool Session::begin_direct_submission() {
  if (!queue_.idle() || completion_.unreported_executions() > device_->library().credit()) return false;
  if (!submission_mutex_.try_lock()) return false;
  if (submitter_.begin()) return true;
  submission_mutex_.unlock();
  return false;
}

void Session::run() {
  for (;;) {
    Command command;
    const SubmissionQueue::Wake wake = queue_.wait(command);
    const MutexLock lock(submission_mutex_);
    switch (wake) {
      case SubmissionQueue::Wake::kCommand:
        submitter_.handle(command);
        queue_.done();
        break;
      case SubmissionQueue::Wake::kCheck:
        submitter_.check();
        break;
      case SubmissionQueue::Wake::kGiveUp:
        submitter_.command_lost();
        queue_.done();
        break;
      case SubmissionQueue::Wake::kStop:
        submitter_.end();
        if (answer_close_) observer_.closed();
        return;
    }
  }
}

}  // namespace ascend_rx::session
