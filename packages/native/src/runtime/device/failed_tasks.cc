#include "runtime/device/failed_tasks.h"

#include <algorithm>
#include <deque>
#include <new>
#include <utility>

#include "base/mutex.h"
#include "runtime/base/failure.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/device/exception_info.h"
#include "runtime/device/queued_execution.h"
#include "runtime/device/stream.h"

namespace ascend_rx::runtime {
namespace {

constexpr size_t most_kept = 64;

struct Entry {
  uint32_t device;
  uint32_t stream;
  uint32_t number;
  TaskDescription description;
};

struct Entries {
  Mutex mutex;
  std::deque<Entry> list GUARDED_BY(mutex);  // oldest first
};

Entries& entries() {
  static auto* const all = new Entries;  // outlives static objects that call ACL
  return *all;
}

// ONNX Runtime's text names the node: … Name:'the node' …
std::string node_in(const std::string& text) {
  const std::string mark = "Name:'";
  const size_t begin = text.find(mark);
  if (begin == std::string::npos) return {};
  const size_t end = text.find('\'', begin + mark.size());
  return text.substr(begin + mark.size(), end == std::string::npos ? end : end - begin - mark.size());
}

}  // namespace

void FailedTasks::note(const Task& task, uint32_t number, const Stream& stream,
                       const Outcome& outcome) noexcept {
  if (outcome.code == ACL_SUCCESS || !exception_callback.load()) return;
  const auto* const work = std::get_if<ExecuteWork>(&task.work);
  if (!work) return;
  try {
    std::optional<TaskDescription> description = work->execution->describe();
    if (!description) return;
    description->name = node_in(outcome.text);
    Entries& all = entries();
    const MutexLock lock(all.mutex);
    all.list.push_back({static_cast<uint32_t>(stream.context().device().id()), stream.id(), number,
                        std::move(*description)});
    if (all.list.size() > most_kept) all.list.pop_front();
  } catch (const std::bad_alloc&) {
    // The failure itself is reported in any case.
  }
}

TaskDescription FailedTasks::find(uint32_t device, uint32_t stream, uint32_t number) {
  Entries& all = entries();
  const MutexLock lock(all.mutex);
  const auto found = std::find_if(all.list.rbegin(), all.list.rend(), [&](const Entry& entry) {
    return entry.device == device && entry.stream == stream && entry.number == number;
  });
  require(found != all.list.rend(), ACL_ERROR_INVALID_PARAM,
          "no execution with these numbers is among the last that have failed; give the numbers of the "
          "exception-info callback, which has to be set before");
  return found->description;
}

}  // namespace ascend_rx::runtime
