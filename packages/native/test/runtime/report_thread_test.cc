// The thread in aclrtProcessReport runs tasks of its stream while it waits. No client can notice that, except
// by the time that things take. Facts, sections 2 and 4.
#include <chrono>
#include <ctime>
#include <set>

#include "asleep.h"
#include "gate.h"
#include "world.h"

namespace {

using Clock = std::chrono::steady_clock;

uint64_t own_id() { return static_cast<uint64_t>(pthread_self()); }

void count(void* counter) { ++*static_cast<std::atomic<int>*>(counter); }

// A model that takes almost no time, and its memory.
struct ShortModel {
  Model model{"identity-float32.onnx"};
  Buffer x{24}, y{24};
  Dataset in{&x}, out{&y};

  void submit(aclrtStream stream, int times) const {
    for (int i = 0; i < times; ++i) CHECK_OK(model.execute_async(in, out, stream));
  }
};

// Submits groups of executions and callbacks until the report thread certainly runs the tasks.
void warm_up(const ShortModel& short_model, aclrtStream stream,
             aclrtCallbackBlockType type = ACL_CALLBACK_BLOCK) {
  std::atomic<int> calls{0};
  for (int i = 0; i < 200; ++i) {
    short_model.submit(stream, 4);
    CHECK_OK(aclrtLaunchCallback(count, &calls, type, stream));
  }
  CHECK_OK(aclrtSynchronizeStream(stream));
  while (calls < 200) std::this_thread::yield();  // NO_BLOCK callbacks may come later
}

// Submits tasks without callbacks as long as it lives.
class Feeder {
 public:
  Feeder(const ShortModel& short_model, const World& world)
      : thread_([this, &short_model, &world] {
          CHECK_OK(aclrtSetCurrentContext(world.context));
          while (!stop_) short_model.submit(world.stream, 1);
        }) {}
  ~Feeder() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double cpu_milliseconds(clockid_t whose = CLOCK_PROCESS_CPUTIME_ID) {
  timespec time{};
  clock_gettime(whose, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

bool idle(aclrtStream stream) { return aclrtSynchronizeStreamWithTimeout(stream, 0) == ACL_SUCCESS; }

// Milliseconds: longer than anything takes on a busy machine, unless something has gone wrong.
constexpr double plenty = 2000;

}  // namespace

// Section 2: the timeout holds with long tasks on the stream: the worker runs them.
TEST(timeout_holds_under_long_tasks) {
  World world;
  Model model("slow.onnx");
  Buffer x(384 * 384 * 4), y(384 * 384 * 4);
  const Dataset in{&x}, out{&y};
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  for (int i = 0; i < 500; ++i) CHECK_OK(model.execute_async(in, out, world.stream));
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < 5; ++i) CHECK_EQ(aclrtProcessReport(10), ACL_ERROR_RT_REPORT_TIMEOUT);
  CHECK(milliseconds_since(start) < plenty);
  CHECK(!idle(world.stream));
  CHECK_OK(aclrtDestroyStreamForce(world.stream));
  world.stream = nullptr;
}

// The same with a never-ending sequence of short tasks, which the thread runs itself.
TEST(timeout_holds_under_short_tasks) {
  World world;
  ShortModel short_model;
  {
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    warm_up(short_model, world.stream);
    reports.unsubscribe(world.stream);
  }
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  {
    const Feeder feeder(short_model, world);
    for (int i = 0; i < 10; ++i) {
      const Clock::time_point start = Clock::now();
      CHECK_EQ(aclrtProcessReport(10), ACL_ERROR_RT_REPORT_TIMEOUT);
      const double took = milliseconds_since(start);
      CHECK(took >= 10 && took < plenty);
    }
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// The same with gears: a long execution does not count as short because those of other gears are. The
// processor time of the threads shows that the report thread does not run it.
TEST(long_gears_are_the_workers) {
  World world(R"("threads": 1)");
  Model model("gears-uneven.onnx");
  const size_t largest = 8192 * 384 * sizeof(float);
  Buffer x(largest), y(largest), small(8), large(8);
  const Dataset few{&x, &small}, many{&x, &large}, out{&y};
  CHECK_OK(aclmdlSetDynamicBatchSize(model.id, few.dataset, 1, 1));
  CHECK_OK(aclmdlSetDynamicBatchSize(model.id, many.dataset, 1, 8192));
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  clockid_t reporter = 0;
  CHECK_EQ(pthread_getcpuclockid(static_cast<pthread_t>(reports.id()), &reporter), 0);
  const double all_before = cpu_milliseconds(), its_before = cpu_milliseconds(reporter);
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 8; ++i) {
      CHECK_OK(model.execute_async(few, out, world.stream));
      CHECK_OK(aclrtSynchronizeStream(world.stream));
    }
    CHECK_OK(model.execute_async(many, out, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
  }
  const double all = cpu_milliseconds() - all_before, its = cpu_milliseconds(reporter) - its_before;
  if (!CHECK(its < all / 2)) std::fprintf(stderr, "%.1f of %.1f ms on the report thread\n", its, all);
  reports.unsubscribe(world.stream);
}

// The same with callbacks among them whose subscription is over.
TEST(timeout_holds_under_void_callbacks) {
  lenient();
  World world;
  ShortModel short_model;
  std::atomic<int> calls{0};
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));  // no thread serves it
  for (int i = 0; i < 500; ++i) {
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
    short_model.submit(world.stream, 2);
  }
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  {
    const Feeder feeder(short_model, world);
    for (int i = 0; i < 5; ++i) CHECK_EQ(aclrtProcessReport(10), ACL_ERROR_RT_REPORT_TIMEOUT);
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(calls.load(), 0);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// A stream whose report thread does not come back goes on without it.
TEST(a_thread_that_stays_away) {
  World world;
  ShortModel short_model;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  warm_up(short_model, world.stream);
  reports.unsubscribe(world.stream);
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  std::atomic<int> calls{0};
  CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
  short_model.submit(world.stream, 100);
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_EQ(calls.load(), 1);
  CHECK_OK(
      aclrtSynchronizeStream(world.stream));  // called by the report thread, which so cannot run the tasks
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 4: NO_BLOCK: the stream goes on while the function runs, even though the report thread is in the
// function.
TEST(no_block_with_a_long_function) {
  World world;
  ShortModel short_model;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  for (int round = 0; round < 5; ++round) {
    warm_up(short_model, world.stream, ACL_CALLBACK_NO_BLOCK);
    struct Stand {
      test::Signal entered, left;
    } stand;
    const auto wait = [](void* data) {
      Stand& mine = *static_cast<Stand*>(data);
      mine.entered.set();
      mine.left.wait();
    };
    PinnedByte byte;
    CHECK_OK(aclrtLaunchCallback(wait, &stand, ACL_CALLBACK_NO_BLOCK, world.stream));
    short_model.submit(world.stream, 10);
    CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(int{*byte.at}, 1);
    stand.entered.wait();
    stand.left.set();
  }
  reports.unsubscribe(world.stream);
}

// The exception-info callback runs on a thread of the runtime, before synchronize returns.
TEST(exception_callback_is_on_another_thread) {
  World world;
  ShortModel short_model;
  Model failing("pick.onnx");
  Buffer index(8), picked(4);
  *index.as<int64_t>() = 9;
  const Dataset in{&index}, out{&picked};
  static std::atomic<int> calls{0};
  static std::atomic<uint64_t> reporter{0};
  ReportThread reports(world.context);
  reporter = reports.id();
  reports.subscribe(world.stream);
  const auto callback = [](aclrtExceptionInfo* info) {
    CHECK(own_id() != reporter);
    CHECK_EQ(aclrtGetErrorCodeFromExceptionInfo(info), static_cast<uint32_t>(ACL_ERROR_RT_MODEL_EXECUTE));
    ++calls;
  };
  CHECK_OK(aclrtSetExceptionInfoCallback(callback));
  for (int i = 1; i <= 20; ++i) {
    warm_up(short_model, world.stream);
    CHECK_OK(failing.execute_async(in, out, world.stream));
    short_model.submit(world.stream, 5);
    CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_EQ(calls.load(), i);
  }
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
  reports.unsubscribe(world.stream);
}

// Section 3: other streams are subscribed to the thread of a busy stream, and unsubscribed; each callback
// runs once.
TEST(streams_join_and_leave) {
  World world;
  ShortModel short_model;
  Model other_model("identity-float32.onnx");
  Buffer other_y(24);  // both streams run at the same time
  const Dataset other_out{&other_y};
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  std::atomic<int> calls{0}, launched{0};
  std::atomic<bool> stop{false};
  std::thread feeder([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    for (; !stop; ++launched) {
      short_model.submit(world.stream, 3);
      const auto type = launched % 3 == 0 ? ACL_CALLBACK_NO_BLOCK : ACL_CALLBACK_BLOCK;
      CHECK_OK(aclrtLaunchCallback(count, &calls, type, world.stream));
    }
  });
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> others{0};
    reports.subscribe(other);
    CHECK_OK(other_model.execute_async(short_model.in, other_out, other));
    CHECK_OK(aclrtLaunchCallback(count, &others, ACL_CALLBACK_BLOCK, other));
    CHECK_OK(aclrtSynchronizeStream(other));
    CHECK_EQ(others.load(), 1);
    reports.unsubscribe(other);
  }
  stop = true;
  feeder.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  while (calls < launched) std::this_thread::yield();
  CHECK_EQ(calls.load(), launched.load());
  reports.unsubscribe(world.stream);
  CHECK_OK(aclrtDestroyStream(other));
}

// Streams are destroyed while their report thread runs their tasks.
TEST(destroying_under_load) {
  lenient();
  World world;
  ShortModel short_model;
  for (int round = 0; round < 100; ++round) {
    ReportThread reports(world.context);
    aclrtStream stream = nullptr;
    std::atomic<int> calls{0};
    CHECK_OK(aclrtCreateStream(&stream));
    reports.subscribe(stream);
    for (int i = 0; i < 20; ++i) {
      short_model.submit(stream, 3);
      CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, stream));
    }
    if (round % 3 == 0) CHECK_OK(aclrtSynchronizeStream(stream));
    CHECK_OK(round % 2 == 0 ? aclrtDestroyStream(stream) : aclrtDestroyStreamForce(stream));
  }
}

// Section 4: with BLOCK everything is in order, whichever thread runs it.
TEST(order) {
  lenient();
  World world;
  ShortModel short_model;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  struct Step {
    const int* value;
    int expected;
  };
  int value = 0;
  std::vector<int> numbers(3000);
  std::vector<Step> steps(numbers.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<int>(i);
    steps[i] = {&value, numbers[i]};
    CHECK_OK(aclrtMemcpyAsync(&value, 4, &numbers[i], 4, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
    short_model.submit(world.stream, static_cast<int>(i % 3));
    const auto check = [](void* data) {
      const Step& step = *static_cast<Step*>(data);
      CHECK_EQ(*step.value, step.expected);
    };
    CHECK_OK(aclrtLaunchCallback(check, &steps[i], ACL_CALLBACK_BLOCK, world.stream));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  reports.unsubscribe(world.stream);
}

// Subscribed streams without work take no processor time, also after having been busy: the worker sleeps
// until it is woken, and the report thread until its timeout.
TEST(idle_threads_sleep) {
  World world;
  ShortModel short_model;
  std::thread([] {}).join();  // with the first thread, ThreadSanitizer starts one of its own
  const std::set<int> before = test::threads();
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  std::atomic<int> calls{0};
  for (int i = 0; i < 200; ++i) {
    short_model.submit(world.stream, 4);
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
    CHECK_OK(aclrtProcessReport(-1));
  }
  std::vector<int> started;
  for (const int thread : test::threads()) {
    if (before.count(thread) == 0) started.push_back(thread);
  }
  if (!CHECK_EQ(started.size(), size_t{1})) return;
  const int worker = started[0];
  while (!test::sleeps_until_woken(worker)) std::this_thread::yield();
  const double cpu_before = cpu_milliseconds();
  for (int i = 0; i < 25; ++i) CHECK_EQ(aclrtProcessReport(20), ACL_ERROR_RT_REPORT_TIMEOUT);
  const double used = cpu_milliseconds() - cpu_before;
  if (!CHECK(used < 25)) std::fprintf(stderr, "used %.1f ms\n", used);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}
