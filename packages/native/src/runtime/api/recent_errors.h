// The texts of failed calls, for aclGetRecentErrMsg: kept for each thread or, if the settings say so, for the
// whole process. Thread-safe.
#pragma once

#include <string>

#include "acl/acl.h"

namespace ascend_rx::runtime {

// Keeps the text of a failure of the call under way. Gives back the code.
aclError note_failure(aclError code, const std::string& text) noexcept;

// The texts kept, newest first; forgets them. Valid until this thread asks again; null when there is none.
const char* take_errors();

}  // namespace ascend_rx::runtime
