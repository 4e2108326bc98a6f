#include "trace.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>

#include "failure.h"
#include "json.h"

namespace ascend_rx::runtime {
namespace {

// Tracks of streams are numbered apart from threads, whose kernel ids stay below this.
constexpr uint64_t first_stream_track = uint64_t{1} << 32;

struct Writer {
  std::mutex mutex;
  std::string path;
  int file = -1;
  off_t end = 0;  // where the closing bracket is
};

Writer& writer() {
  static Writer* const the_one = new Writer;  // outlives static objects that call ACL
  return *the_one;
}

// With three decimals, whatever the program's locale writes between.
std::string microseconds(std::chrono::steady_clock::duration time) {
  const long long count = std::chrono::duration_cast<std::chrono::nanoseconds>(time).count();
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", count / 1000, count % 1000);
  return text;
}

// Over the closing bracket of the last write, with a new one: the file is whole again.
void append(Writer& to, const std::string& event) {
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
    const std::lock_guard lock(to.mutex);
    if (to.file >= 0) append(to, event);
  } catch (const std::bad_alloc&) {
    // One event less in the trace.
  }
}

}  // namespace

void Trace::configure(const std::string& file) {
  Writer& to = writer();
  const std::lock_guard lock(to.mutex);
  if (to.file >= 0 && to.path == file) return;  // calls before aclInit are in it already
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
