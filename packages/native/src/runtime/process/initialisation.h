// aclInit and aclFinalize: state of the whole process. Thread-safe.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "acl/acl.h"

namespace ascend_rx::runtime {

class Initialisation {
 public:
  static Initialisation& instance();

  // Reads and checks the configuration; `path` may be null. Throws Failure.
  aclError begin(const char* path);
  // Strict: throws Failure 500001 with a table of what was not given back; finalised it is all the same.
  aclError end();
  bool running();

 private:
  std::mutex mutex_;
  bool running_ = false;
  std::optional<std::string> first_config_;  // contents of the first aclInit of the process
};

}  // namespace ascend_rx::runtime
