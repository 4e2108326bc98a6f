// Failures on the device: how they surface, and what they stop. Facts, sections 6, 11, 12.
#include <mutex>

#include "world.h"

namespace {

// The model `pick` with an index: 0 to 3 is fine, beyond fails when it runs.
struct Pick {
  explicit Pick(int64_t index) { *in.as<int64_t>() = index; }
  Buffer in{8};
  Buffer out{4};
  Dataset input{&in};
  Dataset output{&out};
};

struct Told {
  std::atomic<int> times{0};
  uint32_t task = 0, stream = 0, thread = 0, device = 0, code = 0;
  bool own_thread = false;
} reported;

std::thread::id main_thread;

void hear(aclrtExceptionInfo* info) {
  reported.task = aclrtGetTaskIdFromExceptionInfo(info);
  reported.stream = aclrtGetStreamIdFromExceptionInfo(info);
  reported.thread = aclrtGetThreadIdFromExceptionInfo(info);
  reported.device = aclrtGetDeviceIdFromExceptionInfo(info);
  reported.code = aclrtGetErrorCodeFromExceptionInfo(info);
  reported.own_thread = std::this_thread::get_id() == main_thread;
  ++reported.times;
}

void count(void* counter) { ++*static_cast<std::atomic<int>*>(counter); }

}  // namespace

// Section 12: a failed model task gives 507011 at synchronize; CONTINUE: given once, then cleared; later
// tasks run.
TEST(continue_gives_the_failure_once) {
  World world;
  Model model("pick.onnx");
  Pick good(2), bad(9), after(3);
  std::atomic<int> calls{0};
  {
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    CHECK_OK(model.execute_async(good.input, good.output, world.stream));
    CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
    CHECK_OK(model.execute_async(after.input, after.output, world.stream));
    CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK(contains(recent_error(), "indices"));  // ONNX Runtime's own words
    CHECK_EQ(calls.load(), 1);
    CHECK_EQ(*good.out.as<float>(), 30.0F);
    CHECK_EQ(*after.out.as<float>(), 40.0F);
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    reports.unsubscribe(world.stream);
  }
}

// The same for failures of several streams: synchronizing the device gives one; the others stay with their
// streams.
TEST(synchronizing_the_device_gives_one_failure) {
  World world;
  Model model("pick.onnx"), another("pick.onnx");
  Pick bad(9), worse(-9);
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
  CHECK_OK(another.execute_async(worse.input, worse.output, other));
  CHECK_EQ(aclrtSynchronizeDevice(), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(aclrtSynchronizeStream(other), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_OK(aclrtSynchronizeDevice());
  CHECK_OK(aclrtDestroyStream(other));
}

// Section 6: STOP: the failure stays; all later submissions and synchronizations give it; callbacks behind it
// do not run.
TEST(stop_sticks_to_the_context) {
  World world;
  CHECK_OK(aclrtSetStreamFailureMode(world.stream, ACL_STOP_ON_FAILURE));
  Model model("pick.onnx");
  Pick good(2), bad(9), after(3);
  *after.out.as<float>() = -1;
  aclrtStream sibling = nullptr;
  CHECK_OK(aclrtCreateStream(&sibling));
  std::atomic<int> calls{0};
  PinnedByte byte;
  {
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    CHECK_OK(model.execute_async(good.input, good.output, world.stream));
    CHECK_OK(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(calls.load(), 1);
    // What is queued behind the failing task may be refused already, if that has run by then.
    CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
    aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream);
    model.execute_async(after.input, after.output, world.stream);
    for (int i = 0; i < 2; ++i) CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_EQ(calls.load(), 1);
    CHECK_EQ(*after.out.as<float>(), -1.0F);
    CHECK_EQ(model.execute_async(good.input, good.output, world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_EQ(aclrtLaunchCallback(count, &calls, ACL_CALLBACK_BLOCK, world.stream),
             ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_EQ(aclrtMemsetAsync(byte.at, 1, 1, 1, sibling), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_EQ(aclrtSynchronizeStream(sibling), ACL_ERROR_RT_MODEL_EXECUTE);
    Model synchronous("pick.onnx");
    CHECK_EQ(synchronous.execute(good.input, good.output), ACL_ERROR_RT_MODEL_EXECUTE);
    // A plain copy goes by no stream (unverified on hardware).
    CHECK_OK(aclrtMemcpy(after.out.data, 4, good.out.data, 4, ACL_MEMCPY_DEVICE_TO_DEVICE));
    CHECK_EQ(*after.out.as<float>(), 30.0F);
    reports.unsubscribe(world.stream);
  }
  CHECK_OK(aclrtDestroyStream(sibling));
}

// The same: another context is not affected.
TEST(stop_leaves_other_contexts_alone) {
  World world;
  CHECK_OK(aclrtSetStreamFailureMode(world.stream, ACL_STOP_ON_FAILURE));
  {
    Model model("pick.onnx");
    Pick bad(9);
    CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
    CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  }
  aclrtContext other = nullptr;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateContext(&other, 0));
  CHECK_OK(aclrtCreateStream(&stream));
  PinnedByte byte;
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 1, 1, stream));
  CHECK_OK(aclrtSynchronizeStream(stream));
  CHECK_EQ(int{*byte.at}, 1);
  CHECK_OK(aclrtDestroyContext(other));
}

// Section 6: the mode can be set once only (which code a second time gives is unverified on hardware).
TEST(failure_mode_is_set_once) {
  World world;
  CHECK_EQ(aclrtSetStreamFailureMode(world.stream, 2), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(aclrtSetStreamFailureMode(world.stream, ACL_CONTINUE_ON_FAILURE));
  CHECK_EQ(aclrtSetStreamFailureMode(world.stream, ACL_STOP_ON_FAILURE), ACL_ERROR_RT_PARAM_INVALID);
}

// Section 11: process-wide, called on a thread of the runtime, before synchronize returns.
TEST(exception_callback_is_called) {
  World world;
  main_thread = std::this_thread::get_id();
  CHECK_OK(aclrtSetExceptionInfoCallback(hear));
  Model model("pick.onnx");
  Pick good(1), bad(-9);
  CHECK_OK(model.execute_async(good.input, good.output, world.stream));
  CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_EQ(reported.times.load(), 1);
  CHECK_EQ(reported.task, 1U);
  CHECK_EQ(reported.device, 0U);
  CHECK_EQ(reported.code, static_cast<uint32_t>(ACL_ERROR_RT_MODEL_EXECUTE));
  CHECK(reported.thread != 0 && reported.thread != UINT32_MAX);
  CHECK(!reported.own_thread);
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));  // clears
  CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_EQ(reported.times.load(), 1);
}

// In STOP mode, too; and the failure is kept before the callback is called.
TEST(exception_callback_in_stop_mode) {
  lenient();
  World world;
  CHECK_OK(aclrtSetStreamFailureMode(world.stream, ACL_STOP_ON_FAILURE));
  static aclrtContext context;
  static aclrtStream stream;
  static std::atomic<aclError> submitted{ACL_SUCCESS};
  context = world.context;
  stream = world.stream;
  const auto submit = [](aclrtExceptionInfo*) {
    static char byte = 0;
    CHECK_OK(aclrtSetCurrentContext(context));
    submitted = aclrtMemsetAsync(&byte, 1, 1, 1, stream);
  };
  CHECK_OK(aclrtSetExceptionInfoCallback(submit));
  Model model("pick.onnx");
  Pick bad(9);
  CHECK_OK(model.execute_async(bad.input, bad.output, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_EQ(submitted.load(), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
}

// The callback runs on the stream's own worker, for which destroying the stream waits. So destroying it there
// is refused, and changes nothing.
TEST(destroying_inside_the_exception_callback) {
  lenient();
  World world;
  static aclrtContext context;
  static std::atomic<int> refused{0};
  const auto destroy = [](aclrtExceptionInfo*) {
    CHECK_OK(aclrtSetCurrentContext(context));
    CHECK_EQ(aclrtDestroyContext(context), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
    ++refused;
  };
  const auto reset = [](aclrtExceptionInfo*) {
    CHECK_EQ(aclrtResetDevice(0), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
    ++refused;
  };
  const auto fail_on = [](aclrtStream stream) {
    Model model("pick.onnx");
    Pick good(2), bad(9);
    CHECK_OK(model.execute_async(bad.input, bad.output, stream));
    CHECK_EQ(aclrtSynchronizeStream(stream), ACL_ERROR_RT_MODEL_EXECUTE);
    CHECK_OK(model.execute_async(good.input, good.output, stream));  // as if nothing had been asked
    CHECK_OK(aclrtSynchronizeStream(stream));
    CHECK_EQ(*good.out.as<float>(), 30.0F);
  };
  context = world.context;
  CHECK_OK(aclrtSetExceptionInfoCallback(destroy));
  fail_on(world.stream);
  CHECK_EQ(refused.load(), 1);
  CHECK_OK(aclrtSetDevice(0));
  CHECK_OK(aclrtResetDevice(0));  // one user is left, and this thread has the primary context
  CHECK_OK(aclrtSetExceptionInfoCallback(reset));
  fail_on(nullptr);
  CHECK_EQ(refused.load(), 2);
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
}

// Section 11.
TEST(exception_getters_without_info) {
  CHECK_EQ(aclrtGetTaskIdFromExceptionInfo(nullptr), 0xFFFFFFFFU);
  CHECK_EQ(aclrtGetStreamIdFromExceptionInfo(nullptr), 0xFFFFFFFFU);
  CHECK_EQ(aclrtGetThreadIdFromExceptionInfo(nullptr), 0xFFFFFFFFU);
  CHECK_EQ(aclrtGetDeviceIdFromExceptionInfo(nullptr), 0xFFFFFFFFU);
  CHECK_EQ(aclrtGetErrorCodeFromExceptionInfo(nullptr), 0xFFFFFFFFU);
}
