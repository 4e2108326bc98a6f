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

using Errors = std::vector<std::string>;  // oldest first

struct ThreadState {
  std::shared_ptr<Context> context;
  std::shared_ptr<ReportGroup> reports;
  Errors errors;
  std::string shown;  // what aclGetRecentErrMsg gave last
};

// This thread's state. Null when the thread's locals have been destroyed already, which code run by exit()
// can meet, or when there is no memory for it.
ThreadState* thread_state() noexcept;

// Keeps a text for aclGetRecentErrMsg, on this thread or, if the settings say so, for all. Gives back the
// code.
aclError note_failure(aclError code, const std::string& text) noexcept;

// The texts kept, newest first; forgets them. Valid until this thread asks again; null when there is none.
const char* take_errors();

// The call (text of a Call) this thread is in; names failures. Null outside of one.
extern thread_local const char* current_call;

}  // namespace ascend_rx::runtime
