// Streams: order, waiting, depth, end. Facts, sections 6 and 7.
#include <pthread.h>

#include "asleep.h"
#include "gate.h"
#include "world.h"

// Section 6: waits for all tasks submitted before; NULL is the default stream.
TEST(synchronize_waits) {
  World world;
  Buffer bytes(1 << 20);
  for (const aclrtStream stream : {world.stream, aclrtStream(nullptr)}) {
    for (int value = 1; value <= 20; ++value) {
      CHECK_OK(aclrtMemsetAsync(bytes.data, bytes.size, value, bytes.size, stream));
    }
    CHECK_OK(aclrtSynchronizeStream(stream));
    CHECK_EQ(int{bytes.as<char>()[bytes.size - 1]}, 20);
  }
}

// Section 6: any thread with any context may wait; a stream of another context is accepted.
TEST(synchronize_from_another_context) {
  World world;
  std::thread([&] {
    CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_OK(aclrtSetDevice(0));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_OK(aclrtResetDevice(0));
  }).join();
}

// Section 6: the timeout is in milliseconds, -1 no limit, less 107000, expiry 507046.
TEST(synchronize_with_timeout) {
  World world;
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 5), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 0), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, -2), ACL_ERROR_RT_PARAM_INVALID);
  gate.open();
  CHECK_OK(aclrtSynchronizeStreamWithTimeout(world.stream, -1));
  CHECK_OK(aclrtSynchronizeStreamWithTimeout(world.stream, 0));
  gate.leave(world.stream);
}

// Section 6: streams do not wait for each other, nor for the default stream.
TEST(streams_are_independent) {
  World world;
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  Gate gate(world.context);
  gate.block(world.stream);
  PinnedByte byte;
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, other));
  CHECK_OK(aclrtSynchronizeStream(other));
  CHECK_EQ(int{*byte.at}, 1);
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 2, 1, nullptr));
  CHECK_OK(aclrtSynchronizeStream(nullptr));
  CHECK_EQ(int{*byte.at}, 2);
  gate.open();
  CHECK_OK(aclrtSynchronizeDevice());
  gate.leave(world.stream);
  CHECK_OK(aclrtDestroyStream(other));
}

// Section 6: NULL 100000; the stream's own context must be current, else 107003.
TEST(destroy_codes) {
  World world;
  CHECK_EQ(aclrtCreateStream(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtDestroyStream(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtDestroyStreamForce(nullptr), ACL_ERROR_INVALID_PARAM);
  std::thread([&] {
    CHECK_EQ(aclrtDestroyStream(world.stream), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_OK(aclrtSetDevice(0));
    CHECK_EQ(aclrtDestroyStream(world.stream), ACL_ERROR_RT_STREAM_CONTEXT);
    CHECK_OK(aclrtResetDevice(0));
  }).join();
}

// Section 6: destroy waits for pending tasks.
TEST(destroy_waits) {
  lenient();
  World world;
  std::vector<char> bytes(1 << 20);
  for (int value = 1; value <= 20; ++value) {
    CHECK_OK(aclrtMemsetAsync(bytes.data(), bytes.size(), value, bytes.size(), world.stream));
  }
  CHECK_OK(aclrtDestroyStream(world.stream));
  world.stream = nullptr;
  CHECK_EQ(int{bytes.back()}, 20);
}

// Section 6: the forced form waits for nothing and throws unfinished tasks away.
TEST(destroy_by_force_discards) {
  World world;
  PinnedByte byte;
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));  // no one reports
  CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream));
  CHECK_OK(aclrtDestroyStreamForce(world.stream));
  world.stream = nullptr;
  CHECK_EQ(int{*byte.at}, 0);
}

// Section 6: the forced form interrupts a running execution and does not wait for its end; nothing is written
// later.
TEST(destroy_by_force_interrupts) {
  World world;
  Model model("slow.onnx");
  Buffer x(384 * 384 * 4), y(384 * 384 * 4);
  const Dataset in{&x}, out{&y};
  for (int i = 0; i < 200; ++i) CHECK_OK(model.execute_async(in, out, world.stream));
  CHECK_OK(
      aclrtDestroyStreamForce(world.stream));  // 200 executions take much longer than the test's time limit
  world.stream = nullptr;
}

// The same while threads wait for the stream: they have left it before it is destroyed, and get an error.
TEST(destroy_by_force_under_waiting_threads) {
  World world(R"("queueDepth": 2)");
  for (int round = 0; round < 10; ++round) {
    PinnedByte byte;
    const auto fill = [&] { return aclrtMemsetAsync(byte.at, 1, 1, 1, world.stream); };
    CHECK_OK(aclrtSubscribeReport(12345, world.stream));  // no one reports
    CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, world.stream));
    const test::Sleeper submitter([&] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      aclError result = ACL_SUCCESS;
      while (result == ACL_SUCCESS) result = fill();
      CHECK_EQ(result, ACL_ERROR_RT_INVALID_HANDLE);
    });
    submitter.wait_until_asleep();
    const test::Sleeper waiting([&] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_INVALID_HANDLE);
    });
    const test::Sleeper waiting_a_while([&] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 600000), ACL_ERROR_RT_INVALID_HANDLE);
    });
    waiting.wait_until_asleep();
    waiting_a_while.wait_until_asleep();
    CHECK_OK(aclrtDestroyStreamForce(world.stream));
    CHECK_EQ(int{*byte.at}, 0);
    CHECK_OK(aclrtCreateStream(&world.stream));
  }
}

// Section 7: a full queue makes the submitter wait, and go on when there is room.
TEST(full_queue_blocks_the_submitter) {
  World world;
  Gate gate(world.context);
  gate.block(world.stream);
  constexpr int tasks = 5000;  // more than any queue holds
  std::atomic<int> submitted{0};
  PinnedByte byte;
  std::thread submitter([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    for (int i = 0; i < tasks; ++i) {
      CHECK_OK(aclrtMemsetAsync(byte.at, 1, i % 100, 1, world.stream));
      ++submitted;
    }
  });
  while (submitted < 2048) std::this_thread::yield();
  CHECK(submitted < tasks);
  gate.open();
  submitter.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(int{*byte.at}, (tasks - 1) % 100);
  gate.leave(world.stream);
}

// A stream whose worker cannot be started refuses the task, and releases what the task owns.
TEST(a_worker_that_cannot_start) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  const Dataset in{&x}, out{&y};
  std::fill_n(x.as<float>(), 6, 1.5F);
  pthread_attr_t usual, endless;
  CHECK_EQ(pthread_getattr_default_np(&usual), 0);
  CHECK_EQ(pthread_attr_init(&endless), 0);
  CHECK_EQ(pthread_attr_setstacksize(&endless, size_t{1} << 60), 0);  // more than there are addresses
  CHECK_EQ(pthread_setattr_default_np(&endless), 0);
  CHECK_EQ(model.execute_async(in, out, world.stream), ACL_ERROR_RT_INTERNAL_ERROR);
  CHECK_EQ(pthread_setattr_default_np(&usual), 0);
  CHECK_OK(aclrtSynchronizeStream(world.stream));  // nothing was queued
  CHECK_OK(model.execute_async(in, out, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(y.as<float>()[5], 1.5F);
}

// Section 8: several threads may use one stream; each one's tasks keep their order.
TEST(many_submitters) {
  lenient();
  World world;
  constexpr int threads = 4, tasks = 2000;
  std::vector<int> last(threads, -1);
  std::vector<std::vector<int>> values(threads, std::vector<int>(tasks));
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      const auto mine = static_cast<size_t>(t);
      for (int i = 0; i < tasks; ++i) {
        int& value = values[mine][static_cast<size_t>(i)];
        value = i;
        CHECK_OK(aclrtMemcpyAsync(&last[mine], 4, &value, 4, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
      }
    });
  }
  for (std::thread& one : all) one.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  for (const int value : last) CHECK_EQ(value, tasks - 1);
}

// Memory that is no stream is refused (code unverified on hardware).
TEST(not_a_stream) {
  World world;
  uint64_t memory[64] = {};
  CHECK_EQ(aclrtSynchronizeStream(memory), ACL_ERROR_RT_INVALID_HANDLE);
  CHECK_EQ(aclrtDestroyStream(memory), ACL_ERROR_RT_INVALID_HANDLE);
}

// Section 6: a context is needed; COMPLETE once all tasks given before are done. NULL is the default stream.
TEST(query) {
  World world;
  aclrtStreamStatus status = ACL_STREAM_STATUS_RESERVED;
  CHECK_OK(aclrtStreamQuery(world.stream, &status));
  CHECK_EQ(status, ACL_STREAM_STATUS_COMPLETE);
  {
    Gate gate(world.context);
    gate.block(world.stream);
    CHECK_OK(aclrtStreamQuery(world.stream, &status));
    CHECK_EQ(status, ACL_STREAM_STATUS_NOT_READY);
    CHECK_OK(aclrtStreamQuery(nullptr, &status));
    CHECK_EQ(status, ACL_STREAM_STATUS_COMPLETE);
    gate.open();
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_OK(aclrtStreamQuery(world.stream, &status));
    CHECK_EQ(status, ACL_STREAM_STATUS_COMPLETE);
    gate.leave(world.stream);
  }
  CHECK_EQ(aclrtStreamQuery(world.stream, nullptr), ACL_ERROR_INVALID_PARAM);
  std::thread([&] {
    aclrtStreamStatus untouched = ACL_STREAM_STATUS_RESERVED;
    CHECK_EQ(aclrtStreamQuery(world.stream, &untouched), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(untouched, ACL_STREAM_STATUS_RESERVED);
  }).join();
}

// A failed task leaves the stream idle, and its failure for synchronize (unverified on hardware).
TEST(query_after_a_failure) {
  World world;
  Model model("pick.onnx");
  Buffer index(8), picked(4);
  *index.as<int64_t>() = 9;
  CHECK_OK(model.execute_async({&index}, {&picked}, world.stream));
  aclrtStreamStatus status = ACL_STREAM_STATUS_NOT_READY;
  while (status == ACL_STREAM_STATUS_NOT_READY) {
    CHECK_OK(aclrtStreamQuery(world.stream, &status));
    std::this_thread::yield();
  }
  CHECK_EQ(status, ACL_STREAM_STATUS_COMPLETE);
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
}
