// What the library keeps for each calling thread: its current context, the report group it serves and
// the texts of its failures. Owned by the thread; touched by no other.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "acl/acl.h"

namespace ascend_rx::runtime {

class Context;
class ReportGroup;

struct ThreadState {
  std::shared_ptr<Context> context;
  std::shared_ptr<ReportGroup> reports;
  std::vector<std::string> errors;  // oldest first
  std::string shown;                // what aclGetRecentErrMsg gave last
};

// This thread's state. Null when the thread's locals have been destroyed already, which code run by exit()
// can meet, or when there is no memory for it.
ThreadState* thread_state() noexcept;

// Keeps a text for aclGetRecentErrMsg on this thread. Gives back the code.
aclError note_failure(aclError code, const std::string& text) noexcept;

// Name of the ACL function this thread is in; names failures. Null outside of one.
extern thread_local const char* current_function;

}  // namespace ascend_rx::runtime
