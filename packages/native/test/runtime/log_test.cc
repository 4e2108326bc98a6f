// The log: aclAppLog, and calls that fail. Its environment variables are those of the real log; how its lines
// look is our own.
#include "output.h"
#include "world.h"

namespace {

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

// ------------------------------------------------------------------------------------ calls that fail

TEST(failed_calls) {
  use_level(nullptr);
  World world;
  Output output;
  CHECK_EQ(aclrtFree(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(output.text(), "[ERROR] aclrtFree: [100000] the address is NULL\n");
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(model_file("offline.om").c_str(), &id), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  CHECK(aclmdlCreateAIPP(1) == nullptr);  // has no status
  const std::string text = output.text();
  CHECK(
      contains(text, "\n[ERROR] aclmdlLoadFromFile: [207000] " + model_file("offline.om") + ", an offline"));
  CHECK(contains(text, "\n[ERROR] aclmdlCreateAIPP: [207000] "));
  CHECK(contains(recent_error(), "[100000] aclrtFree: the address is NULL"));  // is kept all the same
}

TEST(failed_calls_before_there_are_settings) {
  use_level(nullptr);
  Output output;
  CHECK_EQ(aclInit("/no/such/file"), ACL_ERROR_INVALID_FILE);
  CHECK(contains(output.text(), "[ERROR] aclInit: [100003] cannot read"));
}

// A program that is right meets them, too: facts, section 2.
TEST(ordinary_outcomes_are_no_failures) {
  use_level("0");
  lenient();
  World world;
  Output output;
  CHECK_EQ(aclrtProcessReport(1), ACL_ERROR_RT_THREAD_SUBSCRIBE);
  CHECK_OK(aclrtSubscribeReport(static_cast<uint64_t>(pthread_self()), world.stream));
  CHECK_EQ(aclrtProcessReport(1), ACL_ERROR_RT_REPORT_TIMEOUT);
  CHECK_OK(aclrtUnSubscribeReport(static_cast<uint64_t>(pthread_self()), world.stream));
  CHECK_EQ(output.text(), "");
}

TEST(failed_calls_without_a_log) {
  CHECK_EQ(unsetenv("ASCEND_SLOG_PRINT_TO_STDOUT"), 0);
  Output output;
  CHECK_EQ(aclrtFree(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(output.text(), "");
}

TEST(long_texts_of_failed_calls_are_cut) {
  use_level(nullptr);
  World world;
  const std::string path(3000, 'x');
  uint32_t id = 0;
  Output output;
  CHECK_EQ(aclmdlLoadFromFile(path.c_str(), &id), ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID);
  CHECK_EQ(output.text().size(), size_t{2048});
}

// Strict checks name what the embedded runtime does not have, also to a program that looks at no status.
TEST(strict_checks_name_refusals) {
  World world;
  Output errors(stderr);
  CHECK(aclmdlCreateAIPP(1) == nullptr);
  const std::string text = errors.text();
  CHECK(contains(text, "libascendcl: strict: aclmdlCreateAIPP: [207000] "));
  CHECK_EQ(aclrtFree(nullptr), ACL_ERROR_INVALID_PARAM);  // a mistake of the program, which has its status
  CHECK_EQ(errors.text(), text);
}

TEST(refusals_are_not_named_without_strict_checks) {
  lenient();
  World world;
  Output errors(stderr);
  CHECK(aclmdlCreateAIPP(1) == nullptr);
  CHECK_EQ(errors.text(), "");
}
