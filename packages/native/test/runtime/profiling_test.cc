// Profiling: accepted in any case; with the setting "trace" a trace is written into the folder of the
// program. The codes are unverified on hardware.
#include "acl/acl_prof.h"

#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "output.h"
#include "world.h"

namespace {

// An empty folder for the results of the case.
std::string folder() {
  const std::string path = model_file(std::string("profile-") + test::current);
  std::filesystem::remove_all(path);
  std::filesystem::create_directory(path);
  return path;
}

std::string file_of(const std::string& in, int number) {
  std::ifstream file(in + "/ascend-rx-" + std::to_string(getpid()) + "-" + std::to_string(number) + ".json");
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t files_in(const std::string& path) {
  return static_cast<size_t>(
      std::distance(std::filesystem::directory_iterator(path), std::filesystem::directory_iterator()));
}

aclError begin(const std::string& path) { return aclprofInit(path.c_str(), path.size()); }

// A configuration for device 0.
class Config {
 public:
  Config() {
    uint32_t devices[] = {0};
    config_ =
        aclprofCreateConfig(devices, 1, ACL_AICORE_NONE, nullptr, ACL_PROF_ACL_API | ACL_PROF_TASK_TIME);
    CHECK(config_ != nullptr);
  }
  ~Config() { CHECK_OK(aclprofDestroyConfig(config_)); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  operator aclprofConfig*() const { return config_; }

 private:
  aclprofConfig* config_ = nullptr;
};

// The setting, with a file for the whole of the process.
std::string trace_into(const std::string& path) { return "\"trace\": \"" + path + ".json\""; }

}  // namespace

// Samples begin it right after aclInit; nothing is written, and the log says so once.
TEST(without_the_setting) {
  CHECK_EQ(setenv("ASCEND_SLOG_PRINT_TO_STDOUT", "1", 1), 0);
  CHECK_EQ(setenv("ASCEND_GLOBAL_LOG_LEVEL", "2", 1), 0);
  const std::string path = folder();
  World world;
  Output output;
  for (int i = 0; i < 3; ++i) {
    CHECK_OK(begin(path));
    Config config;
    CHECK_OK(aclprofStart(config));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_OK(aclprofStop(config));
    CHECK_OK(aclprofFinalize());
  }
  const std::string log = output.text();
  const size_t told = log.find("[WARNING] aclprofStart (libascendcl:0): nothing is profiled: ");
  CHECK(told != std::string::npos && log.find("nothing is profiled", told + 60) == std::string::npos);
  CHECK_EQ(files_in(path), size_t{0});
  CHECK_OK(begin("/no/such/folder"));
  CHECK_OK(aclprofFinalize());
}

// Each time between start and stop has a file, with what was called and done meanwhile.
TEST(into_the_folder) {
  const std::string path = folder();
  World world(trace_into(path));
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  CHECK_OK(begin(path));
  Config config;
  for (int i = 0; i < 2; ++i) {
    CHECK_OK(model.execute_async({&x}, {&y}, world.stream));  // not measured
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_OK(aclprofStart(config));
    CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_OK(aclprofStop(config));
  }
  CHECK_OK(aclprofFinalize());
  CHECK_EQ(files_in(path), size_t{2});
  for (const int number : {1, 2}) {
    const std::string text = file_of(path, number);
    const size_t execution = text.find("\"name\":\"aclmdlExecuteAsync\",\"cat\":\"acl\"");
    CHECK(execution != std::string::npos);
    CHECK(text.find("\"name\":\"aclmdlExecuteAsync\",\"cat\":\"acl\"", execution + 1) == std::string::npos);
    CHECK(contains(text, "\"cat\":\"task\""));
    CHECK(!contains(text, "aclmdlLoadFromFile"));
    CHECK_EQ(text.substr(text.size() - 3), "\n]\n");
  }
}

TEST(several_configurations) {
  const std::string path = folder();
  World world(trace_into(path));
  CHECK_OK(begin(path));
  Config one, two;
  CHECK_OK(aclprofStart(one));
  CHECK_OK(aclprofStart(two));
  CHECK_OK(aclprofStop(one));
  CHECK_OK(aclrtSynchronizeDevice());
  CHECK_OK(aclprofStop(two));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclprofFinalize());
  CHECK_EQ(files_in(path), size_t{1});
  CHECK(contains(file_of(path, 1), "aclrtSynchronizeDevice"));
  CHECK(!contains(file_of(path, 1), "aclrtSynchronizeStream"));
}

TEST(order_of_calls) {
  const std::string path = folder();
  World world;
  Config config;
  CHECK_EQ(aclprofStart(config), ACL_ERROR_PROF_NOT_RUN);
  CHECK_EQ(aclprofStop(config), ACL_ERROR_PROF_NOT_RUN);
  CHECK_EQ(aclprofFinalize(), ACL_ERROR_PROF_NOT_RUN);
  CHECK_OK(begin(path));
  CHECK_EQ(begin(path), ACL_ERROR_PROF_ALREADY_RUN);
  CHECK_EQ(aclprofStop(config), ACL_ERROR_PROF_NOT_RUN);
  CHECK_OK(aclprofStart(config));
  CHECK_EQ(aclprofStart(config), ACL_ERROR_PROF_ALREADY_RUN);
  CHECK_EQ(aclprofDestroyConfig(config), ACL_ERROR_PROF_ALREADY_RUN);
  CHECK_OK(aclprofFinalize());  // stops it, too
  CHECK_EQ(aclprofStop(config), ACL_ERROR_PROF_NOT_RUN);
  CHECK_OK(begin(path));
  CHECK_OK(aclprofFinalize());
}

TEST(arguments) {
  World world;
  uint32_t devices[] = {0, 7};
  int events = 0;
  void* const no_events = &events;
  CHECK_EQ(aclprofInit(nullptr, 3), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofInit("/tmp", 0), ACL_ERROR_INVALID_PARAM);
  CHECK(aclprofCreateConfig(devices, 2, ACL_AICORE_NONE, nullptr, 1) == nullptr);
  CHECK(contains(recent_error(), "[107001] aclprofCreateConfig: there is no device 7"));
  CHECK(aclprofCreateConfig(nullptr, 1, ACL_AICORE_NONE, nullptr, 1) == nullptr);
  CHECK(aclprofCreateConfig(devices, 1, ACL_AICORE_NONE, static_cast<aclprofAicoreEvents*>(no_events), 1) ==
        nullptr);
  CHECK_EQ(aclprofStart(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofStop(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofDestroyConfig(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclprofSetConfig(ACL_PROF_STORAGE_LIMIT, "200MB", 5));
  CHECK_EQ(aclprofSetConfig(ACL_PROF_ARGS_MIN, "200MB", 5), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofSetConfig(ACL_PROF_STORAGE_LIMIT, nullptr, 5), ACL_ERROR_INVALID_PARAM);
}

TEST(folder_that_is_none) {
  const std::string path = folder();
  World world(trace_into(path));
  CHECK_EQ(begin(path + "/none"), ACL_ERROR_INVALID_FILE);
  CHECK(contains(recent_error(), "there is no folder"));
  CHECK_OK(begin(path));
  std::filesystem::remove_all(path);
  Config config;
  CHECK_EQ(aclprofStart(config), ACL_ERROR_WRITE_FILE);
  CHECK_EQ(aclprofStop(config), ACL_ERROR_PROF_NOT_RUN);
  CHECK_OK(aclprofFinalize());
}

// Only so many characters of a text count as the call says.
TEST(marks) {
  const std::string path = folder();
  World world(trace_into(path));
  void* const stamp = aclprofCreateStamp();
  CHECK_OK(aclprofSetStampTraceMessage(stamp, "before", 6));
  CHECK_OK(aclprofMark(stamp));  // nothing is measured yet
  CHECK_OK(begin(path));
  Config config;
  CHECK_OK(aclprofStart(config));
  CHECK_OK(aclprofSetStampTraceMessage(stamp, "outer time", 5));
  CHECK_OK(aclprofPush(stamp));
  CHECK_OK(aclprofSetStampTraceMessage(stamp, "inner", 5));
  CHECK_OK(aclprofPush(stamp));
  uint32_t range = 0;
  CHECK_OK(aclprofSetStampTraceMessage(stamp, "range", 5));
  CHECK_OK(aclprofRangeStart(stamp, &range));
  CHECK_OK(aclprofPop());
  CHECK_OK(aclprofPop());
  std::thread([&] {
    CHECK_EQ(aclprofPop(), ACL_ERROR_INVALID_PARAM);
    CHECK_OK(aclprofRangeStop(range));
  }).join();
  CHECK_OK(aclprofMarkEx("moment and more", 6, nullptr));
  aclprofStepInfo* const step = aclprofCreateStepInfo();
  CHECK_EQ(aclprofGetStepTimestamp(step, ACL_STEP_END, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclprofGetStepTimestamp(step, ACL_STEP_START, nullptr));
  CHECK_OK(aclprofGetStepTimestamp(step, ACL_STEP_END, nullptr));
  CHECK_OK(aclprofStop(config));
  CHECK_OK(aclprofMarkEx("after", 5, nullptr));
  CHECK_OK(aclprofFinalize());
  aclprofDestroyStepInfo(step);
  aclprofDestroyStamp(stamp);

  const std::string text = file_of(path, 1);
  size_t at = 0;  // in the order in which the times ended
  for (const char* name : {"inner", "outer", "range", "moment", "step"}) {
    at = text.find("{\"name\":\"" + std::string(name) + "\",\"cat\":\"mark\"", at);
    CHECK(at != std::string::npos);
  }
  CHECK(!contains(text, "\"name\":\"before\"") && !contains(text, "\"name\":\"after\""));
}

TEST(marks_that_are_none) {
  World world;
  int nothing = 0;
  uint32_t range = 7;
  CHECK_EQ(aclprofMark(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofMark(&nothing), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofPush(&nothing), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofPop(), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofRangeStart(&nothing, &range), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofRangeStop(1), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofSetStampTraceMessage(&nothing, "text", 4), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofMarkEx(nullptr, 4, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofGetStepTimestamp(nullptr, ACL_STEP_START, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(range, 7U);
  void* const stamp = aclprofCreateStamp();
  CHECK_EQ(aclprofRangeStart(stamp, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclprofSetStampTraceMessage(stamp, nullptr, 4), ACL_ERROR_INVALID_PARAM);
  aclprofDestroyStamp(stamp);
  CHECK_EQ(aclprofMark(stamp), ACL_ERROR_INVALID_PARAM);
  aclprofDestroyStamp(nullptr);
  aclprofDestroyStepInfo(nullptr);
  CHECK_EQ(recent_error().find("aclprofDestroyStamp"), std::string::npos);
}

TEST(configurations_left_behind) {
  CHECK_OK(aclInit(nullptr));
  aclprofConfig* const config = aclprofCreateConfig(nullptr, 0, ACL_AICORE_NONE, nullptr, 0);
  CHECK_EQ(aclFinalize(), ACL_ERROR_FAILURE);
  CHECK(contains(recent_error(), "1 × profiling configuration: aclprofDestroyConfig"));
  CHECK_OK(aclprofDestroyConfig(config));
  CHECK_EQ(aclprofDestroyConfig(config), ACL_ERROR_RT_INVALID_HANDLE);
  CHECK(contains(recent_error(), "is a profiling configuration that aclprofDestroyConfig has ended"));
}
