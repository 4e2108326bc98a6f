// An opened AscendCL library. The real one and the embedded one are opened in the same way: dlopen, and one
// typed table of functions. A library is never closed again, because its threads and exit handlers may
// outlive every user. The process-wide registry of open() owns the instances until the process ends.
// Thread-safe.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/mutex.h"
#include "session/functions.h"
#include "session/result.h"

namespace ascend_rx::session {

class Library {
 public:
  // One place to look: files that are opened together. Each symbol is taken from the first file that has it
  // (from CANN 8.5 on, libacl_rt.so and libacl_mdl.so have the functions).
  struct Candidate {
    std::string origin;  // for people: "option `library`", "ASCEND_RX_LIBRARY", "system libraries"
    std::vector<std::string> files;
    bool embedded = false;
    std::string config;  // contents of the file for aclInit; empty: none
    // For tests: may replace functions in the table before it is used. Each opening gives a new Library then.
    std::function<void(Functions&)> instrument;
    std::string default_config;  // used if `config` is empty and nobody has initialised ACL yet
    size_t credit = 0;           // see Library::credit(), with this configuration
  };

  // Opens a candidate, or returns why it cannot be used. The same files give the same Library.
  static std::variant<Library*, std::string> open(const Candidate& candidate);

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  const Functions acl;
  const bool embedded;
  // How many executions may be unreported on a stream before the call for one more could wait. 0: any call
  // may wait.
  size_t credit() const { return credit_.load(std::memory_order_relaxed); }

  // aclInit on the first call, aclFinalize on the last; counted over the process. If other code of this
  // process has initialised ACL already, ACL is left initialised. The first call of the process fixes the
  // configuration; later calls may repeat it, or give none.
  Outcome initialise(const Candidate& candidate);
  void finalise();

  // The failure with the runtime's own message. Call it on the thread of the failing call, right after it.
  // Without memory for it, without the message.
  Failure describe(Status status) const noexcept;

  // Takes the status of a release. Counts failed releases, because no caller can handle them, and keeps the
  // last one.
  void record_release(Status status) const noexcept;
  struct ReleaseFailures {
    size_t count = 0;
    Failure last;
  };
  ReleaseFailures release_failures() const;

  // Calls `listener` on the thread on which the runtime reports an exception, for an exception on any device:
  // the listener's own execution streams may have failed. A listener must not make ACL calls, and must not
  // wait.
  using ExceptionListener = std::function<void()>;
  void add_exception_listener(const void* key, ExceptionListener listener);
  void remove_exception_listener(const void* key);

 private:
  Library(const Functions& functions, bool is_embedded) : acl(functions), embedded(is_embedded) {}
  static void on_exception(aclrtExceptionInfo* info);
  void call_exception_listeners();

  std::atomic<size_t> credit_{0};

  Mutex init_mutex_;
  size_t users_ GUARDED_BY(init_mutex_) = 0;
  std::optional<std::string> config_ GUARDED_BY(init_mutex_);  // of the first successful aclInit
  bool must_finalise_ GUARDED_BY(init_mutex_) = false;         // ACL was initialised here, not by other code

  mutable Mutex release_mutex_;
  mutable ReleaseFailures release_failures_ GUARDED_BY(release_mutex_);

  Mutex listeners_mutex_;
  std::vector<std::pair<const void*, ExceptionListener>> listeners_ GUARDED_BY(listeners_mutex_);
};

}  // namespace ascend_rx::session
