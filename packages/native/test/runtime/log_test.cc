// aclAppLog. Its environment variables are those of the real log; how its lines look is our own.
#include <unistd.h>

#include <cstdio>

#include "world.h"

namespace {

// Lets the standard output go to a file; gives what was written.
class Output {
 public:
  Output() : file_(std::tmpfile()), before_(dup(STDOUT_FILENO)) {
    std::fflush(stdout);
    CHECK(dup2(fileno(file_), STDOUT_FILENO) >= 0);
  }
  ~Output() {
    std::fflush(stdout);
    CHECK(dup2(before_, STDOUT_FILENO) >= 0);
    close(before_);
    std::fclose(file_);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::string text() {
    std::fflush(stdout);
    CHECK_EQ(std::fseek(file_, 0, SEEK_SET), 0);
    std::string all(100000, '\0');
    all.resize(std::fread(&all[0], 1, all.size(), file_));
    return all;
  }

 private:
  std::FILE* const file_;
  const int before_;
};

void use_level(const char* level) {
  CHECK_EQ(setenv("ASCEND_SLOG_PRINT_TO_STDOUT", "1", 1), 0);
  CHECK_EQ(level ? setenv("ASCEND_GLOBAL_LOG_LEVEL", level, 1) : unsetenv("ASCEND_GLOBAL_LOG_LEVEL"), 0);
}

// The first letters of the lines' levels when every level is logged once.
std::string levels() {
  Output output;
  for (const auto level : {ACL_DEBUG, ACL_INFO, ACL_WARNING, ACL_ERROR})
    aclAppLog(level, "f", "x.cc", 1, "text");
  const std::string text = output.text();
  std::string found;
  for (size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1))
    found += text[at + 1];
  return found;
}

}  // namespace

TEST(nothing_unless_asked_for) {
  CHECK_EQ(unsetenv("ASCEND_SLOG_PRINT_TO_STDOUT"), 0);
  CHECK_EQ(setenv("ASCEND_GLOBAL_LOG_LEVEL", "0", 1), 0);
  CHECK_EQ(levels(), "");
}

TEST(nothing_when_not_1) {
  CHECK_EQ(setenv("ASCEND_SLOG_PRINT_TO_STDOUT", "0", 1), 0);
  CHECK_EQ(levels(), "");
}

TEST(errors_by_default) {
  use_level(nullptr);
  CHECK_EQ(levels(), "E");
}

TEST(all_from_debug_on) {
  use_level("0");
  CHECK_EQ(levels(), "DIWE");
}

TEST(all_from_warnings_on) {
  use_level("2");
  CHECK_EQ(levels(), "WE");
}

TEST(a_level_that_is_none) {
  use_level("verbose");
  CHECK_EQ(levels(), "E");
}

TEST(line) {
  use_level("1");
  Output output;
  aclAppLog(ACL_INFO, "run", "main.cc", 12, "%d pictures of %s, 100%%", 3, "cats");
  CHECK_EQ(output.text(), "[INFO] run (main.cc:12): 3 pictures of cats, 100%\n");
}

TEST(macro) {
  use_level("1");
  Output output;
  const int line = __LINE__ + 1;
  ACL_APP_LOG(ACL_ERROR, "no %s", "luck");
  const std::string text = output.text();
  CHECK(contains(text, "[ERROR] test_macro ("));
  CHECK(contains(text, "log_test.cc:" + std::to_string(line) + "): no luck\n"));
}

TEST(long_lines_are_cut) {
  use_level("1");
  const std::string text(5000, 'x');
  Output output;
  aclAppLog(ACL_INFO, "run", "main.cc", 12, "%s", text.c_str());
  aclAppLog(ACL_INFO, text.c_str(), "main.cc", 12, "%s", text.c_str());
  const std::string written = output.text();
  const size_t end = written.find('\n');
  CHECK(end > 2000 && end < 2048);
  CHECK_EQ(written.find('\n', end + 1), written.size() - 1);
}

TEST(bad_arguments) {
  use_level("0");
  Output output;
  aclAppLog(ACL_ERROR, nullptr, nullptr, 0, "text");
  CHECK_EQ(output.text(), "[ERROR]  (:0): text\n");
  aclAppLog(ACL_ERROR, "f", "x.cc", 1, nullptr);
  with_numbers<void(unsigned, const char*, const char*, uint32_t, const char*, ...)>(aclAppLog)(
      99, "f", "x.cc", 1, "text");
  CHECK_EQ(output.text(), "[ERROR]  (:0): text\n");
}
