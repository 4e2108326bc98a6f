#include "runtime/base/log.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

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

unsigned lowest() {
  static const unsigned level = lowest_level();
  return level;
}

// The number of characters that snprintf has written, from what it returns.
size_t written(int result, size_t room) {
  return result < 0 ? 0 : std::min(static_cast<size_t>(result), room - 1);
}

// One call of fwrite, so that lines of several threads do not mix. `length`: of what the line has so far;
// there is room for its end.
template <size_t room>
void write_line(std::array<char, room>& line, size_t length) {
  line[length++] = '\n';
  std::fwrite(line.data(), 1, length, stdout);
}

}  // namespace

void write_log(unsigned level, const LogPlace& place, const char* format, va_list values) {
  if (level < lowest() || level >= silent || !format) return;
  std::array<char, 2048> line;
  const size_t room = line.size() - 1;  // the end of the line fits in any case
  size_t length =
      written(std::snprintf(line.data(), room, "[%s] %s (%s:%u): ", level_names[level],
                            place.function ? place.function : "", place.file ? place.file : "", place.line),
              room);
  length += written(std::vsnprintf(&line[length], room - length, format, values), room - length);
  write_line(line, length);
}

void log_failure(std::string_view function, aclError code, std::string_view text) {
  if (ACL_ERROR < lowest()) return;
  std::array<char, 2048> line;
  size_t length = 0;
  const auto add = [&](std::string_view part) {
    length += part.copy(&line[length], line.size() - 1 - length);
  };
  add("[");
  add(level_names[ACL_ERROR]);
  add("] ");
  add(function);
  add(": [");
  add(std::to_string(code));  // so short that it needs no memory
  add("] ");
  add(text);
  write_line(line, length);
}

}  // namespace ascend_rx::runtime
