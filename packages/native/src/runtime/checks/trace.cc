#include "runtime/checks/trace.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/json_text.h"
#include "base/mutex.h"
#include "runtime/base/failure.h"

namespace ascend_rx::runtime {
namespace {

// Tracks of streams have numbers above those of threads, whose kernel ids stay below this.
constexpr uint64_t first_stream_track = uint64_t{1} << 32;

struct File {
  std::string path;
  int descriptor = -1;
  off_t end = 0;  // where the closing bracket is
};

struct Writer {
  Mutex mutex;
  File trace GUARDED_BY(mutex);
  File copy GUARDED_BY(mutex);
};

Writer& writer() {
  static Writer* const the_one = new Writer;  // outlives static objects that call ACL
  return *the_one;
}

// With three decimals, and a point in every locale.
std::string microseconds(std::chrono::steady_clock::duration time) {
  const long long count = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", count / 1000, count % 1000);
  return text;
}

// Overwrites the closing bracket with the event and a new closing bracket, so that the file is complete
// again.
void append(File& to, const std::string& event) {
  if (to.descriptor < 0) return;
  const std::string text = (to.end == 0 ? "[\n" : ",\n") + event + "\n]\n";
  if (pwrite(to.descriptor, text.data(), text.size(), to.end) == static_cast<ssize_t>(text.size())) {
    to.end += static_cast<off_t>(text.size() - 3);
  }
}

void close_file(File& file) {
  if (file.descriptor >= 0) close(file.descriptor);
  file = {};
}

// Throws Failure 100004.
void open_file(File& file, const std::string& path) {
  file.path = path;
  file.descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file.descriptor < 0) {
    throw Failure(ACL_ERROR_WRITE_FILE,
                  "cannot write the trace " + path + ": " + std::generic_category().message(errno));
  }
}

void write(std::string_view name, const char* category, uint64_t track, Trace::Time start,
           const std::string& arguments) noexcept {
  try {
    const Trace::Time now = std::chrono::steady_clock::now();
    const std::string event = "{\"name\":" + json_string(name) + ",\"cat\":\"" + category +
                              "\",\"ph\":\"X\",\"pid\":" + std::to_string(getpid()) +
                              ",\"tid\":" + std::to_string(track) +
                              ",\"ts\":" + microseconds(start.time_since_epoch()) +
                              ",\"dur\":" + microseconds(now - start) + ",\"args\":{" + arguments + "}}";
    Writer& to = writer();
    const MutexLock lock(to.mutex);
    append(to.trace, event);
    append(to.copy, event);
  } catch (const std::bad_alloc&) {
    // One event less in the trace.
  }
}

}  // namespace

void Trace::configure(const std::string& file) {
  Writer& to = writer();
  const MutexLock lock(to.mutex);
  // Calls before aclInit are in the file already.
  if (to.trace.descriptor >= 0 && to.trace.path == file) return;
  close_file(to.trace);
  if (!file.empty()) open_file(to.trace, file);
}

void Trace::begin_copy(const std::string& file) {
  Writer& to = writer();
  const MutexLock lock(to.mutex);
  close_file(to.copy);
  open_file(to.copy, file);
}

void Trace::end_copy() {
  Writer& to = writer();
  const MutexLock lock(to.mutex);
  close_file(to.copy);
}

void Trace::call(std::string_view name, Time start, const std::string& arguments) noexcept {
  write(name, "acl", static_cast<uint64_t>(syscall(SYS_gettid)), start, arguments);
}

void Trace::mark(std::string_view text, Time start) noexcept {
  write(text, "mark", static_cast<uint64_t>(syscall(SYS_gettid)), start, "");
}

void Trace::task(std::string_view name, uint32_t stream, Time start, const std::string& arguments) noexcept {
  write(name, "task", first_stream_track + stream, start, arguments);
}

}  // namespace ascend_rx::runtime
