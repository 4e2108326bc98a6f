// Callbacks on their way: order, blocking, and what ends them. Facts, sections 3 to 5.
#include <mutex>
#include <stdexcept>

#include "asleep.h"
#include "gate.h"
#include "world.h"

namespace {

uint64_t own_id() { return static_cast<uint64_t>(pthread_self()); }

void count(void* counter) { ++*static_cast<std::atomic<int>*>(counter); }

class OtherStream {
 public:
  OtherStream() { CHECK_OK(aclrtCreateStream(&handle)); }
  ~OtherStream() { CHECK_OK(aclrtDestroyStream(handle)); }
  OtherStream(const OtherStream&) = delete;
  OtherStream& operator=(const OtherStream&) = delete;

  aclrtStream handle = nullptr;
};

void set(void* signal) { static_cast<test::Signal*>(signal)->set(); }

}  // namespace

// Section 3: one thread serves many streams, one callback at a time.
TEST(one_thread_serves_many_streams) {
  World world;
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  std::atomic<int> calls{0};
  {
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    reports.subscribe(other);
    for (int i = 0; i < 100; ++i) {
      CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, i % 2 == 0 ? world.stream : other));
    }
    CHECK_OK(aclrtSynchronizeDevice());
    CHECK_EQ(calls.load(), 100);
    reports.unsubscribe(world.stream);
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, other));  // still served
    CHECK_OK(aclrtSynchronizeStream(other));
    CHECK_EQ(calls.load(), 101);
    reports.unsubscribe(other);
  }
  CHECK_OK(aclrtDestroyStream(other));
}

// Section 4: the order of the checks.
TEST(launch_codes) {
  lenient();
  aclrtContext foreign = nullptr;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateContext(&foreign, 0));
  CHECK_OK(aclrtCreateStream(&stream));
  const auto launch_as =
      with_numbers<aclError(aclrtCallback, void*, unsigned, aclrtStream)>(aclrtLaunchCallback);
  std::thread([&] {
    CHECK_EQ(launch_as(nullptr, nullptr, 2, stream), ACL_ERROR_INVALID_PARAM);
    CHECK_EQ(aclrtLaunchCallback(nullptr, nullptr, ACL_CALLBACK_BLOCK, stream), ACL_ERROR_RT_PARAM_INVALID);
    CHECK_EQ(aclrtLaunchCallback(count, nullptr, ACL_CALLBACK_BLOCK, stream), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_OK(aclrtSetDevice(0));
    CHECK_EQ(aclrtLaunchCallback(count, nullptr, ACL_CALLBACK_BLOCK, stream), ACL_ERROR_RT_STREAM_CONTEXT);
    CHECK_EQ(aclrtLaunchCallback(count, nullptr, ACL_CALLBACK_BLOCK, nullptr), ACL_ERROR_RT_STREAM_NO_CB_REG);
    CHECK_OK(aclrtResetDevice(0));
  }).join();
  CHECK_EQ(aclrtLaunchCallback(count, nullptr, ACL_CALLBACK_BLOCK, stream), ACL_ERROR_RT_STREAM_NO_CB_REG);
  CHECK_OK(aclrtDestroyStream(stream));
  CHECK_OK(aclrtDestroyContext(foreign));
}

// Section 4: BLOCK: later tasks wait until the function has returned.
TEST(block_stops_the_stream) {
  World world;
  Gate gate(world.context);
  PinnedByte byte;
  gate.block(world.stream);
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 20), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(int{*byte.at}, 1);
  gate.leave(world.stream);
}

// Section 4: NO_BLOCK: the stream goes on, and synchronize need not wait for the function.
TEST(no_block_does_not_stop_the_stream) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  std::atomic<int> calls{0};
  PinnedByte byte;
  CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));  // on the very thread that would report
  CHECK_EQ(int{*byte.at}, 1);
  CHECK_EQ(calls.load(), 0);
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_EQ(calls.load(), 1);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 4: a callback comes only after the stream's earlier tasks are done.
TEST(callbacks_come_after_earlier_tasks) {
  World world;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  Buffer bytes(1 << 20);
  struct Look {
    const Buffer& bytes;
    int seen = 0;
  } look{bytes};
  for (int value = 1; value <= 10; ++value) {
    CHECK_OK(aclrtMemsetAsync(bytes.data, bytes.size, value, bytes.size, world.stream));
  }
  const auto see = [](void* data) {
    Look& mine = *static_cast<Look*>(data);
    mine.seen = mine.bytes.as<uint8_t>()[mine.bytes.size - 1];
  };
  CHECK_OK(aclrtLaunchCallback(see, &look, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(look.seen, 10);
  reports.unsubscribe(world.stream);
}

// Section 4: ACL calls inside a callback are forbidden, yet the official sample makes them.
TEST(calls_inside_a_callback) {
  lenient();
  World world;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  const auto busy = [](void*) {
    void* host = nullptr;
    char byte = 1;
    CHECK_OK(aclrtMallocHost(&host, 64));
    CHECK_OK(aclrtMemcpy(host, 64, &byte, 1, ACL_MEMCPY_DEVICE_TO_HOST));
    CHECK_OK(aclrtFreeHost(host));
  };
  CHECK_OK(aclrtLaunchCallback(busy, nullptr, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  reports.unsubscribe(world.stream);
}

// Section 5, our own rule: unsubscribing drops pending callbacks, and the stream's later tasks run.
TEST(unsubscribing_with_callbacks_pending) {
  lenient();
  World world;
  std::atomic<int> calls{0};
  PinnedByte byte;
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));  // no one reports
  for (int i = 0; i < 3; ++i) CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 20), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(int{*byte.at}, 1);
  CHECK_EQ(calls.load(), 0);
}

// The same: a callback that was dropped with its subscription does not come back with the next subscription.
TEST(dropped_callbacks_stay_dropped) {
  lenient();
  World world;
  std::atomic<int> old{0}, fresh{0};
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));
  for (int i = 0; i < 3; ++i) CHECK_OK(aclrtLaunchCallback(count, &old, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  CHECK_OK(aclrtLaunchCallback(count, &fresh, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(old.load(), 0);
  CHECK_EQ(fresh.load(), 1);
  reports.unsubscribe(world.stream);
}

// The same: a callback that is running is waited for.
TEST(unsubscribing_waits_for_a_running_callback) {
  lenient();
  World world;
  Gate gate(world.context);
  gate.block(world.stream);
  std::atomic<bool> left{false};
  test::Signal leaving;
  std::thread leaver([&] {
    leaving.set();
    gate.leave(world.stream);
    left = true;
  });
  leaving.wait();
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 20), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK(!left);
  gate.open();
  leaver.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

// The same while another thread destroys the stream: the unsubscribing thread does not touch the stream
// again.
TEST(destroying_under_a_thread_that_unsubscribes) {
  lenient();
  World world;
  for (int round = 0; round < 10; ++round) {
    test::Signal entered, opened;
    struct Signals {
      test::Signal &entered, &opened;
    } signals{entered, opened};
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    const auto stand = [](void* data) {
      static_cast<Signals*>(data)->entered.set();
      static_cast<Signals*>(data)->opened.wait();
    };
    CHECK_OK(aclrtLaunchCallback(stand, &signals, ACL_CALLBACK_NO_BLOCK, world.stream));
    CHECK_OK(aclrtLaunchCallback(stand, &signals, ACL_CALLBACK_BLOCK, world.stream));  // is dropped
    entered.wait();
    {
      const test::Sleeper leaver([&] {
        CHECK_OK(aclrtSetCurrentContext(world.context));
        reports.unsubscribe(world.stream);
      });
      leaver.wait_until_asleep();
      const test::Sleeper destroyer([&] {
        CHECK_OK(aclrtSetCurrentContext(world.context));
        CHECK_OK(aclrtDestroyStreamForce(world.stream));
      });
      opened.set();
    }
    CHECK_OK(aclrtCreateStream(&world.stream));
  }
}

// A callback may end its own subscription; the stream goes on when it returns.
TEST(unsubscribing_inside_the_callback) {
  lenient();
  World world;
  struct Inside {
    uint64_t thread = own_id();
    aclrtStream stream;
  } inside{own_id(), world.stream};
  PinnedByte byte;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  const auto leave = [](void* data) {
    const Inside& mine = *static_cast<Inside*>(data);
    CHECK_OK(aclrtUnSubscribeReport(mine.thread, mine.stream));
  };
  CHECK_OK(aclrtLaunchCallback(leave, &inside, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(int{*byte.at}, 1);
}

// Section 6 and our own rule: destroying a stream ends the subscription, drops pending callbacks and what is
// behind them.
TEST(destroying_with_callbacks_pending) {
  lenient();
  World world;
  std::atomic<int> calls{0};
  char before = 0, behind = 0;
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));
  CHECK_OK(aclrtMemsetAsync(&before, 1, 1, 1, world.stream));
  CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtMemsetAsync(&behind, 1, 1, 1, world.stream));
  CHECK_OK(aclrtDestroyStream(world.stream));
  CHECK_EQ(int{before}, 1);
  CHECK_EQ(int{behind}, 0);
  CHECK_EQ(calls.load(), 0);
  CHECK_OK(aclrtCreateStream(&world.stream));
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));  // the thread's entry went with the stream
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
}

// The same while the callback runs: it is waited for.
TEST(destroying_waits_for_a_running_callback) {
  lenient();
  World world;
  Gate gate(world.context);
  gate.block(world.stream);
  std::thread opener([&] { gate.open(); });
  CHECK_OK(aclrtDestroyStream(world.stream));
  world.stream = nullptr;
  opener.join();
}

// A callback may even destroy its own stream, with and without having unsubscribed it.
TEST(destroying_inside_the_callback) {
  lenient();
  World world;
  for (const bool unsubscribe : {false, true}) {
    struct Inside {
      uint64_t thread;
      aclrtStream stream;
      bool unsubscribe;
    } inside{own_id(), world.stream, unsubscribe};
    CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
    const auto destroy = [](void* data) {
      const Inside& mine = *static_cast<Inside*>(data);
      if (mine.unsubscribe) CHECK_OK(aclrtUnSubscribeReport(mine.thread, mine.stream));
      CHECK_OK(aclrtDestroyStream(mine.stream));
    };
    CHECK_OK(aclrtLaunchCallback(destroy, &inside, ACL_CALLBACK_BLOCK, world.stream));
    CHECK_OK(aclrtProcessReport(-1));
    CHECK_OK(aclrtCreateStream(&world.stream));
  }
}

// Section 7: a BLOCK callback that no thread serves stops submitters, not the runtime: their wait ends with
// the subscription.
TEST(unsubscribing_frees_a_waiting_submitter) {
  lenient();
  World world;
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));
  std::atomic<int> submitted{0};
  std::atomic<int> calls{0};
  aclError last = ACL_SUCCESS;
  std::thread submitter([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    while (last == ACL_SUCCESS) {
      last = aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream);
      ++submitted;
    }
  });
  while (submitted < 2048) std::this_thread::yield();
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
  submitter.join();
  CHECK_EQ(last, ACL_ERROR_RT_STREAM_NO_CB_REG);
  CHECK_EQ(calls.load(), 0);
}

// Many rounds of subscribe, launch, unsubscribe while a thread processes reports: no hang, no callback runs
// later.
TEST(subscribing_and_leaving_under_load) {
  lenient();
  World world;
  for (int round = 0; round < 200; ++round) {
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    auto calls = std::make_unique<std::atomic<int>>(0);
    for (int i = 0; i < 20; ++i) {
      CHECK_OK(aclrtLaunchCallback(count, calls.get(),
                                   i % 3 == 0 ? ACL_CALLBACK_NO_BLOCK : ACL_CALLBACK_BLOCK, world.stream));
    }
    reports.unsubscribe(world.stream);
    calls.reset();  // a sanitizer would find a callback that runs now
    CHECK_OK(aclrtSynchronizeStream(world.stream));
  }
}

// An exception of a callback becomes an error of the call that ran it; the stream goes on, and can be
// destroyed.
TEST(a_callback_that_throws) {
  World world;
  const aclrtCallback throwing[] = {[](void*) { throw std::runtime_error("thrown by a callback"); },
                                    [](void*) { throw 1; }};
  for (const aclrtCallback function : throwing) {
    PinnedByte byte;
    CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
    CHECK_OK(aclrtLaunchCallback(function, nullptr, ACL_CALLBACK_BLOCK, world.stream));
    CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
    CHECK_EQ(aclrtProcessReport(-1), ACL_ERROR_RT_INTERNAL_ERROR);
    CHECK(contains(recent_error(), function == throwing[0] ? "thrown by a callback" : "no std::exception"));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(int{*byte.at}, 1);
    CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
    CHECK_OK(aclrtDestroyStream(world.stream));
    CHECK_OK(aclrtCreateStream(&world.stream));
  }
}

// A callback may process other reports, although the documents forbid it: its own stream still waits for it.
TEST(reporting_inside_the_callback) {
  lenient();
  World world;
  OtherStream other;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  CHECK_OK(aclrtSubscribeReport(own_id(), other.handle));
  struct Inside {
    aclrtStream own, other;
    int served = 0;
  } inside{world.stream, other.handle};
  const auto serve = [](void* data) {
    Inside& mine = *static_cast<Inside*>(data);
    const auto inner = [](void* served) { ++*static_cast<int*>(served); };
    for (int i = 0; i < 3; ++i) {
      CHECK_OK(aclrtLaunchCallback(inner, &mine.served, ACL_CALLBACK_BLOCK, mine.other));
      CHECK_OK(aclrtProcessReport(-1));
      CHECK_EQ(mine.served, i + 1);
    }
    CHECK_EQ(aclrtSynchronizeStreamWithTimeout(mine.own, 0), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  };
  CHECK_OK(aclrtLaunchCallback(serve, &inside, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtSynchronizeStream(other.handle));
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
  CHECK_OK(aclrtUnSubscribeReport(own_id(), other.handle));
}

// The same: unsubscribing the outer callback's stream waits for it, also while the inner callback runs.
TEST(unsubscribing_the_outer_of_two) {
  lenient();
  World world;
  OtherStream other;
  struct Inside {
    aclrtStream other;
    uint64_t thread;
    test::Signal subscribed, entered, opened;
    std::atomic<bool> left{false};
  } inside{other.handle, 0, {}, {}, {}};
  std::thread reports([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    inside.subscribed.wait();
    CHECK_OK(aclrtProcessReport(-1));
  });
  inside.thread = static_cast<uint64_t>(reports.native_handle());
  const auto outer = [](void* data) {
    Inside& mine = *static_cast<Inside*>(data);
    const auto inner = [](void* stand) {
      static_cast<Inside*>(stand)->entered.set();
      static_cast<Inside*>(stand)->opened.wait();
    };
    CHECK_OK(aclrtSubscribeReport(mine.thread, mine.other));
    CHECK_OK(aclrtLaunchCallback(inner, &mine, ACL_CALLBACK_BLOCK, mine.other));
    CHECK_OK(aclrtProcessReport(-1));
    CHECK(!mine.left);
  };
  CHECK_OK(aclrtSubscribeReport(inside.thread, world.stream));
  CHECK_OK(aclrtLaunchCallback(outer, &inside, ACL_CALLBACK_BLOCK, world.stream));
  inside.subscribed.set();
  inside.entered.wait();
  {
    const test::Sleeper leaver([&] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      CHECK_OK(aclrtUnSubscribeReport(inside.thread, world.stream));
      inside.left = true;
    });
    leaver.wait_until_asleep();
    inside.opened.set();
  }
  reports.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtUnSubscribeReport(inside.thread, other.handle));
}

// Section 4: callbacks get what they were given; NULL is allowed.
TEST(user_data) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  test::Signal signal;
  CHECK_OK(aclrtLaunchCallback(set, &signal, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK(signal.is_set());
  const auto expect_null = [](void* data) { CHECK(data == nullptr); };
  CHECK_OK(aclrtLaunchCallback(expect_null, nullptr, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}
