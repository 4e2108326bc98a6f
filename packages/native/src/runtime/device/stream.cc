#include "stream.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "context.h"
#include "device.h"
#include "event.h"
#include "live_streams.h"
#include "model/execution.h"
#include "onnx/onnx_gate.h"
#include "onnx/run_control.h"
#include "process/exception_info.h"
#include "process/failure.h"
#include "process/instruments.h"
#include "process/process_end.h"
#include "process/thread_state.h"
#include "report_group.h"
#include "subscriptions.h"
#include "task_watch.h"

namespace ascend_rx::runtime {
namespace {

std::atomic<uint32_t> next_id{0};

uint32_t kernel_thread_id() {
  static thread_local const auto id = static_cast<uint32_t>(syscall(SYS_gettid));
  return id;
}

}  // namespace

Stream::Stream(Context& context)
    : context_(context), id_(next_id.fetch_add(1)), depth_(Settings::current().queue_depth) {
  const ServiceTime& time = Settings::current().service_time;
  if (time.most_us > 0) service_time_.emplace(time);
  LiveStreams::instance().add(*this);
}

Stream::~Stream() { LiveStreams::instance().remove(*this); }

// ---------------------------------------------------------------------------------------- submitting

void Stream::submit(Task task) {
  task.thread = kernel_thread_id();
  if (Instruments::on()) TaskWatch::begin(task);
  Lock lock(mutex_);
  try {
    queue(lock, task);
  } catch (...) {
    lock.unlock();
    discard(task);
    throw;
  }
}

void Stream::submit_callback(aclrtCallback function, void* user_data, bool blocks) {
  Task task{CallbackWork{function, user_data, blocks, 0}, kernel_thread_id()};
  Lock lock(mutex_);
  require(subscription_.group != nullptr, ACL_ERROR_RT_STREAM_NO_CB_REG,
          "no thread is subscribed to the stream; call aclrtSubscribeReport first");
  std::get<CallbackWork>(task.work).subscription = subscriptions_;
  queue(lock, task);
}

void Stream::queue(Lock& lock, Task& task) {
  context_.throw_if_stopped();
  if (tasks_.size() >= depth_) wait_for_room(lock);
  require(!stop_ && !closing_, ACL_ERROR_RT_INVALID_HANDLE, "the stream is being destroyed");
  tasks_.push(task);
  ++submitted_;
  if (!worker_runs_) start_worker();
  if (worker_sleeps_ && runnable()) work_.notify_one();
}

void Stream::wait_for_room(Lock& lock) {
  ++wait_for_room_;
  room_.wait(lock, [this] { return tasks_.size() < depth_ || stop_ || closing_; });
  --wait_for_room_;
  context_.throw_if_stopped();
}

// ---------------------------------------------------------------------------------------- the worker

void Stream::start_worker() {
  worker_ = std::thread([this] { work(); });
  worker_runs_ = true;
}

void Stream::work() {
  static_cast<void>(thread_state());  // the exception-info callback may exit
  Lock lock(mutex_);
  while (!stop_) {
    if (runnable()) {
      run_next(lock);
    } else {
      worker_sleeps_ = true;
      work_.wait(lock);
      worker_sleeps_ = false;
    }
  }
  discard_all(lock);
  worker_runs_ = false;
  done_.notify_all();
}

// One turn. REQUIRES: runnable(), the lock, and that the caller is the only driver. Leaves the lock for the
// time of the task.
void Stream::run_next(Lock& lock) {
  const Task task = tasks_.pop();
  const auto number = static_cast<uint32_t>(finished_);
  if (wait_for_room_ > 0) room_.notify_one();
  const auto* const callback = std::get_if<CallbackWork>(&task.work);
  dropping_ = dropping_ || (closing_ && callback);
  if (dropping_ || context_.stopped()) {
    lock.unlock();
    discard(task);
    lock.lock();
  } else if (callback) {
    hand_over(*callback);
    if (blocked_on_) return;  // finished by callback_returned
  } else if (const auto* const wait = std::get_if<WaitWork>(&task.work)) {
    if (!pass(lock, *wait)) return;  // finished by event_came
  } else {
    lock.unlock();
    const Outcome outcome = task.watched ? perform_watched(task) : perform(task);
    dispose(task);
    lock.lock();
    if (outcome.code != ACL_SUCCESS) keep_failure(lock, task, number, outcome);
  }
  finish_one();
}

// A callback launched under a subscription that is over is dropped: who launched it was promised that thread.
void Stream::hand_over(const CallbackWork& callback) {
  if (callback.subscription != subscriptions_ || !subscription_.group) return;
  if (callback.blocks) blocked_on_ = subscription_.group;
  subscription_.group->post(*this, callback);
}

Outcome Stream::perform_watched(const Task& task) {
  const auto start = std::chrono::steady_clock::now();
  Outcome outcome = TaskWatch::refusal(task);
  if (outcome.code == ACL_SUCCESS) outcome = perform(task);
  TaskWatch::trace(task, id_, start, outcome);
  return outcome;
}

// True when the stream can go on.
bool Stream::pass(Lock& lock, const WaitWork& wait) {
  waits_for_ = wait.event;  // before asking: it may come as soon as we have
  lock.unlock();
  const bool passes = wait.event->passes(wait, *this);
  lock.lock();
  if (passes) waits_for_ = nullptr;
  if (closing_) leave_event(lock);
  return passes;
}

Outcome Stream::perform(const Task& task) {
  if (const auto* const copy = std::get_if<CopyWork>(&task.work)) {
    std::memmove(copy->to, copy->from, copy->bytes);
  } else if (const auto* const rows = std::get_if<CopyRows>(&task.work)) {
    rows->perform();
  } else if (const auto* const fill = std::get_if<FillWork>(&task.work)) {
    std::memset(fill->at, fill->value, fill->bytes);
  } else if (const auto* const record = std::get_if<RecordWork>(&task.work)) {
    record->event->settle(*record, true);
  } else if (const auto* const reset = std::get_if<ResetWork>(&task.work)) {
    reset->event->settle(*reset, true);
  } else {
    return execute(std::get<ExecuteWork>(task.work).execution);
  }
  return {};
}

Outcome Stream::execute(Execution* execution) {
  const auto start = std::chrono::steady_clock::now();
  Outcome outcome;
  try {
    const OnnxGate::Pass pass;
    if (!pass) throw Failure(ended_status, "the process ends");
    execution->run(run_control());
  } catch (const Failure& failure) {
    outcome = {failure.code, failure.text};
  } catch (const std::exception& error) {
    outcome = {ACL_ERROR_RT_MODEL_EXECUTE, error.what()};
  }
  if (service_time_) wait_until(start + service_time_->next());
  return outcome;
}

// For the rest of an execution's simulated time; not beyond the end of the stream.
void Stream::wait_until(std::chrono::steady_clock::time_point time) {
  Lock lock(mutex_);
  work_.wait_until(lock, time, [this] { return stop_ || dropping_; });
}

// The failure is in place before anyone is told, so that whoever is told finds it.
void Stream::keep_failure(Lock& lock, const Task& task, uint32_t number, const Outcome& outcome) {
  if (stop_ || dropping_) return;  // interrupted by us
  if (context_.stops_on_failure()) {
    context_.stop(outcome);
  } else if (failure_.code == ACL_SUCCESS) {
    failure_ = outcome;
  }
  const aclrtExceptionInfoCallback told = exception_callback.load();
  if (!told) return;
  in_user_code_ = true;
  lock.unlock();
  aclrtExceptionInfo info{number, id_, task.thread, static_cast<uint32_t>(context_.device().id()),
                          static_cast<uint32_t>(outcome.code)};
  told(&info);
  lock.lock();
  in_user_code_ = false;
}

// A task is over: what it worked on is free.
void Stream::dispose(const Task& task) {
  if (task.watched) TaskWatch::end(task);
  if (const auto* const execute = std::get_if<ExecuteWork>(&task.work)) {
    Execution::recycle(execute->execution);
  }
}

// A task will not run.
void Stream::discard(const Task& task) {
  dispose(task);
  if (const auto* const record = std::get_if<RecordWork>(&task.work)) {
    record->event->settle(*record, false);
  } else if (const auto* const reset = std::get_if<ResetWork>(&task.work)) {
    reset->event->settle(*reset, false);
  } else if (const auto* const wait = std::get_if<WaitWork>(&task.work)) {
    wait->event->settle(*wait);
  }
}

void Stream::discard_all(Lock& lock) {
  blocked_on_ = nullptr;
  leave_event(lock);
  while (!tasks_.empty()) {
    const Task task = tasks_.pop();
    lock.unlock();
    discard(task);
    lock.lock();
  }
  finished_ = submitted_;
  room_.notify_all();
  done_.notify_all();
}

void Stream::finish_one() {
  if (++finished_ < wake_at_) return;
  wake_at_ = UINT64_MAX;
  done_.notify_all();
}

RunControl& Stream::run_control() {
  const Lock lock(mutex_);
  if (!run_control_) run_control_ = std::make_shared<RunControl>();
  return *run_control_;
}

// ------------------------------------------------------------------------------------------ waiting

void Stream::synchronize(const Deadline& deadline) {
  Lock lock(mutex_);
  const uint64_t target = submitted_;
  while (finished_ < target && !stop_) {
    wake_at_ = std::min(wake_at_, target);
    if (!deadline) {
      done_.wait(lock);
    } else if (done_.wait_until(lock, *deadline) == std::cv_status::timeout && finished_ < target) {
      throw Failure(ACL_ERROR_RT_STREAM_SYNC_TIMEOUT, "the stream's tasks were not done in time");
    }
  }
  if (process_ended()) throw Failure(ended_status, "the process ends");
  context_.throw_if_stopped();
  if (failure_.code != ACL_SUCCESS) {
    const Outcome given = std::exchange(failure_, {});
    throw Failure(given.code, given.text);
  }
}

bool Stream::busy() {
  const Lock lock(mutex_);
  return finished_ < submitted_;
}

// --------------------------------------------------------------------------------------- subscribing

Stream::Subscription Stream::subscription() {
  const Lock lock(mutex_);
  return subscription_;
}

void Stream::attach(std::shared_ptr<ReportGroup> group, uint64_t thread) {
  const Lock lock(mutex_);
  subscription_ = {std::move(group), thread};
  ++subscriptions_;
}

void Stream::detach() {
  const Lock lock(mutex_);
  subscription_ = {};
}

void Stream::callback_returned() {
  const Lock lock(mutex_);
  if (!blocked_on_) return;  // the stream was stopped meanwhile
  blocked_on_ = nullptr;
  finish_awaited();
}

void Stream::event_came() {
  const Lock lock(mutex_);
  waits_for_ = nullptr;
  finish_awaited();
}

// The task that the stream stood in is done from outside.
void Stream::finish_awaited() {
  finish_one();
  if (worker_sleeps_) work_.notify_one();
}

// -------------------------------------------------------------------------------------------- ending

// Drops the wait for an event, if the stream stands in one, and what is behind it.
void Stream::leave_event(Lock& lock) {
  if (!waits_for_) return;
  const Event::Reference event = waits_for_->reference();
  lock.unlock();
  const bool left = event->forget(*this);
  lock.lock();
  if (!left) return;  // it has come, or is asked just now: then this is called again
  waits_for_ = nullptr;
  dropping_ = true;
  finish_awaited();
}

void Stream::close(bool force) {
  std::shared_ptr<ReportGroup> group;
  {
    Lock lock(mutex_);
    require(worker_.get_id() != std::this_thread::get_id(), ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
            "a stream cannot be destroyed from its own exception-info callback");
    closing_ = true;
    dropping_ = dropping_ || force;
    if (force && run_control_) run_control_->terminate();
    if (force) work_.notify_all();  // ends a simulated service time
    group = blocked_on_ ? blocked_on_ : subscription_.group;
    room_.notify_all();
  }
  Subscriptions::instance().remove(*this);
  if (group && group->drop(*this, true) != ReportGroup::Dropped::nothing) {
    Lock lock(mutex_);
    dropping_ = true;
  }
  // Either the stream was not blocked, or what it waited for has returned, was dropped or is the caller's
  // own.
  callback_returned();
  {
    Lock lock(mutex_);
    leave_event(lock);
    while (finished_ < submitted_ && !stop_) {
      wake_at_ = std::min(wake_at_, submitted_);
      done_.wait(lock);
    }
    stop_ = true;
    work_.notify_all();
    done_.notify_all();
  }
  join_worker();
}

// Called by close() and at the end of the process, which may come at the same time.
void Stream::join_worker() {
  std::thread worker;
  {
    const Lock lock(mutex_);
    worker = std::move(worker_);
  }
  if (worker.joinable()) worker.join();
}

void Stream::stop_for_good() {
  const Lock lock(mutex_);
  stop_ = true;
  work_.notify_all();
  room_.notify_all();
  done_.notify_all();
}

void Stream::wait_until_stopped() {
  {
    Lock lock(mutex_);
    done_.wait(lock, [this] { return !worker_runs_ || in_user_code_; });
    if (worker_runs_) return;
  }
  join_worker();
}

}  // namespace ascend_rx::runtime
