// Devices and contexts. Facts, section 8.
#include "world.h"

// Section 8: valid before aclInit; section 10: host and device are apart.
TEST(run_mode_before_init) {
  aclrtRunMode mode = ACL_DEVICE;
  CHECK_OK(aclrtGetRunMode(&mode));
  CHECK_EQ(mode, ACL_HOST);
  CHECK_EQ(aclrtGetRunMode(nullptr), ACL_ERROR_INVALID_PARAM);
}

TEST(device_count) {
  uint32_t count = 0;
  CHECK_OK(aclrtGetDeviceCount(&count));
  CHECK_EQ(count, 1U);
  CHECK_EQ(aclrtGetDeviceCount(nullptr), ACL_ERROR_INVALID_PARAM);
}

TEST(unknown_devices) {
  lenient();
  aclrtContext context = nullptr;
  for (const int32_t id : {-1, 1, 1000}) {
    CHECK_EQ(aclrtSetDevice(id), ACL_ERROR_RT_INVALID_DEVICEID);
    CHECK_EQ(aclrtResetDevice(id), ACL_ERROR_RT_INVALID_DEVICEID);
    CHECK_EQ(aclrtCreateContext(&context, id), ACL_ERROR_RT_INVALID_DEVICEID);
  }
  CHECK_EQ(aclrtCreateContext(nullptr, 0), ACL_ERROR_INVALID_PARAM);
}

// Section 8: threads start without a context; what needs one gives 107002.
TEST(without_a_context) {
  int32_t device = 0;
  size_t free = 0, total = 0;
  void* memory = nullptr;
  char bytes[2] = {};
  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
  uint32_t id = 0;
  const std::string model = model_file("identity-float32.onnx");
  CHECK_EQ(aclrtGetDevice(&device), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtGetCurrentContext(&context), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtMalloc(&memory, 1, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtMallocHost(&memory, 1), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtMemcpy(bytes, 1, bytes + 1, 1, ACL_MEMCPY_HOST_TO_HOST), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtMemcpyAsync(bytes, 1, bytes + 1, 1, ACL_MEMCPY_HOST_TO_DEVICE, nullptr),
           ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtMemset(bytes, 1, 0, 1), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtMemsetAsync(bytes, 1, 0, 1, nullptr), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtGetMemInfo(ACL_DDR_MEM, &free, &total), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtCreateStream(&stream), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtSynchronizeStream(nullptr), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtSynchronizeDevice(), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtSubscribeReport(1, nullptr), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtUnSubscribeReport(1, nullptr), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclmdlLoadFromFile(model.c_str(), &id), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclmdlQuerySize(model.c_str(), &free, &total), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclmdlUnload(1), ACL_ERROR_RT_CONTEXT_NULL);
}

// Section 8: the rest of the list, on a thread that has everything except a context.
TEST(without_a_context_but_with_objects) {
  World world;
  const std::string path = model_file("identity-float32.onnx");
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  const Dataset in{&x}, out{&y};
  aclrtEvent event = nullptr;
  CHECK_OK(aclrtCreateEvent(&event));
  std::thread([&] {
    const auto refused = [](aclError status) { CHECK_EQ(status, ACL_ERROR_RT_CONTEXT_NULL); };
    const auto nothing = [](void*) {};
    uint32_t id = 0;
    char byte = 0;
    refused(aclrtMemcpyAsync(x.data, 24, y.data, 24, ACL_MEMCPY_DEVICE_TO_DEVICE, world.stream));
    refused(aclrtMemsetAsync(x.data, 24, 0, 24, world.stream));
    refused(aclrtRecordEvent(event, world.stream));
    refused(aclrtStreamWaitEvent(world.stream, event));
    refused(aclrtResetEvent(event, world.stream));
    refused(aclrtLaunchCallback(nothing, nullptr, ACL_CALLBACK_BLOCK, world.stream));
    refused(aclrtSubscribeReport(1, world.stream));
    refused(aclrtSynchronizeStream(world.stream));
    refused(aclrtSynchronizeStreamWithTimeout(world.stream, 1));
    refused(aclrtDestroyStream(world.stream));
    refused(aclmdlLoadFromFile(path.c_str(), &id));
    refused(aclmdlLoadFromFileWithMem(path.c_str(), &id, nullptr, 0, nullptr, 0));
    refused(aclmdlLoadFromMem(&byte, 1, &id));
    refused(aclmdlLoadFromMemWithMem(&byte, 1, &id, nullptr, 0, nullptr, 0));
    refused(aclmdlExecute(model.id, in.dataset, out.dataset));
    refused(aclmdlExecuteAsync(model.id, in.dataset, out.dataset, world.stream));
    refused(aclmdlUnload(model.id));
  }).join();
  CHECK_OK(aclrtDestroyEvent(event));
}

// Section 8: the primary context is shared by threads and counted.
TEST(primary_context_is_counted) {
  lenient();
  CHECK_OK(aclrtSetDevice(0));
  aclrtContext first = nullptr, second = nullptr;
  CHECK_OK(aclrtGetCurrentContext(&first));
  std::thread([&] {
    CHECK_EQ(aclrtGetCurrentContext(&second), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_OK(aclrtSetDevice(0));
    CHECK_OK(aclrtGetCurrentContext(&second));
    CHECK_OK(aclrtResetDevice(0));
  }).join();
  CHECK_EQ(first, second);
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateStream(&stream));
  CHECK_OK(aclrtDestroyStream(stream));
  int32_t device = -1;
  CHECK_OK(aclrtGetDevice(&device));
  CHECK_EQ(device, 0);
  CHECK_OK(aclrtResetDevice(0));
  CHECK_EQ(aclrtGetDevice(&device), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_EQ(aclrtResetDevice(0), ACL_ERROR_RT_CONTEXT_NULL);  // code unverified on hardware
}

// Section 8: aclrtCreateContext makes the context current; the current context is a thread's own.
TEST(created_contexts_become_current) {
  lenient();
  aclrtContext one = nullptr, two = nullptr, current = nullptr;
  CHECK_OK(aclrtCreateContext(&one, 0));
  CHECK_OK(aclrtGetCurrentContext(&current));
  CHECK_EQ(current, one);
  CHECK_OK(aclrtCreateContext(&two, 0));
  CHECK_OK(aclrtGetCurrentContext(&current));
  CHECK_EQ(current, two);
  CHECK_OK(aclrtSetCurrentContext(one));
  std::thread([&] {
    CHECK_OK(aclrtSetCurrentContext(two));
    CHECK_OK(aclrtGetCurrentContext(&current));
    CHECK_EQ(current, two);
  }).join();
  CHECK_OK(aclrtGetCurrentContext(&current));
  CHECK_EQ(current, one);
  CHECK_OK(aclrtDestroyContext(two));
  CHECK_OK(aclrtDestroyContext(one));
  CHECK_EQ(aclrtGetCurrentContext(&current), ACL_ERROR_RT_CONTEXT_NULL);
}

// Section 8.
TEST(bad_contexts) {
  lenient();
  CHECK_EQ(aclrtSetCurrentContext(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtDestroyContext(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtGetCurrentContext(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclrtSetDevice(0));
  aclrtContext primary = nullptr;
  CHECK_OK(aclrtGetCurrentContext(&primary));
  CHECK_EQ(aclrtDestroyContext(primary), ACL_ERROR_RT_PARAM_INVALID);  // only contexts of aclrtCreateContext
  CHECK_OK(aclrtResetDevice(0));
}

// A context that another thread destroyed is no longer this thread's current one.
TEST(context_destroyed_elsewhere) {
  lenient();
  aclrtContext context = nullptr, current = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  std::thread([&] { CHECK_OK(aclrtDestroyContext(context)); }).join();
  CHECK_EQ(aclrtGetCurrentContext(&current), ACL_ERROR_RT_CONTEXT_NULL);
}

// Section 8: destroying a context destroys its streams; tasks submitted before are done then.
TEST(context_takes_its_streams_along) {
  lenient();
  aclrtContext context = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateStream(&stream));
  char bytes[2] = {};
  CHECK_OK(aclrtMemsetAsync(&bytes[0], 1, 1, 1, stream));
  CHECK_OK(aclrtMemsetAsync(&bytes[1], 1, 2, 1, nullptr));
  CHECK_OK(aclrtDestroyContext(context));
  CHECK_EQ(int{bytes[0]}, 1);
  CHECK_EQ(int{bytes[1]}, 2);
}

// Section 11: leaking contexts and streams before the end is tolerated.
TEST(leaks_are_tolerated) {
  lenient();
  CHECK_OK(aclInit(nullptr));
  CHECK_OK(aclrtSetDevice(0));
  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  CHECK_OK(aclrtCreateStream(&stream));
  CHECK_OK(aclrtResetDevice(0));
  CHECK_OK(aclFinalize());
}
