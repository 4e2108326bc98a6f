#include "session/config_file.h"

#include <sys/mman.h>
#include <unistd.h>

namespace ascend_rx::session {

ConfigFile::ConfigFile(const std::string& contents) {
  if (contents.empty()) return;
  file_ = memfd_create("acl.json", MFD_CLOEXEC);
  // If the file could not be written, aclInit refuses it.
  static_cast<void>(write(file_, contents.data(), contents.size()));
  path_ = "/proc/self/fd/" + std::to_string(file_);
}

ConfigFile::~ConfigFile() {
  if (file_ >= 0) close(file_);
}

}  // namespace ascend_rx::session
