#include "runtime/base/log.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ascend_rx::runtime {
namespace {

constexpr std::array<const char*, 4> level_names{"DEBUG", "INFO", "WARNING", "ERROR"};
constexpr auto silent = static_cast<unsigned>(level_names.size());

unsigned lowest_level() {
  const char* const to_stdout = std::getenv("ASCEND_SLOG_PRINT_TO_STDOUT");
  if (!to_stdout || std::strcmp(to_stdout, "1") != 0) return silent;
  const char* const level = std::getenv("ASCEND_GLOBAL_LOG_LEVEL");
  if (level && level[0] >= '0' && level[0] <= '3' && level[1] == '\0')
    return static_cast<unsigned>(level[0] - '0');
  return silent - 1;
}

// The number of characters that snprintf has written, from what it returns.
size_t written(int result, size_t room) {
  return result < 0 ? 0 : std::min(static_cast<size_t>(result), room - 1);
}

}  // namespace

// One call of fwrite, so that lines of several threads do not mix.
void write_log(unsigned level, const LogPlace& place, const char* format, va_list values) {
  static const unsigned lowest = lowest_level();
  if (level < lowest || level >= silent || !format) return;
  std::array<char, 2048> line;
  const size_t room = line.size() - 1;  // the end of the line fits in any case
  size_t length =
      written(std::snprintf(line.data(), room, "[%s] %s (%s:%u): ", level_names[level],
                            place.function ? place.function : "", place.file ? place.file : "", place.line),
              room);
  length += written(std::vsnprintf(&line[length], room - length, format, values), room - length);
  line[length++] = '\n';
  std::fwrite(line.data(), 1, length, stdout);
}

}  // namespace ascend_rx::runtime
