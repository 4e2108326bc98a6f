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

struct Writer {
  Mutex mutex;
  std::string path GUARDED_BY(mutex);
  int file GUARDED_BY(mutex) = -1;
  off_t end GUARDED_BY(mutex) = 0;  // where the closing bracket is
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
void append(Writer& to, const std::string& event) REQUIRES(to.mutex) {
  const std::string text = (to.end == 0 ? "[\n" : ",\n") + event + "\n]\n";
  if (pwrite(to.file, text.data(), text.size(), to.end) == static_cast<ssize_t>(text.size())) {
    to.end += static_cast<off_t>(text.size() - 3);
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
    if (to.file >= 0) append(to, event);
  } catch (const std::bad_alloc&) {
    // One event less in the trace.
  }
}

}  // namespace

void Trace::configure(const std::string& file) {
  Writer& to = writer();
  const MutexLock lock(to.mutex);
  if (to.file >= 0 && to.path == file) return;  // calls before aclInit are in the file already
  if (to.file >= 0) close(to.file);
  to.path = file;
  to.file = -1;
  to.end = 0;
  if (file.empty()) return;
  to.file = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (to.file < 0) {
    throw Failure(ACL_ERROR_WRITE_FILE,
                  "cannot write the trace " + file + ": " + std::generic_category().message(errno));
  }
}

void Trace::call(std::string_view name, Time start, const std::string& arguments) noexcept {
  write(name, "acl", static_cast<uint64_t>(syscall(SYS_gettid)), start, arguments);
}

void Trace::task(std::string_view name, uint32_t stream, Time start, const std::string& arguments) noexcept {
  write(name, "task", first_stream_track + stream, start, arguments);
}

}  // namespace ascend_rx::runtime
