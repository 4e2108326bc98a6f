// aclInit and aclFinalize: state of the whole process. Thread-safe.
#pragma once

#include <optional>
#include <string>

#include "acl/acl.h"
#include "base/mutex.h"

namespace ascend_rx::runtime {

class Initialisation {
 public:
  static Initialisation& instance();

  // Reads and checks the configuration; `path` may be null. Throws Failure.
  aclError begin(const char* path) EXCLUDES(mutex_);
  // Ends the loads of models under way, too. Strict checks: throws Failure 500001 with a table of what was
  // not given back; ACL is finalised all the same.
  aclError end() EXCLUDES(mutex_);
  bool running() EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  bool running_ GUARDED_BY(mutex_) = false;
  std::optional<std::string> first_config_ GUARDED_BY(mutex_);  // contents of the file of the first aclInit
};

}  // namespace ascend_rx::runtime
