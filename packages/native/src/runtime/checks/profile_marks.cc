#include "runtime/checks/profile_marks.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "runtime/base/failure.h"
#include "runtime/checks/profiling.h"
#include "runtime/checks/trace.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

struct Span {
  std::string text;
  Clock::time_point start;
};

struct Marks {
  Mutex mutex;
  // By address: a stamp that was destroyed is not one of them.
  std::map<void*, std::unique_ptr<std::string>> stamps GUARDED_BY(mutex);
  std::map<long, std::vector<Span>> nested GUARDED_BY(mutex);  // by kernel id of the thread
  std::map<uint32_t, Span> ranges GUARDED_BY(mutex);
  uint32_t last_range GUARDED_BY(mutex) = 0;
  std::map<void*, Clock::time_point> steps GUARDED_BY(mutex);  // that have begun, by stamp
};

Marks& marks() {
  static auto* const all = new Marks;  // outlives static objects that call ACL
  return *all;
}

long this_thread() { return syscall(SYS_gettid); }

std::string& text_of(Marks& all, void* stamp) REQUIRES(all.mutex) {
  const auto found = all.stamps.find(stamp);
  require(found != all.stamps.end(), ACL_ERROR_INVALID_PARAM, "this is no stamp of aclprofCreateStamp");
  return *found->second;
}

// Profiling takes a lock of its own: not to be called with the lock of the marks.
void write(const Span& span) {
  if (Profiling::writing()) Trace::mark(span.text, span.start);
}

}  // namespace

void* ProfileMarks::create_stamp() {
  auto stamp = std::make_unique<std::string>();
  void* const address = stamp.get();
  Marks& all = marks();
  const MutexLock lock(all.mutex);
  all.stamps.emplace(address, std::move(stamp));
  return address;
}

void ProfileMarks::destroy_stamp(void* stamp) {
  Marks& all = marks();
  const MutexLock lock(all.mutex);
  text_of(all, stamp);
  all.steps.erase(stamp);
  all.stamps.erase(stamp);
}

void ProfileMarks::set_text(void* stamp, std::string text) {
  Marks& all = marks();
  const MutexLock lock(all.mutex);
  text_of(all, stamp) = std::move(text);
}

void ProfileMarks::mark(void* stamp) {
  Span now{{}, Clock::now()};
  {
    Marks& all = marks();
    const MutexLock lock(all.mutex);
    now.text = text_of(all, stamp);
  }
  write(now);
}

void ProfileMarks::mark(const std::string& text) { write({text, Clock::now()}); }

void ProfileMarks::push(void* stamp) {
  Marks& all = marks();
  const MutexLock lock(all.mutex);
  Span span{text_of(all, stamp), Clock::now()};
  all.nested[this_thread()].push_back(std::move(span));
}

void ProfileMarks::pop() {
  Span last;
  {
    Marks& all = marks();
    const MutexLock lock(all.mutex);
    const auto own = all.nested.find(this_thread());
    require(own != all.nested.end(), ACL_ERROR_INVALID_PARAM, "no aclprofPush of this thread is open");
    last = std::move(own->second.back());
    own->second.pop_back();
    if (own->second.empty()) all.nested.erase(own);
  }
  write(last);
}

uint32_t ProfileMarks::begin(void* stamp) {
  Marks& all = marks();
  const MutexLock lock(all.mutex);
  Span span{text_of(all, stamp), Clock::now()};
  all.ranges.emplace(all.last_range + 1, std::move(span));
  return ++all.last_range;
}

void ProfileMarks::end(uint32_t id) {
  Span span;
  {
    Marks& all = marks();
    const MutexLock lock(all.mutex);
    const auto found = all.ranges.find(id);
    require(found != all.ranges.end(), ACL_ERROR_INVALID_PARAM, "no aclprofRangeStart has given this id");
    span = std::move(found->second);
    all.ranges.erase(found);
  }
  write(span);
}

void ProfileMarks::begin_step(void* stamp) {
  Marks& all = marks();
  const MutexLock lock(all.mutex);
  text_of(all, stamp);
  all.steps[stamp] = Clock::now();
}

void ProfileMarks::end_step(void* stamp) {
  Span span;
  {
    Marks& all = marks();
    const MutexLock lock(all.mutex);
    span.text = text_of(all, stamp);
    const auto found = all.steps.find(stamp);
    require(found != all.steps.end(), ACL_ERROR_INVALID_PARAM, "the step has not begun");
    span.start = found->second;
    all.steps.erase(found);
  }
  write(span);
}

}  // namespace ascend_rx::runtime
