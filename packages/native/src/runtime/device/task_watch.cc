#include "runtime/device/task_watch.h"

#include <cstring>
#include <optional>

#include "runtime/base/call.h"
#include "runtime/checks/faults.h"
#include "runtime/checks/instrumentation.h"
#include "runtime/checks/strict.h"
#include "runtime/checks/trace.h"
#include "runtime/device/queued_execution.h"
#include "runtime/memory/memory_uses.h"

namespace ascend_rx::runtime {
namespace {

// FNV-1a, a word at a time: finds bytes that have changed; it is not for secrets.
uint64_t checksum(uint64_t sum, const void* data, size_t bytes) {
  constexpr uint64_t prime = 0x100000001b3;
  const auto* at = static_cast<const unsigned char*>(data);
  for (; bytes >= sizeof sum; bytes -= sizeof sum, at += sizeof sum) {
    uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    sum = (sum ^ word) * prime;
  }
  for (; bytes > 0; --bytes) sum = (sum ^ *at++) * prime;
  return sum;
}

uint64_t checksum(const MemoryRows& rows) {
  uint64_t sum = 0xcbf29ce484222325;
  for (size_t row = 0; row < rows.height; ++row) {
    sum = checksum(sum, static_cast<const char*>(rows.at) + row * rows.pitch, rows.width);
  }
  return sum;
}

// What a copy out of host memory reads. It must not change before the copy, unless by a task. Nothing for
// other tasks.
std::optional<MemoryRows> host_source(const Task& task) {
  const auto* const copy = std::get_if<CopyWork>(&task.work);
  if (copy && copy->from_host) return MemoryRows{copy->from, copy->bytes};
  const auto* const rows = std::get_if<CopyRows>(&task.work);
  if (rows && rows->from_host) return rows->source();
  return {};
}

// Calls `use` for each piece of memory that the task reads or writes.
void each_use(const Task& task, void (*use)(const MemoryUse&)) {
  if (const auto* const copy = std::get_if<CopyWork>(&task.work)) {
    use(MemoryUse{{copy->to, copy->bytes}, true});
    use(MemoryUse{{copy->from, copy->bytes}, false});
  } else if (const auto* const rows = std::get_if<CopyRows>(&task.work)) {
    use(MemoryUse{rows->target(), true});
    use(MemoryUse{rows->source(), false});
  } else if (const auto* const fill = std::get_if<FillWork>(&task.work)) {
    use(MemoryUse{{fill->at, fill->bytes}, true});
  } else if (const auto* const execute = std::get_if<ExecuteWork>(&task.work)) {
    execute->execution->visit_memory(use);
  }
}

const char* name_of(const Task& task) {
  constexpr const char* names[] = {"copy",    "copy rows", "fill", "callback",
                                   "execute", "record",    "wait", "reset"};
  return names[task.work.index()];
}

}  // namespace

void TaskWatch::begin(Task& task) {
  task.fault = std::exchange(Faults::task_fault, ACL_SUCCESS);
  task.watched = true;
  if (!strict()) return;
  task.strict = true;
  const auto source = host_source(task);
  if (source && !MemoryUses::instance().to_be_written(*source)) {
    task.summed = true;
    task.checksum = checksum(*source);
  }
  each_use(task, [](const MemoryUse& use) { MemoryUses::instance().begin(use); });
}

void TaskWatch::end(const Task& task) {
  if (task.strict) each_use(task, [](const MemoryUse& use) { MemoryUses::instance().end(use); });
}

Outcome TaskWatch::refusal(const Task& task) {
  if (task.fault != ACL_SUCCESS) return {task.fault, "failed by configuration"};
  if (!task.summed) return {};
  const auto source = host_source(task);
  if (!source || checksum(*source) == task.checksum) return {};
  const std::string text = "the source of an asynchronous copy, at " + address_text(source->at) +
                           ", was changed before the copy was made; synchronize the stream first";
  if (Settings::current().strict == Strictness::fail) return {ACL_ERROR_RT_PARAM_INVALID, "strict: " + text};
  print_misuse(text);
  return {};
}

void TaskWatch::trace(const Task& task, uint32_t stream, std::chrono::steady_clock::time_point start,
                      const Outcome& outcome) {
  if (Instrumentation::tracing())
    Trace::task(name_of(task), stream, start, "\"result\":" + std::to_string(outcome.code));
}

}  // namespace ascend_rx::runtime
