// When the parts of an execution happened: measured with events if it is long, else with the host's clock. A
// measurement that fails costs no result.
#include <atomic>
#include <string>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace session = ascend_rx::session;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;
using session::CallbackCounter;
using session::CallbackInterval;
using session::Clock;
using session::ExecutionTimeEstimate;
using session::Time;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr uint32_t kGroup = 4;

// Every execution takes at least `service_time`. One setting per process.
session::Library::Candidate embedded(microseconds service_time) {
  const std::string settings =
      R"({"embedded": {"strict": "fail", "serviceTimeUs": )" + std::to_string(service_time.count()) + "}}";
  return ascend_rx::test::instrumented(false, settings);
}

Time at(int64_t us) { return Time(microseconds(us)); }

// Runs one group of kGroup executions. Returns their timestamps, and checks that each one's are in order.
std::vector<session::Timestamps> run(TestSession& session, bool callbacks) {
  const Time before = Clock::now();
  const std::vector<float> values = session.run(kGroup, kGroup, callbacks);
  for (uint32_t n = 0; n < kGroup; ++n) CHECK_EQ(values[n], static_cast<float>(n));
  std::vector<session::Timestamps> timestamps;
  const Time after = Clock::now();
  for (uint32_t n = 0; n < kGroup; ++n) {
    const session::Timestamps each = session.timestamps(n);
    CHECK(before <= each.started);
    CHECK(each.started <= each.inputs_copied);
    CHECK(each.inputs_copied <= each.computed);
    CHECK(each.computed <= each.outputs_copied);
    CHECK(each.outputs_copied <= after);
    timestamps.push_back(each);
  }
  return timestamps;
}

void check_long_executions(bool callbacks) {
  constexpr milliseconds kService{5};
  TestDevice device(embedded(kService));
  CHECK(!device.opening());
  TestSession session(device.device(), model_file("identity-float32.onnx"), kGroup);
  CHECK(!session.build());
  for (int round = 0; round < 2; ++round) {
    const std::vector<session::Timestamps> timestamps = run(session, callbacks);
    for (uint32_t n = 0; n < kGroup; ++n) {
      // Events have a precision of float milliseconds.
      CHECK(timestamps[n].computed - timestamps[n].inputs_copied > kService - microseconds(10));
      if (n > 0) CHECK(timestamps[n].started > timestamps[n - 1].outputs_copied - microseconds(10));
    }
  }
  session.close();
  device.close();
  CHECK_EQ(device.device()->event_budget().load(), session::EventTimer::kEventsOfDevice);
  CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
}

}  // namespace

TEST(long_executions_are_measured_one_by_one) { check_long_executions(true); }

TEST(long_executions_are_measured_without_callbacks) { check_long_executions(false); }

// Whichever call fails.
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
      CHECK_EQ(device.device()->event_budget().load(), session::EventTimer::kEventsOfDevice);
    }
  }
}

TEST(no_more_events_than_a_device_has) {
  ascend_rx::test::plan() = {"aclrtCreateEventWithFlag", 0};  // only counted
  TestDevice device(embedded(milliseconds(1)));
  CHECK(!device.opening());
  device.device()->event_budget() = 3 * session::EventTimer::kEvents + 1;  // for three of four slots
  TestSession session(device.device(), model_file("identity-float32.onnx"), kGroup);
  CHECK(!session.build());
  const std::vector<session::Timestamps> timestamps = run(session, true);
  CHECK(timestamps[0].computed == timestamps[kGroup - 1].computed);
  CHECK_EQ(ascend_rx::test::calls().load(), 3 * session::EventTimer::kEvents);
  session.close();
  CHECK_EQ(device.device()->event_budget().load(), 3 * session::EventTimer::kEvents + 1);
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
  CHECK_EQ(device.device()->event_budget().load(), session::EventTimer::kEventsOfDevice);
  const int64_t right = 1;
  session.run_batch({{&right}}, 1);
  CHECK(!session.failure());
  session.close();
  device.close();
  CHECK_EQ(device.device()->event_budget().load(), session::EventTimer::kEventsOfDevice);
}

// Groups with events are reported behind their callbacks. A group closed without a callback must not overtake
// them.
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

// ---- the estimate, on fabricated time -----------------------------------------------------------------

namespace {

// The two things that a session knows of its execution stream.
struct FakeStream {
  void submit(int64_t us) { callbacks.execution_submitted(at(us)); }
  CallbackInterval launch() { return callbacks.callback_launched(); }
  void reach(const CallbackInterval& interval, int64_t us) { estimate.callback_reached(interval, at(us)); }

  CallbackCounter callbacks;
  ExecutionTimeEstimate estimate;
};

}  // namespace

TEST(the_first_executions_are_taken_for_long) {
  FakeStream stream;
  CHECK(stream.estimate.executions_are_long());
  stream.submit(1000);
  stream.reach(stream.launch(), 1150);
  CHECK(!stream.estimate.executions_are_long());
}

TEST(waiting_for_one_another_is_not_counted) {
  FakeStream stream;
  // Ten at once, each in a group of its own: the stream takes 150 µs for each.
  std::vector<CallbackInterval> intervals;
  for (int i = 0; i < 10; ++i) {
    stream.submit(1000 + i);
    intervals.push_back(stream.launch());
  }
  for (int i = 0; i < 10; ++i) stream.reach(intervals[static_cast<size_t>(i)], 1150 + 150 * i);
  CHECK(!stream.estimate.executions_are_long());
  // A group of eight in 1200 µs is as fast.
  FakeStream other;
  for (int i = 0; i < 8; ++i) other.submit(1000 + i);
  other.reach(other.launch(), 2200);
  CHECK(!other.estimate.executions_are_long());
}

TEST(one_late_callback_does_not_make_executions_long_and_many_do) {
  FakeStream stream;
  int64_t now = 0;
  const auto interval = [&](int64_t us) {
    stream.submit(now);
    stream.reach(stream.launch(), now += us);
  };
  interval(20);
  interval(10'000);
  CHECK(!stream.estimate.executions_are_long());
  for (int i = 0; i < 200; ++i) interval(2000);
  CHECK(stream.estimate.executions_are_long());
  interval(20);
  CHECK(!stream.estimate.executions_are_long());
}

TEST(callbacks_are_remembered_for_a_while) {
  FakeStream stream;
  CHECK(stream.estimate.callback_time(0) == Time{});
  for (int64_t i = 1; i <= 300; ++i) {
    stream.submit(i);
    stream.reach(stream.launch(), 10 * i);
  }
  CHECK_EQ(stream.callbacks.last_callback(), uint64_t{300});
  CHECK(stream.estimate.callback_time(300) == at(3000));
  CHECK(stream.estimate.callback_time(45) == at(450));
  CHECK(stream.estimate.callback_time(44) == Time{});
}
