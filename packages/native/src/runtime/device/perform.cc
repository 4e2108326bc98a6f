#include "perform.h"

#include <array>
#include <cstring>
#include <utility>

#include "event.h"
#include "model/execution.h"
#include "onnx/onnx_gate.h"
#include "process/failure.h"
#include "process/process_end.h"
#include "stream.h"
#include "task_watch.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t brief_bytes = 256 * 1024;  // copied well within Pace::brief

// What `body` throws as an outcome.
template <typename Body>
Outcome outcome_of(Body&& body) {
  try {
    const OnnxGate::Pass pass;
    if (!pass) throw Failure(ended_status, "the process ends");
    body();
  } catch (const Failure& failure) {
    return {failure.code, failure.text};
  } catch (const std::exception& error) {
    return {ACL_ERROR_RT_MODEL_EXECUTE, error.what()};
  }
  return {};
}

Outcome execute(Execution* execution, Stream& stream, Clock::time_point& now) {
  return outcome_of([&] {
    // What went before does not count: an execution takes so long at least.
    if (stream.has_service_time()) now = Clock::now();
    execution->run(stream.run_control());
    stream.wait_out_service_time(now);
    const Clock::time_point begun = std::exchange(now, Clock::now());
    execution->took(now - begun);
  });
}

Outcome run(const Task& task, Stream& stream, Clock::time_point& now) {
  if (const auto* const work = std::get_if<ExecuteWork>(&task.work)) {
    return execute(work->execution, stream, now);
  }
  if (const auto* const copy = std::get_if<CopyWork>(&task.work)) {
    std::memmove(copy->to, copy->from, copy->bytes);
  } else if (const auto* const rows = std::get_if<CopyRows>(&task.work)) {
    rows->perform();
  } else if (const auto* const fill = std::get_if<FillWork>(&task.work)) {
    std::memset(fill->at, fill->value, fill->bytes);
  } else if (const auto* const record = std::get_if<RecordWork>(&task.work)) {
    record->event->settle(*record, Event::RecordEnd::reached);
  } else if (const auto* const reset = std::get_if<ResetWork>(&task.work)) {
    reset->event->settle(*reset, true);
  }
  if (!is_brief(task)) now = Clock::now();
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

Outcome perform(const Task& task, Stream& stream, Clock::time_point& now) {
  return task.watched ? run_watched(task, stream, now) : run(task, stream, now);
}

Outcome perform_untimed(const ExecuteWork& work, Stream& stream) {
  return outcome_of([&] { work.execution->run(stream.run_control()); });
}

void dispose(const Task* tasks, size_t count) {
  constexpr size_t most = 16;
  std::array<Execution*, most> executions;
  size_t held = 0;
  for (size_t i = 0; i < count; ++i) {
    if (tasks[i].watched) TaskWatch::end(tasks[i]);
    const auto* const work = std::get_if<ExecuteWork>(&tasks[i].work);
    if (work) executions[held++] = work->execution;
    if (held == most || i + 1 == count) Execution::recycle(executions.data(), std::exchange(held, 0));
  }
}

void discard(const Task& task, bool was_queued) {
  dispose(&task, 1);
  if (const auto* const record = std::get_if<RecordWork>(&task.work)) {
    record->event->settle(*record, was_queued ? Event::RecordEnd::lost : Event::RecordEnd::refused);
  } else if (const auto* const reset = std::get_if<ResetWork>(&task.work)) {
    reset->event->settle(*reset, false);
  } else if (const auto* const wait = std::get_if<WaitWork>(&task.work)) {
    wait->event->settle(*wait);
  }
}

bool is_brief(const Task& task) {
  if (const auto* const work = std::get_if<ExecuteWork>(&task.work)) return work->execution->is_brief();
  if (const auto* const copy = std::get_if<CopyWork>(&task.work)) return copy->bytes <= brief_bytes;
  if (const auto* const rows = std::get_if<CopyRows>(&task.work))
    return rows->width * rows->height <= brief_bytes;
  if (const auto* const fill = std::get_if<FillWork>(&task.work)) return fill->bytes <= brief_bytes;
  return true;
}

}  // namespace ascend_rx::runtime
