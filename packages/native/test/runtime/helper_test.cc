// The thread in aclrtProcessReport that runs its stream's tasks while it waits: that nobody can tell, but for
// the time it takes. Facts, sections 2 and 4; DESIGN, section 8.
#include <chrono>
#include <ctime>

#include "gate.h"
#include "world.h"

namespace {

using Clock = std::chrono::steady_clock;

uint64_t own_id() { return static_cast<uint64_t>(pthread_self()); }

void count(void* counter) { ++*static_cast<std::atomic<int>*>(counter); }

// A model that takes next to no time, and its memory.
struct Brief {
  Model model{"identity-float32.onnx"};
  Buffer x{24}, y{24};
  Dataset in{&x}, out{&y};

  void submit(aclrtStream stream, int times) const {
    for (int i = 0; i < times; ++i) CHECK_OK(model.execute_async(in, out, stream));
  }
};

// Groups of executions and callbacks until the report thread is known to drive the stream.
void warm_up(const Brief& brief, aclrtStream stream, aclrtCallbackBlockType type = ACL_CALLBACK_BLOCK) {
  std::atomic<int> calls{0};
  for (int i = 0; i < 200; ++i) {
    brief.submit(stream, 4);
    CHECK_OK(aclrtLaunchCallback(count, &calls, type, stream));
  }
  CHECK_OK(aclrtSynchronizeStream(stream));
  while (calls < 200) std::this_thread::yield();  // NO_BLOCK ones may be later
}

// Submits tasks without callbacks as long as it lives.
class Feeder {
 public:
  Feeder(const Brief& brief, const World& world)
      : thread_([this, &brief, &world] {
          CHECK_OK(aclrtSetCurrentContext(world.context));
          while (!stop_) brief.submit(world.stream, 1);
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

constexpr double plenty =
    2000;  // ms: what only something that has gone wrong takes, however busy the machine

}  // namespace

// Section 2: the timeout holds with long tasks on the stream: they are the worker's.
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

// The same with brief tasks that never end, which the thread runs itself.
TEST(timeout_holds_under_brief_tasks) {
  World world;
  Brief brief;
  {
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    warm_up(brief, world.stream);
    reports.unsubscribe(world.stream);
  }
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  {
    const Feeder feeder(brief, world);
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

// The same with gears: a long one is not taken for brief because the others are. Who runs it pays for it: it
// is not the report thread.
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

// The same with callbacks that belong to nobody any more among them.
TEST(timeout_holds_under_void_callbacks) {
  lenient();
  World world;
  Brief brief;
  std::atomic<int> calls{0};
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));  // no one reports
  for (int i = 0; i < 500; ++i) {
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
    brief.submit(world.stream, 2);
  }
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  {
    const Feeder feeder(brief, world);
    for (int i = 0; i < 5; ++i) CHECK_EQ(aclrtProcessReport(10), ACL_ERROR_RT_REPORT_TIMEOUT);
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(calls.load(), 0);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// A stream whose thread comes back no more gets on without it.
TEST(a_thread_that_stays_away) {
  World world;
  Brief brief;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  warm_up(brief, world.stream);
  reports.unsubscribe(world.stream);
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  std::atomic<int> calls{0};
  CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
  brief.submit(world.stream, 100);
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_EQ(calls.load(), 1);
  CHECK_OK(aclrtSynchronizeStream(world.stream));  // by the thread itself, so it cannot run them
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 4: NO_BLOCK: the stream goes on while the function runs, though the thread that drove it runs it.
TEST(no_block_with_a_long_function) {
  World world;
  Brief brief;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  for (int round = 0; round < 5; ++round) {
    warm_up(brief, world.stream, ACL_CALLBACK_NO_BLOCK);
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
    brief.submit(world.stream, 10);
    CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(int{*byte.at}, 1);
    stand.entered.wait();
    stand.left.set();
  }
  reports.unsubscribe(world.stream);
}

// The exception-info callback is told on a thread of the runtime's, before synchronize returns.
TEST(failures_are_told_elsewhere) {
  World world;
  Brief brief;
  Model failing("pick.onnx");
  Buffer index(8), picked(4);
  *index.as<int64_t>() = 9;
  const Dataset in{&index}, out{&picked};
  static std::atomic<int> told{0};
  static std::atomic<uint64_t> reporter{0};
  ReportThread reports(world.context);
  reporter = reports.id();
  reports.subscribe(world.stream);
  const auto callback = [](aclrtExceptionInfo* info) {
    CHECK(own_id() != reporter);
    CHECK_EQ(aclrtGetErrorCodeFromExceptionInfo(info), static_cast<uint32_t>(ACL_ERROR_RT_MODEL_EXECUTE));
    ++told;
  };
  CHECK_OK(aclrtSetExceptionInfoCallback(callback));
  for (int i = 1; i <= 20; ++i) {
    warm_up(brief, world.stream);
    CHECK_OK(failing.execute_async(in, out, world.stream));
    brief.submit(world.stream, 5);
    CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_EQ(told.load(), i);
  }
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
  reports.unsubscribe(world.stream);
}

// Section 3: other streams join and leave the thread of a stream under load; each callback runs once.
TEST(streams_join_and_leave) {
  World world;
  Brief brief;
  Model other_model("identity-float32.onnx");
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  std::atomic<int> calls{0}, launched{0};
  std::atomic<bool> stop{false};
  std::thread feeder([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    for (; !stop; ++launched) {
      brief.submit(world.stream, 3);
      const auto type = launched % 3 == 0 ? ACL_CALLBACK_NO_BLOCK : ACL_CALLBACK_BLOCK;
      CHECK_OK(aclrtLaunchCallback(count, &calls, type, world.stream));
    }
  });
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> others{0};
    reports.subscribe(other);
    CHECK_OK(other_model.execute_async(brief.in, {&brief.y}, other));
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

// Streams are destroyed while their thread drives them.
TEST(destroying_under_load) {
  lenient();
  World world;
  Brief brief;
  for (int round = 0; round < 100; ++round) {
    ReportThread reports(world.context);
    aclrtStream stream = nullptr;
    std::atomic<int> calls{0};
    CHECK_OK(aclrtCreateStream(&stream));
    reports.subscribe(stream);
    for (int i = 0; i < 20; ++i) {
      brief.submit(stream, 3);
      CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, stream));
    }
    if (round % 3 == 0) CHECK_OK(aclrtSynchronizeStream(stream));
    CHECK_OK(round % 2 == 0 ? aclrtDestroyStream(stream) : aclrtDestroyStreamForce(stream));
  }
}

// Section 4: with BLOCK everything is in order, whoever runs it.
TEST(order) {
  lenient();
  World world;
  Brief brief;
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
    brief.submit(world.stream, static_cast<int>(i % 3));
    const auto check = [](void* data) {
      const Step& step = *static_cast<Step*>(data);
      CHECK_EQ(*step.value, step.expected);
    };
    CHECK_OK(aclrtLaunchCallback(check, &steps[i], ACL_CALLBACK_BLOCK, world.stream));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  reports.unsubscribe(world.stream);
}

// Subscribed streams without work cost no time, not after load either.
TEST(idle_threads_sleep) {
  World world;
  Brief brief;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  warm_up(brief, world.stream);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // until those who watch see that it is over
  const double before = cpu_milliseconds();
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  const double used = cpu_milliseconds() - before;
  if (!CHECK(used < 25)) std::fprintf(stderr, "used %.1f ms\n", used);
  reports.unsubscribe(world.stream);
}
