// Where the time of an execution went: measured with events where it is long, by the host's clock where it is
// not, and never at the cost of a result.
#include <atomic>
#include <string>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace acl = ascend_rx::acl;
using acl::Clock;
using acl::Pace;
using acl::Time;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr uint32_t kGroup = 4;

// Every execution takes so long at least. One setting per process.
acl::Library::Candidate embedded(microseconds service_time) {
  const std::string settings =
      R"({"embedded": {"strict": "fail", "serviceTimeUs": )" + std::to_string(service_time.count()) + "}}";
  return ascend_rx::test::instrumented(false, settings);
}

Time at(int64_t us) { return Time(microseconds(us)); }

// Runs one group of kGroup. Returns its moments, which are in order.
std::vector<acl::Moments> run(TestSession& session, bool callbacks) {
  const Time before = Clock::now();
  const std::vector<float> values = session.run(kGroup, kGroup, callbacks);
  for (uint32_t n = 0; n < kGroup; ++n) CHECK_EQ(values[n], static_cast<float>(n));
  std::vector<acl::Moments> moments;
  const Time after = Clock::now();
  for (uint32_t n = 0; n < kGroup; ++n) {
    const acl::Moments each = session.moments(n);
    CHECK(before <= each.began);
    CHECK(each.began <= each.had_inputs);
    CHECK(each.had_inputs <= each.computed);
    CHECK(each.computed <= each.had_outputs);
    CHECK(each.had_outputs <= after);
    moments.push_back(each);
  }
  return moments;
}

void check_long_executions(bool callbacks) {
  constexpr milliseconds kService{5};
  TestDevice device(embedded(kService));
  CHECK(!device.opening());
  TestSession session(device.device(), model_file("identity-float32.onnx"), kGroup);
  CHECK(!session.build());
  for (int round = 0; round < 2; ++round) {
    const std::vector<acl::Moments> moments = run(session, callbacks);
    for (uint32_t n = 0; n < kGroup; ++n) {
      // Told in float milliseconds.
      CHECK(moments[n].computed - moments[n].had_inputs > kService - microseconds(10));
      if (n > 0) CHECK(moments[n].began > moments[n - 1].had_outputs - microseconds(10));
    }
  }
  session.close();
  device.close();
  CHECK_EQ(device.device()->events().load(), acl::Stopwatch::kEventsOfDevice);
  CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
}

}  // namespace

TEST(long_executions_are_measured_one_by_one) { check_long_executions(true); }

TEST(long_executions_are_measured_without_callbacks) { check_long_executions(false); }

// At whichever call it fails, and whether or not it comes back.
TEST(without_events_the_host_clock_serves) {
  for (const char* const function :
       {"aclrtCreateEventWithFlag", "aclrtRecordEvent", "aclrtEventElapsedTime"}) {
    for (int call = 1; call <= 6; ++call) {
      ascend_rx::test::plan() = {function, call};
      ascend_rx::test::calls() = 0;
      TestDevice device(embedded(milliseconds(1)));
      CHECK(!device.opening());
      TestSession session(device.device(), model_file("identity-float32.onnx"), kGroup);
      CHECK(!session.build());
      run(session, true);
      session.close();
      device.close();
      CHECK_EQ(device.device()->events().load(), acl::Stopwatch::kEventsOfDevice);
    }
  }
}

TEST(no_more_events_than_a_device_has) {
  ascend_rx::test::plan() = {"aclrtCreateEventWithFlag", 0};  // only counted
  TestDevice device(embedded(milliseconds(1)));
  CHECK(!device.opening());
  device.device()->events() = 3 * acl::Stopwatch::kEvents + 1;  // for three of four slots
  TestSession session(device.device(), model_file("identity-float32.onnx"), kGroup);
  CHECK(!session.build());
  const std::vector<acl::Moments> moments = run(session, true);
  CHECK(moments[0].computed == moments[kGroup - 1].computed);
  CHECK_EQ(ascend_rx::test::calls().load(), 3 * acl::Stopwatch::kEvents);
  session.close();
  CHECK_EQ(device.device()->events().load(), 3 * acl::Stopwatch::kEvents + 1);
  device.close();
}

TEST(a_failed_execution_stream_gives_its_events_back) {
  TestDevice device(embedded(milliseconds(1)));
  CHECK(!device.opening());
  TestSession session(device.device(), model_file("pick.onnx"), 1);
  CHECK(!session.build());
  const int64_t wrong = 9;
  session.run_batch({{&wrong}}, 1);
  CHECK(session.failure());
  CHECK(!session.build());
  CHECK_EQ(device.device()->events().load(), acl::Stopwatch::kEventsOfDevice);
  const int64_t right = 1;
  session.run_batch({{&right}}, 1);
  CHECK(!session.failure());
  session.close();
  device.close();
  CHECK_EQ(device.device()->events().load(), acl::Stopwatch::kEventsOfDevice);
}

// Groups with events are reported behind their callbacks; one that is closed without a callback must not
// overtake them.
TEST(reports_keep_the_order_where_a_callback_is_refused) {
  for (int call = 2; call <= 9; ++call) {
    ascend_rx::test::plan() = {"aclrtLaunchCallback", call};
    ascend_rx::test::calls() = 0;
    TestDevice device(embedded(microseconds(300)));
    CHECK(!device.opening());
    TestSession session(device.device(), model_file("identity-float32.onnx"), 10);
    CHECK(!session.build());
    session.run(10, 1);
    CHECK(session.order() == (std::vector<uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    session.close();
    device.close();
  }
}

// ---- what the stream knows of itself, on fabricated time ---------------------------------------------

TEST(the_first_executions_are_taken_for_long) {
  Pace pace;
  CHECK(pace.is_long());
  pace.executed(at(1000));
  pace.came(pace.launched(), at(1150));
  CHECK(!pace.is_long());
}

TEST(waiting_for_one_another_is_not_counted) {
  Pace pace;
  // Ten at once, each in a group of its own: the stream takes 150 µs for each.
  std::vector<Pace::Lap> laps;
  for (int i = 0; i < 10; ++i) {
    pace.executed(at(1000 + i));
    laps.push_back(pace.launched());
  }
  for (int i = 0; i < 10; ++i) pace.came(laps[static_cast<size_t>(i)], at(1150 + 150 * i));
  CHECK(!pace.is_long());
  // A group of eight in 1200 µs is as fast.
  Pace other;
  for (int i = 0; i < 8; ++i) other.executed(at(1000 + i));
  other.came(other.launched(), at(2200));
  CHECK(!other.is_long());
}

TEST(one_late_callback_does_not_make_executions_long_and_many_do) {
  Pace pace;
  int64_t now = 0;
  const auto lap = [&](int64_t us) {
    pace.executed(at(now));
    pace.came(pace.launched(), at(now += us));
  };
  lap(20);
  lap(10'000);
  CHECK(!pace.is_long());
  for (int i = 0; i < 200; ++i) lap(2000);
  CHECK(pace.is_long());
  lap(20);
  CHECK(!pace.is_long());
}

TEST(callbacks_are_remembered_for_a_while) {
  Pace pace;
  CHECK(pace.past(0) == Time{});
  for (int64_t i = 1; i <= 300; ++i) {
    pace.executed(at(i));
    pace.came(pace.launched(), at(10 * i));
  }
  CHECK_EQ(pace.launches(), uint64_t{300});
  CHECK(pace.past(300) == at(3000));
  CHECK(pace.past(45) == at(450));
  CHECK(pace.past(44) == Time{});
}
