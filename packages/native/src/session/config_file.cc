#include "session/config_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace ascend_rx::session {
namespace {

std::string problem_of(const char* call, int code) {
  return std::string("the configuration could not be written to a file in memory: ") + call + " failed (" +
         std::generic_category().message(code) + ")";
}

}  // namespace

ConfigFile::ConfigFile(const std::string& contents) {
  if (contents.empty()) return;
  file_ = memfd_create("acl.json", MFD_CLOEXEC);
  if (file_ < 0) {
    problem_ = problem_of("memfd_create", errno);
    return;
  }
  try {
    write_all(contents);
    path_ = "/proc/self/fd/" + std::to_string(file_);
  } catch (...) {
    // Without memory: no destructor runs then.
    release();
    throw;
  }
}

void ConfigFile::write_all(const std::string& contents) {
  size_t done = 0;
  while (done < contents.size()) {
    const ssize_t written = write(file_, contents.data() + done, contents.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      problem_ = problem_of("write", written < 0 ? errno : ENOSPC);
      return;
    }
    done += static_cast<size_t>(written);
  }
}

void ConfigFile::release() {
  if (file_ >= 0) close(file_);
  file_ = -1;
}

}  // namespace ascend_rx::session
