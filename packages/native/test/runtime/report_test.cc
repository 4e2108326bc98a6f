// Reports: which thread may process which streams' callbacks, and how it waits. Facts, sections 2 and 3.
#include <chrono>

#include "gate.h"
#include "world.h"

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

uint64_t own_id() { return static_cast<uint64_t>(pthread_self()); }

void count(void* counter) { ++*static_cast<std::atomic<int>*>(counter); }

}  // namespace

// Section 2: 0 and below -1 give 100000 at once.
TEST(report_timeouts_that_are_none) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  CHECK_EQ(aclrtProcessReport(0), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtProcessReport(-2), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 2: without a subscription 107012 at once, whatever the timeout; and it leaves no error text.
TEST(report_without_subscription) {
  World world;
  CHECK_EQ(aclrtProcessReport(-1), ACL_ERROR_RT_THREAD_SUBSCRIBE);
  const Clock::time_point start = Clock::now();
  CHECK_EQ(aclrtProcessReport(60000), ACL_ERROR_RT_THREAD_SUBSCRIBE);
  CHECK(milliseconds_since(start) < 10000);
  CHECK_EQ(recent_error(), "");
}

// Section 2: nothing within the timeout gives 507012, not before the time is over.
TEST(report_times_out) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  const Clock::time_point start = Clock::now();
  CHECK_EQ(aclrtProcessReport(30), ACL_ERROR_RT_REPORT_TIMEOUT);
  CHECK(milliseconds_since(start) >= 30);
  CHECK_EQ(recent_error(), "");
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 2: one successful call is one callback run, inside the call, on the calling thread.
TEST(one_report_is_one_callback) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  std::atomic<int> calls{0};
  for (int i = 0; i < 3; ++i)
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_NO_BLOCK, world.stream));
  for (int i = 1; i <= 3; ++i) {
    CHECK_OK(aclrtProcessReport(-1));
    CHECK_EQ(calls.load(), i);
  }
  CHECK_EQ(aclrtProcessReport(1), ACL_ERROR_RT_REPORT_TIMEOUT);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 2: the context: a primary one of the device, else the thread's current one, else 107002.
TEST(report_needs_some_context) {
  lenient();
  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  CHECK_OK(aclrtCreateStream(&stream));
  test::Signal subscribed, without, with;
  std::thread thread([&] {
    subscribed.wait();
    CHECK_EQ(aclrtProcessReport(1), ACL_ERROR_RT_CONTEXT_NULL);
    without.set();
    with.wait();
    CHECK_EQ(aclrtProcessReport(1), ACL_ERROR_RT_REPORT_TIMEOUT);
  });
  const auto id = static_cast<uint64_t>(thread.native_handle());
  CHECK_OK(aclrtSubscribeReport(id, stream));
  subscribed.set();
  without.wait();
  CHECK_OK(aclrtSetDevice(0));
  with.set();
  thread.join();
  CHECK_OK(aclrtUnSubscribeReport(id, stream));
  CHECK_OK(aclrtResetDevice(0));
  CHECK_OK(aclrtDestroyContext(context));
}

// Section 2: the callback finds no current context that the thread did not set itself.
TEST(report_sets_no_context) {
  World world;
  test::Signal subscribed;
  aclError found = ACL_SUCCESS;
  std::thread thread([&] {
    subscribed.wait();
    CHECK_OK(aclrtProcessReport(-1));
  });
  const auto id = static_cast<uint64_t>(thread.native_handle());
  CHECK_OK(aclrtSubscribeReport(id, world.stream));
  const auto look = [](void* result) {
    aclrtContext context = nullptr;
    *static_cast<aclError*>(result) = aclrtGetCurrentContext(&context);
  };
  CHECK_OK(aclrtLaunchCallback(look, &found, ACL_CALLBACK_BLOCK, world.stream));
  subscribed.set();
  thread.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(found, ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_OK(aclrtUnSubscribeReport(id, world.stream));
}

// Section 2: unsubscribing a thread's last stream wakes it with 507012; then it has 107012.
TEST(unsubscribing_wakes_the_thread) {
  World world;
  test::Signal subscribed;
  aclError first = ACL_SUCCESS, second = ACL_SUCCESS;
  std::thread thread([&] {
    subscribed.wait();
    first = aclrtProcessReport(-1);
    second = aclrtProcessReport(-1);
  });
  const auto id = static_cast<uint64_t>(thread.native_handle());
  CHECK_OK(aclrtSubscribeReport(id, world.stream));
  subscribed.set();
  CHECK_OK(aclrtUnSubscribeReport(id, world.stream));
  thread.join();
  CHECK(first == ACL_ERROR_RT_REPORT_TIMEOUT || first == ACL_ERROR_RT_THREAD_SUBSCRIBE);
  CHECK_EQ(second, ACL_ERROR_RT_THREAD_SUBSCRIBE);
}

// Section 3: a stream has one thread: subscribing again, to whichever, gives 107011.
TEST(subscribing_twice) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  CHECK_EQ(aclrtSubscribeReport(own_id(), world.stream), ACL_ERROR_RT_STREAM_SUBSCRIBE);
  CHECK_EQ(aclrtSubscribeReport(own_id() + 1, world.stream), ACL_ERROR_RT_STREAM_SUBSCRIBE);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
}

// Section 5: not subscribed 107011; subscribed to another thread 107012; NULL is the default stream.
TEST(unsubscribing_wrongly) {
  World world;
  CHECK_EQ(aclrtUnSubscribeReport(own_id(), world.stream), ACL_ERROR_RT_STREAM_SUBSCRIBE);
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  CHECK_EQ(aclrtUnSubscribeReport(own_id() + 1, world.stream), ACL_ERROR_RT_THREAD_SUBSCRIBE);
  CHECK_OK(aclrtUnSubscribeReport(own_id(), world.stream));
  CHECK_OK(aclrtSubscribeReport(own_id(), nullptr));
  CHECK_OK(aclrtUnSubscribeReport(own_id(), nullptr));
}

// Section 8: unsubscribing needs no context when the stream is given.
TEST(unsubscribing_needs_no_context) {
  World world;
  CHECK_OK(aclrtSubscribeReport(own_id(), world.stream));
  const uint64_t id = own_id();
  std::thread([&] { CHECK_OK(aclrtUnSubscribeReport(id, world.stream)); }).join();
}

// Section 3: the thread need not exist; its id is only a number.
TEST(subscribing_a_thread_that_is_none) {
  World world;
  CHECK_OK(aclrtSubscribeReport(12345, world.stream));
  CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
}
