#include "runtime/checks/profiling.h"

#include <unistd.h>

#include <algorithm>
#include <cstdarg>
#include <filesystem>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "runtime/base/failure.h"
#include "runtime/base/log.h"
#include "runtime/checks/trace.h"
#include "runtime/config/settings.h"

namespace ascend_rx::runtime {
namespace {

struct State {
  Mutex mutex;
  bool begun GUARDED_BY(mutex) = false;
  std::string folder GUARDED_BY(mutex);
  std::vector<const void*> started GUARDED_BY(mutex);  // configurations
  unsigned files GUARDED_BY(mutex) = 0;                // written by this process; numbers the next one
  bool writing GUARDED_BY(mutex) = false;
  bool told GUARDED_BY(mutex) = false;  // that nothing is written
};

State& state() {
  static auto* const the_one = new State;  // outlives static objects that call ACL
  return *the_one;
}

bool trace_is_on() { return !Settings::current().trace.empty(); }

__attribute__((format(printf, 1, 2))) void warn(const char* format, ...) {
  va_list values;
  va_start(values, format);
  write_log(ACL_WARNING, {"aclprofStart", "libascendcl", 0}, format, values);
  va_end(values);
}

// "FOLDER/ascend-rx-PID-NUMBER.json": processes, and the times of one process, have files of their own.
std::string next_file(State& of) REQUIRES(of.mutex) {
  const std::string name =
      "ascend-rx-" + std::to_string(getpid()) + "-" + std::to_string(++of.files) + ".json";
  return (std::filesystem::path(of.folder) / name).string();
}

void start_writing(State& of) REQUIRES(of.mutex) {
  if (trace_is_on()) {
    Trace::begin_copy(next_file(of));
    of.writing = true;
  } else if (!std::exchange(of.told, true)) {
    warn(
        "nothing is profiled: the embedded runtime has no chip to measure; set \"trace\" to get a trace of "
        "calls "
        "and tasks");
  }
}

void stop_writing(State& of) REQUIRES(of.mutex) {
  if (std::exchange(of.writing, false)) Trace::end_copy();
}

}  // namespace

void Profiling::begin(std::string folder) {
  State& of = state();
  const MutexLock lock(of.mutex);
  require(!of.begun, ACL_ERROR_PROF_ALREADY_RUN, "profiling was begun already; call aclprofFinalize first");
  std::error_code ignored;
  if (trace_is_on() && !std::filesystem::is_directory(folder, ignored)) {
    throw Failure(ACL_ERROR_INVALID_FILE, "there is no folder " + folder + " for the results");
  }
  of.folder = std::move(folder);
  of.begun = true;
}

void Profiling::end() {
  State& of = state();
  const MutexLock lock(of.mutex);
  require(of.begun, ACL_ERROR_PROF_NOT_RUN, "profiling was not begun; call aclprofInit first");
  of.started.clear();
  stop_writing(of);
  of.begun = false;
}

void Profiling::start(const void* configuration) {
  State& of = state();
  const MutexLock lock(of.mutex);
  require(of.begun, ACL_ERROR_PROF_NOT_RUN, "profiling was not begun; call aclprofInit first");
  const bool twice = std::find(of.started.begin(), of.started.end(), configuration) != of.started.end();
  require(!twice, ACL_ERROR_PROF_ALREADY_RUN, "it is started with this configuration already");
  of.started.reserve(of.started.size() + 1);
  if (of.started.empty()) start_writing(of);
  of.started.push_back(configuration);
}

void Profiling::stop(const void* configuration) {
  State& of = state();
  const MutexLock lock(of.mutex);
  const auto found = std::find(of.started.begin(), of.started.end(), configuration);
  require(found != of.started.end(), ACL_ERROR_PROF_NOT_RUN, "it is not started with this configuration");
  of.started.erase(found);
  if (of.started.empty()) stop_writing(of);
}

bool Profiling::started(const void* configuration) {
  State& of = state();
  const MutexLock lock(of.mutex);
  return std::find(of.started.begin(), of.started.end(), configuration) != of.started.end();
}

bool Profiling::writing() {
  State& of = state();
  const MutexLock lock(of.mutex);
  return of.writing;
}

}  // namespace ascend_rx::runtime
