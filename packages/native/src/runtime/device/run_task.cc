#include "runtime/device/run_task.h"

#include <array>
#include <cstring>
#include <utility>

#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/device/event.h"
#include "runtime/device/queued_execution.h"
#include "runtime/device/stream.h"
#include "runtime/device/task_watch.h"
#include "runtime/onnx/onnx_access.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t short_copy = 256 * 1024;  // bytes; copied in much less than RecentRunTimes::short_time

// Calls `body`; what it throws becomes the outcome.
template <typename Body>
Outcome outcome_of(Body&& body) {
  try {
    const OnnxAccess::Guard access;
    if (!access) throw Failure(ended_status, "the process ends");
    body();
  } catch (const Failure& failure) {
    return {failure.code, failure.text};
  } catch (const std::exception& error) {
    return {ACL_ERROR_RT_MODEL_EXECUTE, error.what()};
  }
  return {};
}

Outcome execute(QueuedExecution& execution, Stream& stream, Clock::time_point& now) {
  return outcome_of([&] {
    // The simulated duration begins now, not with the task before.
    if (stream.has_service_time()) now = Clock::now();
    execution.run(stream.run_control());
    stream.wait_out_service_time(now);
    const Clock::time_point begun = std::exchange(now, Clock::now());
    execution.run_times().record(now - begun);
  });
}

Outcome run(const Task& task, Stream& stream, Clock::time_point& now) {
  if (const auto* const work = std::get_if<ExecuteWork>(&task.work)) {
    return execute(*work->execution, stream, now);
  }
  if (const auto* const copy = std::get_if<CopyWork>(&task.work)) {
    std::memmove(copy->to, copy->from, copy->bytes);
  } else if (const auto* const rows = std::get_if<CopyRows>(&task.work)) {
    rows->copy();
  } else if (const auto* const fill = std::get_if<FillWork>(&task.work)) {
    std::memset(fill->at, fill->value, fill->bytes);
  } else if (const auto* const record = std::get_if<RecordWork>(&task.work)) {
    record->event->settle(*record, Event::RecordEnd::reached);
  } else if (const auto* const reset = std::get_if<ResetWork>(&task.work)) {
    reset->event->settle(*reset, true);
  }
  if (!is_short(task)) now = Clock::now();
  return {};
}

Outcome run_watched(const Task& task, Stream& stream, Clock::time_point& now) {
  const auto start = Clock::now();
  Outcome outcome = TaskWatch::refusal(task);
  if (outcome.code == ACL_SUCCESS) outcome = run(task, stream, now);
  TaskWatch::trace(task, stream.id(), start, outcome);
  return outcome;
}

}  // namespace

Outcome run_task(const Task& task, Stream& stream, Clock::time_point& now) {
  return task.watched ? run_watched(task, stream, now) : run(task, stream, now);
}

Outcome run_untimed(const ExecuteWork& work, Stream& stream) {
  return outcome_of([&] { work.execution->run(stream.run_control()); });
}

void release_tasks(const Task* tasks, size_t count) {
  constexpr size_t most = 16;
  std::array<QueuedExecution*, most> executions;
  size_t held = 0;
  for (size_t i = 0; i < count; ++i) {
    if (tasks[i].watched) TaskWatch::end(tasks[i]);
    const auto* const work = std::get_if<ExecuteWork>(&tasks[i].work);
    if (work) executions[held++] = work->execution;
    if (held == most || (held > 0 && i + 1 == count)) {
      executions[0]->give_back(executions.data(), std::exchange(held, 0));
    }
  }
}

void discard_task(const Task& task, bool was_queued) {
  release_tasks(&task, 1);
  if (const auto* const record = std::get_if<RecordWork>(&task.work)) {
    record->event->settle(*record, was_queued ? Event::RecordEnd::lost : Event::RecordEnd::refused);
  } else if (const auto* const reset = std::get_if<ResetWork>(&task.work)) {
    reset->event->settle(*reset, false);
  } else if (const auto* const wait = std::get_if<WaitWork>(&task.work)) {
    wait->event->settle(*wait);
  }
}

bool is_short(const Task& task) {
  if (const auto* const work = std::get_if<ExecuteWork>(&task.work))
    return work->execution->run_times().are_short();
  if (const auto* const copy = std::get_if<CopyWork>(&task.work)) return copy->bytes <= short_copy;
  if (const auto* const rows = std::get_if<CopyRows>(&task.work))
    return rows->width * rows->height <= short_copy;
  if (const auto* const fill = std::get_if<FillWork>(&task.work)) return fill->bytes <= short_copy;
  return true;
}

}  // namespace ascend_rx::runtime
