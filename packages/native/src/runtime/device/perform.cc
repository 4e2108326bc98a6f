#include "perform.h"

#include <cstring>

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

Outcome execute(Execution* execution, Stream& stream, Clock::time_point& now) {
  Outcome outcome;
  try {
    const OnnxGate::Pass pass;
    if (!pass) throw Failure(ended_status, "the process ends");
    // What went before does not count: an execution takes so long at least.
    if (stream.has_service_time()) now = Clock::now();
    execution->run(stream.run_control());
    stream.wait_out_service_time(now);
    const Clock::time_point begun = std::exchange(now, Clock::now());
    execution->took(now - begun);
  } catch (const Failure& failure) {
    outcome = {failure.code, failure.text};
  } catch (const std::exception& error) {
    outcome = {ACL_ERROR_RT_MODEL_EXECUTE, error.what()};
  }
  return outcome;
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

// What a task owns goes, and what it worked on is free.
void dispose(const Task& task) {
  if (task.watched) TaskWatch::end(task);
  if (const auto* const work = std::get_if<ExecuteWork>(&task.work)) Execution::recycle(work->execution);
}

}  // namespace

Outcome perform(const Task& task, Stream& stream, Clock::time_point& now) {
  const Outcome outcome = task.watched ? run_watched(task, stream, now) : run(task, stream, now);
  dispose(task);
  return outcome;
}

void discard(const Task& task, bool was_queued) {
  dispose(task);
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
