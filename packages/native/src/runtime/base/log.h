// The log of aclAppLog and of failed calls: nothing, or the standard output where the environment variable
// ASCEND_SLOG_PRINT_TO_STDOUT is 1, from the level on that ASCEND_GLOBAL_LOG_LEVEL names (0 to 3, 3 unless
// set). Both are read once. Thread-safe; allocates nothing.
#pragma once

#include <cstdarg>
#include <cstdint>
#include <string_view>

#include "acl/acl.h"

namespace ascend_rx::runtime {

struct LogPlace {
  const char* function;  // may be null, and so may the file
  const char* file;
  uint32_t line;
};

// Writes one line; longer ones than 2 KiB are cut. Levels above 3 are not written.
__attribute__((format(printf, 3, 0))) void write_log(unsigned level, const LogPlace& place,
                                                     const char* format, va_list values);

// Writes a call that has failed, at ERROR. `text` may have several lines; what is beyond 2 KiB is cut.
void log_failure(std::string_view function, aclError code, std::string_view text);

}  // namespace ascend_rx::runtime
