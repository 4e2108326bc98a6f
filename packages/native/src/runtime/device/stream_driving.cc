// Streams: who drives, and one turn of it.
#include <algorithm>
#include <array>
#include <utility>

#include "context.h"
#include "device.h"
#include "event.h"
#include "model/execution.h"
#include "onnx/run_control.h"
#include "perform.h"
#include "process/quick_lock.h"
#include "process/strict.h"
#include "process/thread_state.h"
#include "report_group.h"
#include "stream.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// A helper that stays away longer than this on average (a callback that wakes a thread now and then takes
// much longer than the others) costs more than the hand-overs that it spares ...
constexpr std::chrono::microseconds tolerated_absence{20};
// ... and is not relied on for a while, longer each time: so many callbacks.
constexpr int least_distrust = 4;
constexpr int most_distrust = 1024;
// So long the helper looks out for tasks before it sleeps: about what waking it costs who submits and itself.
constexpr std::chrono::microseconds look_out_time{20};
constexpr int most_looks_left_out = 63;
// So many tasks, or for so long, the driver goes on without the lock, which who submits more needs, too.
constexpr size_t most_plain_tasks = 16;
constexpr std::chrono::microseconds longest_run{20};
constexpr int most_untimed = 4;
// The worker takes over from a helper that stays away for one to two of these.
constexpr std::chrono::microseconds watch_period{500};

}  // namespace

// ---------------------------------------------------------------------------------------- the worker

void Stream::start_worker() {
  worker_ = std::thread([this] { work(); });
  worker_runs_ = true;
}

void Stream::work() {
  static_cast<void>(thread_state());  // the exception-info callback may exit
  Lock lock(mutex_);
  Time now = Clock::now();
  while (!stop_) {
    if (driver_ != Driver::none || !has_turn()) {
      sleep(lock);
      now = Clock::now();
      continue;
    }
    driver_ = Driver::worker;
    const Turn turn = untold_ ? tell(lock) : run_next(lock, now);
    driver_ = Driver::none;
    if (turn == Turn::reported && helper_waits_) lend(Time::max());  // the report wakes it, sooner or later
  }
  work_.wait(lock, [this] { return driver_ != Driver::helper; });
  discard_all(lock);
  worker_runs_ = false;
  done_.notify_all();
}

// Until there is something to do; while the helper is relied on, for a watch period at a time.
void Stream::sleep(Lock& lock) {
  worker_sleeps_ = true;
  if (!watched_) {
    work_.wait(lock);
  } else {
    const uint64_t lends = lends_;
    if (work_.wait_for(lock, watch_period) == std::cv_status::timeout && lends == lends_) {
      watched_ = false;
      if (driver_ == Driver::away) {
        driver_ = Driver::none;
        distrust();
      }
    }
  }
  worker_sleeps_ = false;
}

// ---------------------------------------------------------------------------------------- the helper

bool Stream::helper_may_run() const {
  return !service_time_ && runnable() && !stop_ && subscription_.group &&
         subscription_.group->serves_only(*this) && is_brief(tasks_.front());
}

bool Stream::help(const Deadline& deadline, Time& now) {
  Lock lock = quick_lock(mutex_);
  if (driver_ == Driver::away) {
    driver_ = Driver::none;
    judge_absence(now);
  }
  Turn turn = Turn::finished;
  bool in_time = true;
  do {
    while (turn != Turn::reported && driver_ == Driver::none && helper_may_run()) {
      in_time = !deadline || now < *deadline;
      if (!in_time) break;
      driver_ = Driver::helper;
      turn = run_next(lock, now);
      driver_ = Driver::none;
    }
  } while (turn != Turn::reported && in_time && look_out(lock, now));
  if (stop_) work_.notify_all();
  helper_waits_ = turn != Turn::reported && in_time;
  if (helper_waits_) {
    call_driver();
  } else {
    leave();
  }
  return helper_waits_;
}

// For a stream that has nothing to do, for a moment: tasks often follow one another closely, and then nobody
// has to be woken. True: something was submitted. Where it was not, the helper sleeps at once the next times.
bool Stream::look_out(Lock& lock, Time& now) {
  if (driver_ != Driver::none || !tasks_.empty() || blocked_on_ || waits_for_ || untold_ || stop_ ||
      closing_) {
    return false;
  }
  if (looks_left_out_ > 0) {
    --looks_left_out_;
    return false;
  }
  const uint64_t seen = submitted_.load(std::memory_order_relaxed);
  driver_ = Driver::looking;
  lock.unlock();
  const Time until = now + look_out_time;
  uint64_t submitted = seen;
  while (submitted == seen && now < until) {
    for (int i = 0; i < 8 && submitted == seen; ++i) submitted = look_again();
    now = Clock::now();
  }
  const bool found = submitted != seen;
  // Whoever submits mostly has several, and is not to be fought for the lock with each of them.
  for (uint64_t before = seen; submitted != before && submitted - seen < most_plain_tasks;) {
    before = std::exchange(submitted, look_again());
  }
  lock_quickly(lock);
  driver_ = Driver::none;
  looks_to_leave_out_ = found ? 0 : std::min(2 * looks_to_leave_out_ + 1, most_looks_left_out);
  looks_left_out_ = looks_to_leave_out_;
  return found || !tasks_.empty();
}

// Not too often: each look takes the memory away from whoever writes there.
uint64_t Stream::look_again() const {
  for (int i = 0; i < 4; ++i) relax();
  return submitted_.load(std::memory_order_relaxed);
}

void Stream::end_help() {
  const Lock lock = quick_lock(mutex_);
  helper_waits_ = false;
  if (driver_ == Driver::called) driver_ = Driver::none;
  leave();
}

// The helper goes and leaves what there is to do to the worker, or to itself when it comes back.
void Stream::leave() {
  if (driver_ == Driver::none && has_turn() && !lend(Clock::now())) call_driver();
}

// Relies on the helper to come back; its absence is counted from `since`. False: does not.
bool Stream::lend(Time since) {
  if (!helper_may_run()) return false;
  if (distrusted_ > 0) {
    --distrusted_;
    return false;
  }
  driver_ = Driver::away;
  lent_at_ = since;
  ++lends_;
  if (!watched_) {
    watched_ = true;
    work_.notify_one();
  }
  return true;
}

void Stream::judge_absence(Time now) {
  absence_ += (std::max(now, lent_at_) - lent_at_ - absence_) / 8;
  if (absence_ > tolerated_absence) {
    absence_ = {};
    distrust();
  } else {
    distrust_ = std::max(distrust_ - 1, least_distrust);
  }
}

void Stream::distrust() {
  distrusted_ = distrust_;
  distrust_ = std::min(2 * distrust_, most_distrust);
}

// Something may have become runnable: someone must be on the way to it.
void Stream::call_driver() {
  if (driver_ != Driver::none || !has_turn()) return;
  if (helper_waits_ && helper_may_run()) {
    driver_ = Driver::called;
    subscription_.group->nudge();
  } else if (worker_sleeps_) {
    work_.notify_one();
  }
}

// ------------------------------------------------------------------------------------------ one turn

// REQUIRES: runnable(), the lock, and that the caller is the driver. Leaves the lock for the time of the
// task.
Stream::Turn Stream::run_next(Lock& lock, Time& now) {
  if (const size_t count = plain_tasks_ahead(); count > 1) return run_plain_tasks(lock, now, count);
  const Task task = tasks_.pop();
  const auto number = static_cast<uint32_t>(finished_);
  if (wait_for_room_ > 0) room_.notify_one();
  const auto* const callback = std::get_if<CallbackWork>(&task.work);
  if (closing_ && callback) dropping_ = true;
  Turn turn = Turn::finished;
  if (dropping_ || context_.stopped()) {
    lock.unlock();
    discard(task);
    lock_quickly(lock);
  } else if (callback) {
    turn = hand_over(*callback);
    if (blocked_on_) return turn;  // finished by callback_returned
  } else if (const auto* const wait = std::get_if<WaitWork>(&task.work)) {
    if (!pass(lock, *wait)) return Turn::finished;  // in fact by event_came
  } else {
    records_ = std::holds_alternative<RecordWork>(task.work);
    lock.unlock();
    const Outcome outcome = perform(task, *this, now);
    dispose(&task, 1);
    lock_quickly(lock);
    records_ = false;
    if (outcome.code != ACL_SUCCESS) keep_failure(task, number, outcome);
    if (untold_) return Turn::finished;  // in fact by tell
  }
  finish();
  return turn;
}

// Tasks that come next, that nobody waits for one by one or has an eye on. Only brief ones: between them the
// driver has nothing else to look at.
size_t Stream::plain_tasks_ahead() const {
  if (dropping_ || context_.stopped() || service_time_) return 0;
  const auto fits = [](const Task& task) {
    const bool plain = std::holds_alternative<ExecuteWork>(task.work) ||
                       std::holds_alternative<CopyWork>(task.work) ||
                       std::holds_alternative<FillWork>(task.work);
    return plain && !task.watched && is_brief(task);
  };
  const size_t most = std::min(tasks_.size(), most_plain_tasks);
  size_t count = 0;
  while (count < most && fits(tasks_[count])) ++count;
  return count;
}

// The same as run_next for so many of them, or fewer. They stay in the queue until they have run.
Stream::Turn Stream::run_plain_tasks(Lock& lock, Time& now, size_t count) {
  std::array<Task, most_plain_tasks> tasks;
  for (size_t i = 0; i < count; ++i) tasks[i] = tasks_[i];
  lock.unlock();
  const Time until = now + longest_run;
  Outcome outcome;
  size_t done = 0;
  Execution* timed = nullptr;
  int untimed = 0;
  const auto look_at_clock = [&] {
    const Time begun = std::exchange(now, Clock::now());
    if (untimed > 0) timed->took((now - begun) / std::exchange(untimed, 0));
  };
  do {
    const Task& task = tasks[done++];
    if (const auto* const work = std::get_if<ExecuteWork>(&task.work)) {
      outcome = perform_untimed(*work, *this);
      timed = work->execution;
      ++untimed;
      // Reading the clock would be a good part of a tiny one.
      if (!timed->is_tiny() || untimed == most_untimed) look_at_clock();
    } else {
      // What was executed before it is not to be blamed for its time.
      if (untimed > 0) look_at_clock();
      outcome = perform(task, *this, now);
      look_at_clock();
    }
  } while (done < count && outcome.code == ACL_SUCCESS && now < until && !dropping_ && !stop_ &&
           !context_.stopped());
  if (untimed > 0) look_at_clock();
  dispose(tasks.data(), done);
  lock_quickly(lock);
  tasks_.drop(done);
  if (wait_for_room_ > 0) room_.notify_all();
  const auto number = static_cast<uint32_t>(finished_ + done - 1);
  if (outcome.code != ACL_SUCCESS) keep_failure(tasks[done - 1], number, outcome);
  // The failed one is finished by tell.
  finish(untold_ ? done - 1 : done);
  return Turn::finished;
}

// A callback launched under a subscription that is over is dropped: who launched it was promised that thread.
Stream::Turn Stream::hand_over(const CallbackWork& callback) {
  if (callback.subscription != subscriptions_ || !subscription_.group) return Turn::finished;
  if (callback.blocks) blocked_on_ = subscription_.group;
  subscription_.group->post(*this, callback);
  return Turn::reported;
}

// True when the stream can go on. The task's reference may go with its wait, while close() looks at
// waits_for_.
bool Stream::pass(Lock& lock, const WaitWork& wait) {
  const Event::Reference kept = wait.event->reference();
  waits_for_ = wait.event;  // before asking: it may come as soon as we have
  lock.unlock();
  const bool passes = wait.event->passes(wait, *this);
  lock.lock();
  if (passes) waits_for_ = nullptr;
  if (closing_) leave_event(lock);
  return passes;
}

// The failure is in place before anyone is told, so that whoever is told finds it.
void Stream::keep_failure(const Task& task, uint32_t number, const Outcome& outcome) {
  if (stop_ || dropping_) return;  // interrupted by us
  if (context_.stops_on_failure()) {
    context_.stop(outcome);
  } else if (failure_.code == ACL_SUCCESS) {
    failure_ = outcome;
  }
  if (!exception_callback.load()) return;
  untold_ = aclrtExceptionInfo{number, id_, task.thread, static_cast<uint32_t>(context_.device().id()),
                               static_cast<uint32_t>(outcome.code)};
}

// By the worker, whoever ran the task: user code must not meet locks or calls that it does not expect.
Stream::Turn Stream::tell(Lock& lock) {
  aclrtExceptionInfo info = *untold_;
  in_user_code_ = true;
  lock.unlock();
  if (const aclrtExceptionInfoCallback told = exception_callback.load()) {
    const InsideCallback inside;
    told(&info);
  }
  lock.lock();
  in_user_code_ = false;
  untold_.reset();
  finish();
  return Turn::finished;
}

void Stream::discard_all(Lock& lock) {
  blocked_on_ = nullptr;
  untold_.reset();
  leave_event(lock);
  while (!tasks_.empty()) {
    const Task task = tasks_.pop();
    lock.unlock();
    discard(task);
    lock.lock();
  }
  finished_ = submitted_.load();
  room_.notify_all();
  done_.notify_all();
}

void Stream::finish(size_t tasks) {
  finished_ += tasks;
  if (finished_ < wake_at_) return;
  wake_at_ = UINT64_MAX;
  done_.notify_all();
}

// Only the driver sets it, so the driver may look without the lock.
RunControl& Stream::run_control() {
  if (!run_control_) {
    auto made = std::make_shared<RunControl>();
    const Lock lock(mutex_);
    run_control_ = std::move(made);
  }
  return *run_control_;
}

void Stream::wait_out_service_time(Time begun) {
  if (!service_time_) return;
  const Time end = begun + service_time_->next();
  Lock lock(mutex_);
  work_.wait_until(lock, end, [this] { return stop_ || dropping_; });
}

}  // namespace ascend_rx::runtime
