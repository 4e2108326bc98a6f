// An opened AscendCL library: real or embedded, through the same door (dlopen and one typed table).
// A library is never closed again: its threads and exit handlers may outlive every user. Instances are
// owned by the process-wide registry behind open() and live until the process ends. Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "functions.h"
#include "result.h"

namespace ascend_rx::acl {

class Library {
 public:
  // One place to look: files that are opened together, each symbol taken from the first that has it
  // (from CANN 8.5 on the functions are spread over libacl_rt.so and libacl_mdl.so).
  struct Candidate {
    std::string origin;  // for people: "option `library`", "ASCEND_RX_LIBRARY", "system libraries"
    std::vector<std::string> files;
    bool embedded = false;
    std::string config;  // contents of the file for aclInit; empty: none
    // The seam for tests: may put other functions into the table before it is used. The outcome is a Library
    // of its own.
    std::function<void(Functions&)> instrument;
    std::string default_config;  // those where `config` is empty and nobody has initialised ACL yet
    size_t credit = 0;           // see Library::credit(), with these settings
  };

  // Opens a candidate, or says why it cannot be used. The same files give the same Library.
  static std::variant<Library*, std::string> open(const Candidate& candidate);

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  const Functions acl;
  const bool embedded;
  // So many executions may be unreported on a stream before a call for one more could wait. 0: any call may.
  size_t credit() const { return credit_.load(std::memory_order_relaxed); }

  // aclInit on the first call, aclFinalize on the last; counted over the process. An ACL that someone
  // else in this process has initialised already is used and left initialised. The configuration is that
  // of the first call of the process; later ones may repeat it, or give none.
  Outcome initialise(const Candidate& candidate);
  void finalise();

  // The failure with the runtime's own message. Call it on the thread of the failing call, right after it.
  Failure describe(Status status) const;

  // Takes the outcome of a release. A release has nobody to fail to: it is counted, and the last is kept.
  void released(Status status) const;
  struct ReleaseFailures {
    size_t count = 0;
    Failure last;
  };
  ReleaseFailures release_failures() const;

  // Calls `listener` from the thread on which the runtime reports an exception on any device: a hint to
  // look at one's own execution stream, no more. The listener must not make ACL calls, nor wait.
  using Listener = std::function<void()>;
  void listen(const void* key, Listener listener);
  void unlisten(const void* key);

 private:
  Library(const Functions& functions, bool is_embedded) : acl(functions), embedded(is_embedded) {}
  static void on_exception(aclrtExceptionInfo* info);

  std::atomic<size_t> credit_{0};

  std::mutex init_mutex_;
  size_t users_ = 0;                   // guarded by init_mutex_
  std::optional<std::string> config_;  // guarded by init_mutex_: that of the first good aclInit
  bool initialised_ = false;           // guarded by init_mutex_: by us, so that we finalise

  mutable std::mutex release_mutex_;
  mutable ReleaseFailures release_failures_;  // guarded by release_mutex_

  std::mutex listeners_mutex_;
  std::vector<std::pair<const void*, Listener>> listeners_;  // guarded by listeners_mutex_
};

}  // namespace ascend_rx::acl
