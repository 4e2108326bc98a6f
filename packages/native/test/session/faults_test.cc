// Every ACL call can fail at any moment; every path gives its slot back. Each function that returns a status
// is made to fail at its first, second, third … call. The same work is done each time: it must end, and every
// result must be right.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace session = ascend_rx::session;
using ascend_rx::test::instrumented;
using ascend_rx::test::model_file;
using ascend_rx::test::Plan;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;

constexpr uint32_t kInferences = 10;
constexpr uint32_t kInterval = 3;
constexpr uint32_t kSlots = 4;
constexpr int kCalls = 5;

void set_plan(const Plan& plan) {
  ascend_rx::test::plan() = plan;
  ascend_rx::test::calls() = 0;
}

std::vector<std::string> functions() {
  std::vector<std::string> names;
  const auto add = [&](const auto& function) {
    using Result = typename std::decay_t<decltype(function)>::Result;
    if constexpr (std::is_same_v<Result, session::Status>) names.emplace_back(function.name());
  };
  const session::Functions table;
#define X(name) add(table.name);
  ASCEND_RX_REQUIRED_FUNCTIONS(X)
  ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
  return names;
}

// Every result is right; for every missing one there is a reason.
void check_values(const std::vector<float>& values, bool failed, const std::string& where) {
  for (size_t i = 0; i < values.size(); ++i) {
    const float value = values[i];
    const bool right = value == static_cast<float>(i);
    const bool excused = value == TestSession::kRefused || (failed && value == TestSession::kNothing);
    if (!right && !excused) {
      CHECK_EQ(where + ": inference " + std::to_string(i) + " gave " + std::to_string(value), std::string());
    }
  }
}

void work(TestDevice& device, bool callbacks, const std::string& where) {
  TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
  if (!session.build()) {
    const std::vector<float> values = session.run(kInferences, kInterval, callbacks);
    const bool failed = session.failure().has_value();
    check_values(values, failed, where);
    if (failed && !session.build()) {
      // The fault is over: the session is as good as new.
      check_values(session.run(kInferences, kInterval, callbacks), session.failure().has_value(),
                   where + ", again");
    }
  }
  session.close();
}

// A release that is not made would be a leak: it is made, and returns the code all the same.
bool releases(const std::string& function) {
  for (const char* part : {"Destroy", "Free", "Unload", "ResetDevice", "Finalize", "UnSubscribe"}) {
    if (function.find(part) != std::string::npos) return true;
  }
  return false;
}

void scenario(const std::string& function, int call, bool callbacks, bool direct = false) {
  const Plan plan{function, call, ACL_ERROR_RT_INTERNAL_ERROR, releases(function)};
  const std::string where = plan.function + " failing at call " + std::to_string(plan.call);
  set_plan(plan);
  TestDevice device(instrumented(direct));
  if (device.opening()) return;
  work(device, callbacks, where);
  device.close();
  // Only the call that was made to fail: one refusal must not leave other things unreleased.
  CHECK_EQ(where + ", releases refused: " +
               std::to_string(std::max<size_t>(device.device()->library().release_failures().count, 1)),
           where + ", releases refused: 1");
}

}  // namespace

TEST(without_faults_everything_is_reported_and_released) {
  set_plan({});
  TestDevice device(instrumented());
  CHECK(!device.opening());
  TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
  CHECK(!session.build());
  const std::vector<float> values = session.run(kInferences, kInterval);
  CHECK(!session.failure());
  for (uint32_t i = 0; i < kInferences; ++i) CHECK_EQ(values[i], static_cast<float>(i));
  session.close();
  device.close();
  CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
}

TEST(any_call_may_be_refused) {
  for (const std::string& function : functions()) {
    for (int call = 1; call <= kCalls; ++call) scenario(function, call, true);
  }
}

TEST(any_call_may_be_refused_where_it_is_submitted_directly) {
  for (const std::string& function : functions()) {
    for (int call = 1; call <= 4 * kCalls; ++call) scenario(function, call, true, true);
  }
}

TEST(any_call_may_be_refused_without_callbacks) {
  for (const std::string& function : functions()) {
    for (int call = 1; call <= kCalls; ++call) scenario(function, call, false);
  }
}

TEST(an_execution_that_is_refused_fails_alone) {
  for (const char* function : {"aclmdlExecuteAsync", "aclrtMemcpyAsync"}) {
    set_plan({function, 2});
    TestDevice device(instrumented());
    CHECK(!device.opening());
    TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
    CHECK(!session.build());
    const std::vector<float> values = session.run(kInferences, kInterval);
    CHECK(!session.failure());
    size_t refused = 0;
    for (const float value : values) refused += value == TestSession::kRefused ? 1 : 0;
    CHECK_EQ(refused, size_t{1});
    session.close();
    device.close();
  }
}

TEST(a_refused_callback_loses_nothing) {
  set_plan({"aclrtLaunchCallback", 2});
  TestDevice device(instrumented());
  CHECK(!device.opening());
  TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
  CHECK(!session.build());
  const std::vector<float> values = session.run(kInferences, kInterval);
  CHECK(!session.failure());
  for (uint32_t i = 0; i < kInferences; ++i) CHECK_EQ(values[i], static_cast<float>(i));
  session.close();
  device.close();
}

TEST(a_refused_release_is_counted) {
  set_plan({"aclrtFreeHost", 1, ACL_ERROR_RT_INTERNAL_ERROR, true});
  TestDevice device(instrumented());
  CHECK(!device.opening());
  TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
  CHECK(!session.build());
  session.run(1, 1);
  session.close();
  device.close();
  const session::Library::ReleaseFailures failures = device.device()->library().release_failures();
  CHECK_EQ(failures.count, size_t{1});
  CHECK_EQ(std::string(failures.last.api), std::string("aclrtFreeHost"));
}
