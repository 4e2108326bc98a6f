// The strict checks: each message names the call, the object and the remedy. The checks are on in every test
// that does not turn them off; these tests do what the checks forbid.
#include <unistd.h>

#include "gate.h"
#include "page_gate.h"
#include "world.h"

namespace {

// The last failure of this thread is this misuse.
void check_misuse(aclError actual, aclError expected, const char* text) {
  CHECK_EQ(actual, expected);
  const std::string message = recent_error();
  if (!CHECK(contains(message, "strict: ")) || !CHECK(contains(message, text)))
    std::fprintf(stderr, "%s\n", message.c_str());
}

}  // namespace

// Handles of destroyed objects, and pointers that never were handles.
TEST(dead_handles) {
  World world;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateStream(&stream));
  CHECK_OK(aclrtDestroyStream(stream));
  check_misuse(aclrtSynchronizeStream(stream), ACL_ERROR_RT_INVALID_HANDLE,
               "is a stream that aclrtDestroyStream has ended");
  aclrtEvent event = nullptr;
  CHECK_OK(aclrtCreateEvent(&event));
  check_misuse(aclrtSynchronizeStream(event), ACL_ERROR_RT_INVALID_HANDLE,
               "was given for a stream but is an event");
  CHECK_OK(aclrtDestroyEvent(event));
  check_misuse(aclrtRecordEvent(event, nullptr), ACL_ERROR_RT_INVALID_HANDLE,
               "is an event that aclrtDestroyEvent has ended");
  aclrtContext context = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  CHECK_OK(aclrtDestroyContext(context));
  check_misuse(aclrtSetCurrentContext(context), ACL_ERROR_RT_INVALID_HANDLE,
               "is a context that aclrtDestroyContext has ended");
  CHECK_OK(aclrtSetCurrentContext(world.context));
  int something = 0;
  check_misuse(aclrtSynchronizeStream(&something), ACL_ERROR_RT_INVALID_HANDLE,
               "is nothing that this library has given out");
}

TEST(dead_host_objects) {
  World world;
  aclDataBuffer* const buffer = aclCreateDataBuffer(nullptr, 0);
  CHECK_OK(aclDestroyDataBuffer(buffer));
  check_misuse(aclDestroyDataBuffer(buffer), ACL_ERROR_RT_INVALID_HANDLE,
               "is a data buffer that aclDestroyDataBuffer has ended");
  CHECK_EQ(aclGetDataBufferSizeV2(buffer), size_t{0});
  CHECK(contains(recent_error(), "aclGetDataBufferSizeV2: strict: "));
  aclmdlDataset* const dataset = aclmdlCreateDataset();
  check_misuse(aclmdlAddDatasetBuffer(dataset, buffer), ACL_ERROR_RT_INVALID_HANDLE, "is a data buffer that");
  CHECK_OK(aclmdlDestroyDataset(dataset));
  CHECK_EQ(aclmdlGetDatasetNumBuffers(dataset), size_t{0});
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlDestroyDesc(desc));
  check_misuse(aclmdlGetDesc(desc, 1), ACL_ERROR_RT_INVALID_HANDLE, "aclmdlDestroyDesc has ended");
}

// Section 9: a dataset keeps pointers only, so its buffers must exist when it is read.
TEST(dead_buffers_of_datasets) {
  World world;
  Model model("identity-float32.onnx"), synchronous("identity-float32.onnx");
  Buffer x(24);
  for (const bool of_output : {false, true}) {
    aclDataBuffer* const dead = aclCreateDataBuffer(x.data, x.size);
    const Dataset in{&x}, out{&x}, destroyed{};
    CHECK_OK(aclmdlAddDatasetBuffer(destroyed.dataset, dead));
    CHECK_OK(aclDestroyDataBuffer(dead));
    const Dataset &from = of_output ? in : destroyed, &to = of_output ? destroyed : out;
    const char* const message = "is a data buffer that aclDestroyDataBuffer has ended";
    check_misuse(model.execute_async(from, to, world.stream), ACL_ERROR_RT_INVALID_HANDLE, message);
    check_misuse(synchronous.execute(from, to), ACL_ERROR_RT_INVALID_HANDLE, message);
  }
}

// Section 10: both sides of a copy must be where its direction says.
TEST(directions_of_copies) {
  World world;
  Buffer device(8);
  void* pinned = nullptr;
  CHECK_OK(aclrtMallocHost(&pinned, 8));
  const auto copy = [](void* to, const void* from, aclrtMemcpyKind kind) {
    return aclrtMemcpy(to, 8, from, 8, kind);
  };
  CHECK_OK(copy(device.data, pinned, ACL_MEMCPY_HOST_TO_DEVICE));
  check_misuse(copy(pinned, device.data, ACL_MEMCPY_HOST_TO_DEVICE), ACL_ERROR_RT_PARAM_INVALID,
               "the destination at");
  check_misuse(copy(device.data, pinned, ACL_MEMCPY_DEVICE_TO_DEVICE), ACL_ERROR_RT_PARAM_INVALID,
               "is host memory, which a device cannot reach");
  char local[8] = {};
  check_misuse(copy(local, pinned, ACL_MEMCPY_DEVICE_TO_HOST), ACL_ERROR_RT_PARAM_INVALID, "the source at");
  CHECK_OK(copy(local, device.data, ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK_OK(aclrtFreeHost(pinned));
}

// Section 10: up to 8.0 host memory of asynchronous copies has to be from aclrtMallocHost.
TEST(pageable_memory) {
  World world;
  Buffer device(8);
  char local[8] = {};
  check_misuse(aclrtMemcpyAsync(device.data, 8, local, 8, ACL_MEMCPY_HOST_TO_DEVICE, world.stream),
               ACL_ERROR_RT_PARAM_INVALID, "is not from aclrtMallocHost");
}

// Section 10: a fill is of device memory, or, as the official sample does, of page-locked memory.
TEST(fills_of_other_memory) {
  World world;
  char local[8] = {};
  const char* const message = "is from neither aclrtMalloc nor aclrtMallocHost";
  check_misuse(aclrtMemset(local, 8, 0, 8), ACL_ERROR_RT_PARAM_INVALID, message);
  check_misuse(aclrtMemsetAsync(local, 8, 0, 8, world.stream), ACL_ERROR_RT_PARAM_INVALID, message);
  PinnedByte byte;
  CHECK_OK(aclrtMemset(byte.at, 1, 1, 1));
  CHECK_OK(aclrtMemsetAsync(byte.at, 1, 2, 1, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

TEST(other_kinds_of_copies) {
  World world;
  Buffer one(64), two(64);
  PinnedByte byte;
  char local[64] = {};
  const auto copy = [](void* to, const void* from, size_t bytes, aclrtMemcpyKind kind) {
    return aclrtMemcpy(to, bytes, from, bytes, kind);
  };
  for (const auto kind : {ACL_MEMCPY_INNER_DEVICE_TO_DEVICE, ACL_MEMCPY_INTER_DEVICE_TO_DEVICE}) {
    CHECK_OK(copy(one.data, two.data, 64, kind));
    check_misuse(copy(one.data, local, 64, kind), ACL_ERROR_RT_PARAM_INVALID, "is no memory of the device");
    check_misuse(copy(byte.at, two.data, 1, kind), ACL_ERROR_RT_PARAM_INVALID, "is host memory");
  }
  CHECK_OK(copy(one.data, local, 64, ACL_MEMCPY_HOST_TO_BUF_TO_DEVICE));
  CHECK_OK(aclrtMemcpyAsync(one.data, 64, local, 64, ACL_MEMCPY_HOST_TO_BUF_TO_DEVICE, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  check_misuse(copy(local, two.data, 64, ACL_MEMCPY_HOST_TO_BUF_TO_DEVICE), ACL_ERROR_RT_PARAM_INVALID,
               "is no memory of the device");
  CHECK_OK(copy(local, two.data, 64, ACL_MEMCPY_DEFAULT));
  check_misuse(copy(byte.at, two.data, 128, ACL_MEMCPY_DEFAULT), ACL_ERROR_RT_PARAM_INVALID,
               "is said to have 128 bytes");
  void* gone = nullptr;
  CHECK_OK(aclrtMalloc(&gone, 64, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtFree(gone));
  check_misuse(copy(local, gone, 64, ACL_MEMCPY_DEFAULT), ACL_ERROR_RT_PARAM_INVALID,
               "is in memory that aclrtFree has freed");
}

// A device may access another one's memory after either of the two has enabled it.
TEST(memory_of_another_device) {
  World world(R"("devices": 2)");
  Model model("identity-float32.onnx");
  Buffer own(24);
  const float values[6] = {};
  CHECK_OK(aclrtSetDevice(1));
  {
    Buffer other(24);
    const char* const message = "is memory of device 1, which device 0 may not reach; call aclrtDeviceEnable";
    const auto refused = [&](aclError status) { check_misuse(status, ACL_ERROR_RT_PARAM_INVALID, message); };
    CHECK_OK(aclrtSetCurrentContext(world.context));
    refused(aclrtMemsetAsync(other.data, 24, 0, 24, world.stream));
    refused(aclrtMemcpyAsync(own.data, 24, other.data, 24, ACL_MEMCPY_DEVICE_TO_DEVICE, world.stream));
    refused(aclrtMemcpyAsync(other.data, 24, own.data, 24, ACL_MEMCPY_DEFAULT, world.stream));
    refused(aclrtMemcpy(other.data, 24, own.data, 24, ACL_MEMCPY_INTER_DEVICE_TO_DEVICE));
    refused(model.execute_async({&own}, {&other}, world.stream));
    // The host reaches the memory of any.
    CHECK_OK(aclrtMemcpy(other.data, 24, values, 24, ACL_MEMCPY_HOST_TO_DEVICE));
    CHECK_OK(aclrtDeviceEnablePeerAccess(1, 0));
    CHECK_OK(aclrtMemsetAsync(other.data, 24, 0, 24, world.stream));
    CHECK_OK(aclrtMemcpyAsync(own.data, 24, other.data, 24, ACL_MEMCPY_DEVICE_TO_DEVICE, world.stream));
    CHECK_OK(model.execute_async({&own}, {&other}, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_OK(aclrtMemcpy(other.data, 24, own.data, 24, ACL_MEMCPY_INTER_DEVICE_TO_DEVICE));
    CHECK_OK(aclrtDeviceDisablePeerAccess(1));
    refused(aclrtMemsetAsync(other.data, 24, 0, 24, world.stream));
  }
  CHECK_OK(aclrtResetDevice(1));
}

TEST(memory_that_ends_before) {
  World world;
  Buffer device(64);
  char local[256] = {};
  check_misuse(aclrtMemcpy(device.as<char>() + 32, 128, local, 128, ACL_MEMCPY_HOST_TO_DEVICE),
               ACL_ERROR_RT_PARAM_INVALID, "is said to have 128 bytes, but its memory ends after 64");
  // Clients do arithmetic within an allocation.
  CHECK_OK(aclrtMemcpy(device.as<char>() + 32, 32, local, 32, ACL_MEMCPY_HOST_TO_DEVICE));
}

TEST(freed_memory) {
  World world;
  void* memory = nullptr;
  CHECK_OK(aclrtMalloc(&memory, 64, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtFree(memory));
  check_misuse(aclrtFree(memory), ACL_ERROR_RT_PARAM_INVALID, "was freed already, by aclrtFree");
  check_misuse(aclrtMemset(memory, 64, 0, 64), ACL_ERROR_RT_PARAM_INVALID,
               "is in memory that aclrtFree has freed");
}

// Section 9: the choice of a gear is an input, which must not change while executions are queued.
TEST(choices_in_flight) {
  World world;
  Model model("gears-batch.onnx");
  Buffer x(48), choice(8), y(48);
  std::memset(x.data, 0, x.size);  // and not the choice: nothing of it may be read before it is made
  const Dataset in{&x, &choice}, out{&y};
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, 2));
  CHECK_OK(model.execute_async(in, out, world.stream));
  check_misuse(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, 4), ACL_ERROR_RT_PARAM_INVALID,
               "is written while queued tasks still need it");
  CHECK_EQ(*choice.as<uint64_t>(), uint64_t{2});
  CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, 2));  // what is there already
  check_misuse(aclrtFree(choice.data), ACL_ERROR_RT_PARAM_INVALID, "is still to be worked on by 1 tasks");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, 4));
  gate.leave(world.stream);
}

// The choice must be written to memory that the device can access.
TEST(choices_outside_the_device) {
  World world;
  Model model("gears-batch.onnx");
  Buffer x(48);
  uint64_t memory = 0;
  aclDataBuffer* const choice = aclCreateDataBuffer(&memory, sizeof memory);
  const Dataset in{&x};
  CHECK_OK(aclmdlAddDatasetBuffer(in.dataset, choice));
  check_misuse(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, 2), ACL_ERROR_RT_PARAM_INVALID,
               "is no memory of the device");
  CHECK_OK(aclDestroyDataBuffer(choice));
}

// Section 9: device memory must stay until the stream has passed the execution.
TEST(memory_in_flight) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  check_misuse(aclrtFree(x.data), ACL_ERROR_RT_PARAM_INVALID, "is still to be worked on by 1 tasks");
  const float values[6] = {};
  check_misuse(aclrtMemcpy(x.data, 24, values, 24, ACL_MEMCPY_HOST_TO_DEVICE), ACL_ERROR_RT_PARAM_INVALID,
               "is written while queued tasks still need it");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtMemcpy(x.data, 24, values, 24, ACL_MEMCPY_HOST_TO_DEVICE));
  gate.leave(world.stream);
}

// The source of an asynchronous copy changes before the copy is made.
TEST(source_changed_in_flight) {
  World world;
  Buffer device(8);
  void* pinned = nullptr;
  CHECK_OK(aclrtMallocHost(&pinned, 8));
  std::memset(pinned, 1, 8);
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtMemcpyAsync(device.data, 8, pinned, 8, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  static_cast<char*>(pinned)[3] = 2;
  gate.open();
  check_misuse(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_PARAM_INVALID,
               "was changed before the copy was made");
  CHECK_OK(aclrtFreeHost(pinned));
  gate.leave(world.stream);
}

// Section 10: clients divide one allocation; each of its parts is in use on its own.
TEST(parts_of_an_allocation) {
  World world;
  Model model("identity-float32.onnx");
  Buffer block(4096);
  const auto part = [&](size_t at) { return block.as<char>() + at; };
  char* host = nullptr;
  CHECK_OK(aclrtMallocHost(reinterpret_cast<void**>(&host), 4096));
  aclDataBuffer *const x = aclCreateDataBuffer(part(0), 24), *const y = aclCreateDataBuffer(part(512), 24);
  aclmdlDataset *const in = aclmdlCreateDataset(), *const out = aclmdlCreateDataset();
  CHECK_OK(aclmdlAddDatasetBuffer(in, x));
  CHECK_OK(aclmdlAddDatasetBuffer(out, y));
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclmdlExecuteAsync(model.id, in, out, world.stream));
  CHECK_OK(aclrtMemcpyAsync(part(1024), 64, host, 64, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  // Between, beside and behind what is queued.
  CHECK_OK(aclrtMemcpy(part(24), 488, host, 488, ACL_MEMCPY_HOST_TO_DEVICE));
  CHECK_OK(aclrtMemset(part(1088), 64, 0, 64));
  CHECK_OK(aclrtMemcpy(host + 64, 64, part(2048), 64, ACL_MEMCPY_DEVICE_TO_HOST));
  // The last byte of one, the first of another.
  const auto refused = [](aclError status) {
    check_misuse(status, ACL_ERROR_RT_PARAM_INVALID, "is written while queued tasks still need it");
  };
  refused(aclrtMemset(part(23), 8, 0, 8));
  refused(aclrtMemset(part(505), 8, 0, 8));
  refused(aclrtMemset(part(0), 4096, 0, 4096));
  refused(aclrtMemcpy(host + 63, 1, part(2048), 1, ACL_MEMCPY_DEVICE_TO_HOST));
  check_misuse(aclrtFree(block.data), ACL_ERROR_RT_PARAM_INVALID, "is still to be worked on by 3 tasks");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtMemset(block.data, 4096, 0, 4096));
  gate.leave(world.stream);
  CHECK_OK(aclmdlDestroyDataset(in));
  CHECK_OK(aclmdlDestroyDataset(out));
  CHECK_OK(aclDestroyDataBuffer(x));
  CHECK_OK(aclDestroyDataBuffer(y));
  CHECK_OK(aclrtFreeHost(host));
}

// A task that is queued before a copy may write the copy's source.
TEST(sources_that_tasks_write) {
  World world;
  Buffer from(64), to(64);
  void* host = nullptr;
  CHECK_OK(aclrtMallocHost(&host, 64));
  std::memset(host, 1, 64);
  std::memset(from.data, 9, 64);
  {
    Gate gate(world.context);
    gate.block(world.stream);
    CHECK_OK(aclrtMemsetAsync(host, 64, 7, 64, world.stream));
    CHECK_OK(aclrtMemcpyAsync(to.data, 64, host, 64, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
    gate.open();
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(int{to.as<char>()[63]}, 7);
    gate.leave(world.stream);
  }
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtMemcpyAsync(host, 64, from.data, 64, ACL_MEMCPY_DEVICE_TO_HOST, world.stream));
  CHECK_OK(aclrtMemcpyAsync(to.data, 64, host, 64, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(int{to.as<char>()[63]}, 9);
  gate.leave(world.stream);
  CHECK_OK(aclrtFreeHost(host));
}

// Copies of rows have the same checks as plain copies.
TEST(rows) {
  World world;
  Buffer device(64);
  char* host = nullptr;
  CHECK_OK(aclrtMallocHost(reinterpret_cast<void**>(&host), 256));
  std::memset(host, 1, 256);
  char local[256] = {};
  const auto sync = [](void* to, const void* from, aclrtMemcpyKind kind, size_t rows = 4) {
    return aclrtMemcpy2d(to, 16, from, 16, 8, rows, kind);
  };
  check_misuse(sync(host, device.data, ACL_MEMCPY_HOST_TO_DEVICE), ACL_ERROR_RT_PARAM_INVALID,
               "the destination at");
  check_misuse(sync(device.data, local, ACL_MEMCPY_HOST_TO_DEVICE, 7), ACL_ERROR_RT_PARAM_INVALID,
               "is said to have 104 bytes, but its memory ends after 96");
  check_misuse(aclrtMemcpy2dAsync(device.data, 16, local, 16, 8, 4, ACL_MEMCPY_HOST_TO_DEVICE, world.stream),
               ACL_ERROR_RT_PARAM_INVALID, "is not from aclrtMallocHost");
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtMemcpy2dAsync(device.data, 16, host, 16, 8, 4, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  CHECK_OK(sync(device.as<char>() + 8, local, ACL_MEMCPY_HOST_TO_DEVICE));  // the other half of each row
  check_misuse(sync(device.as<char>() + 7, local, ACL_MEMCPY_HOST_TO_DEVICE), ACL_ERROR_RT_PARAM_INVALID,
               "is written while queued tasks still need it");
  check_misuse(aclrtMemset(device.as<char>() + 40, 9, 0, 9), ACL_ERROR_RT_PARAM_INVALID,
               "is written while queued tasks still need it");
  CHECK_OK(aclrtMemset(device.as<char>() + 40, 8, 0, 8));
  host[15] = 2;  // between two rows
  host[48] = 2;  // the last one
  gate.open();
  check_misuse(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_PARAM_INVALID,
               "was changed before the copy was made");
  gate.leave(world.stream);
  CHECK_OK(aclrtFreeHost(host));
}

// Section 10: inside a blocking callback a synchronous copy is in the order of the stream.
TEST(memory_written_by_a_callback) {
  World world;
  static Buffer* device = nullptr;
  Buffer from(8), to(8);
  device = &from;
  std::memset(from.data, 1, 8);
  const auto self = static_cast<uint64_t>(pthread_self());
  CHECK_OK(aclrtSubscribeReport(self, world.stream));
  const auto fill = [](void*) {
    CHECK_OK(aclrtMemcpy(device->data, 8, "abcdefg", 8, ACL_MEMCPY_HOST_TO_DEVICE));
  };
  CHECK_OK(aclrtLaunchCallback(fill, nullptr, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtMemcpyAsync(to.data, 8, from.data, 8, ACL_MEMCPY_DEVICE_TO_DEVICE, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(std::string(to.as<char>()), "abcdefg");
  CHECK_OK(aclrtUnSubscribeReport(self, world.stream));
}

TEST(buffers_of_models_on_the_host) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24);
  float local[6] = {};
  aclmdlDataset *const in = aclmdlCreateDataset(), *const out = aclmdlCreateDataset();
  aclDataBuffer* const there = aclCreateDataBuffer(local, sizeof local);
  CHECK_OK(aclmdlAddDatasetBuffer(in, x.buffer));
  CHECK_OK(aclmdlAddDatasetBuffer(out, there));
  check_misuse(aclmdlExecuteAsync(model.id, in, out, world.stream), ACL_ERROR_RT_PARAM_INVALID,
               "output 'y' at ");
  CHECK_OK(aclmdlDestroyDataset(in));
  CHECK_OK(aclmdlDestroyDataset(out));
  CHECK_OK(aclDestroyDataBuffer(there));
}

// Section 9: the documents forbid it.
TEST(one_model_on_two_streams) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  check_misuse(model.execute_async({&x}, {&y}, other), ACL_ERROR_GE_FAILURE,
               "the model has executions under way on another stream");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(model.execute_async({&x}, {&y}, other));  // one after the other is fine
  CHECK_OK(aclrtSynchronizeStream(other));
  CHECK_OK(aclrtDestroyStream(other));
  gate.leave(world.stream);
}

// Section 9: the documents do not say what happens.
TEST(unloading_a_busy_model) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  check_misuse(aclmdlUnload(model.id), ACL_ERROR_GE_FAILURE, "executions of the model are still under way");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// Section 9: one thread executes a model synchronously while another one does.
TEST(executing_synchronously) {
  World world;
  Model model("identity-float32.onnx");
  PageGate page;
  aclDataBuffer* const held = aclCreateDataBuffer(page.address(), 24);
  Buffer x(24), y(24);
  const Dataset in{&x}, held_in{}, out{&y};
  CHECK_OK(aclmdlAddDatasetBuffer(held_in.dataset, held));
  std::thread other([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    page.close();
    CHECK_OK(model.execute(held_in, out));
  });
  page.wait_until_met();
  check_misuse(model.execute(in, out), ACL_ERROR_GE_FAILURE,
               "the model has executions under way on another thread");
  check_misuse(aclmdlUnload(model.id), ACL_ERROR_GE_FAILURE, "executions of the model are still under way");
  check_misuse(aclrtFree(page.memory()), ACL_ERROR_RT_PARAM_INVALID, "is still to be worked on by 1 tasks");
  check_misuse(aclrtMemset(y.data, 24, 0, 24), ACL_ERROR_RT_PARAM_INVALID,
               "is written while queued tasks still need it");
  page.open();
  other.join();
  CHECK_OK(model.execute(in, out));
  CHECK_OK(aclDestroyDataBuffer(held));
}

TEST(destroying_events_in_use) {
  World world;
  aclrtStream other = nullptr;
  aclrtEvent recorded = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  CHECK_OK(aclrtCreateEvent(&recorded));
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtRecordEvent(recorded, world.stream));
  CHECK_OK(aclrtStreamWaitEvent(other, recorded));
  check_misuse(aclrtDestroyEvent(recorded), ACL_ERROR_RT_EVENT_NOT_COMPLETE,
               "streams are still to record the event, or to wait for it");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtSynchronizeStream(other));
  CHECK_OK(aclrtDestroyEvent(recorded));
  CHECK_OK(aclrtDestroyStream(other));
  gate.leave(world.stream);
}

// Section 4: what the documents forbid inside of a callback.
TEST(calls_inside_a_callback) {
  World world;
  CHECK_OK(aclrtSubscribeReport(static_cast<uint64_t>(pthread_self()), world.stream));
  const auto callback = [](void* stream) {
    void* memory = nullptr;
    check_misuse(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                 "aclrtMalloc: strict: must not be called inside a callback");
    check_misuse(aclrtSynchronizeStream(stream), ACL_ERROR_RT_FEATURE_NOT_SUPPORT, "aclrtSynchronizeStream");
    aclrtContext context = nullptr;
    aclrtGetCurrentContext(&context);  // looking is fine
  };
  CHECK_OK(aclrtLaunchCallback(callback, world.stream, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtUnSubscribeReport(static_cast<uint64_t>(pthread_self()), world.stream));
}

// Section 4: allocation and release, whatever is allocated.
TEST(making_and_ending_things_inside_a_callback) {
  World world;
  const auto self = static_cast<uint64_t>(pthread_self());
  CHECK_OK(aclrtSubscribeReport(self, world.stream));
  const auto callback = [](void*) {
    const auto refused = [](aclError status, const char* function) {
      check_misuse(status, ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                   (std::string(function) + ": strict: must not be called inside a callback").c_str());
    };
    uint32_t id = 0;
    const std::string file = model_file("identity-float32.onnx");
    refused(aclmdlLoadFromFile(file.c_str(), &id), "aclmdlLoadFromFile");
    refused(aclmdlLoadFromFileWithMem(file.c_str(), &id, nullptr, 0, nullptr, 0),
            "aclmdlLoadFromFileWithMem");
    refused(aclmdlLoadFromMem(&id, sizeof id, &id), "aclmdlLoadFromMem");
    refused(aclmdlLoadFromMemWithMem(&id, sizeof id, &id, nullptr, 0, nullptr, 0),
            "aclmdlLoadFromMemWithMem");
    refused(aclmdlLoadWithConfig(nullptr, &id), "aclmdlLoadWithConfig");
    refused(aclmdlUnload(1), "aclmdlUnload");
    aclrtContext context = nullptr;
    refused(aclrtCreateContext(&context, 0), "aclrtCreateContext");
    refused(aclrtDestroyContext(context), "aclrtDestroyContext");
    refused(aclrtResetDevice(0), "aclrtResetDevice");
    aclrtEvent event = nullptr;
    refused(aclrtCreateEvent(&event), "aclrtCreateEvent");
    refused(aclrtCreateEventWithFlag(&event, ACL_EVENT_SYNC), "aclrtCreateEventWithFlag");
    refused(aclrtDestroyEvent(event), "aclrtDestroyEvent");
  };
  CHECK_OK(aclrtLaunchCallback(callback, nullptr, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtUnSubscribeReport(self, world.stream));
}

// The same in the exception-info callback: the stream waits for it, too.
TEST(calls_inside_the_exception_callback) {
  World world(R"("faults": [{"function": "aclrtMemsetAsync", "call": 1, "code": 507011, "at": "task"}])");
  static aclrtContext context = nullptr;
  static aclrtStream stream = nullptr;
  context = world.context;
  stream = world.stream;
  static std::atomic<int> calls{0};
  CHECK_OK(aclrtSetExceptionInfoCallback([](aclrtExceptionInfo*) {
    CHECK_OK(aclrtSetCurrentContext(context));
    check_misuse(aclrtSynchronizeStreamWithTimeout(stream, 0), ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                 "aclrtSynchronizeStreamWithTimeout: strict: must not be called inside a callback");
    ++calls;
  }));
  Buffer memory(8);
  CHECK_OK(aclrtMemsetAsync(memory.data, 8, 0, 8, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK_EQ(calls.load(), 1);
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
}

// Sections 5 and 6: synchronize, unsubscribe, destroy is the one order that is safe everywhere.
TEST(leaving_a_busy_stream) {
  World world;
  Gate gate(world.context);
  gate.block(world.stream);
  check_misuse(aclrtUnSubscribeReport(gate.reports().id(), world.stream), ACL_ERROR_RT_STREAM_NOT_COMPLETE,
               "may hang here; call aclrtSynchronizeStream first");
  check_misuse(aclrtDestroyStream(world.stream), ACL_ERROR_RT_STREAM_NOT_COMPLETE,
               "may wait for ever; call aclrtSynchronizeStream first");
  check_misuse(aclrtDestroyContext(world.context), ACL_ERROR_RT_STREAM_NOT_COMPLETE,
               "streams of the context still have tasks");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// Waiting for an event behind the last task is as good as waiting for the stream.
TEST(leaving_after_an_event) {
  World world;
  const auto self = static_cast<uint64_t>(pthread_self());
  aclrtEvent event = nullptr;
  CHECK_OK(aclrtCreateEvent(&event));
  for (int round = 0; round < 300; ++round) {
    CHECK_OK(aclrtSubscribeReport(self, world.stream));
    CHECK_OK(aclrtRecordEvent(event, world.stream));
    CHECK_OK(aclrtSynchronizeEvent(event));
    CHECK_OK(aclrtUnSubscribeReport(self, world.stream));
  }
  CHECK_OK(aclrtDestroyEvent(event));
}

// Section 4: synchronizing need not wait for NO_BLOCK callbacks; unsubscribing or destroying before they ran
// loses them.
TEST(leaving_before_callbacks_ran) {
  World world;
  const auto self = static_cast<uint64_t>(pthread_self());
  CHECK_OK(aclrtSubscribeReport(self, world.stream));
  int ran = 0;
  const auto count = [](void* data) { ++*static_cast<int*>(data); };
  CHECK_OK(aclrtLaunchCallback(count, &ran, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  const char* const message = "have not been called yet";
  check_misuse(aclrtUnSubscribeReport(self, world.stream), ACL_ERROR_RT_STREAM_NOT_COMPLETE, message);
  check_misuse(aclrtDestroyStream(world.stream), ACL_ERROR_RT_STREAM_NOT_COMPLETE, message);
  check_misuse(aclrtDestroyContext(world.context), ACL_ERROR_RT_STREAM_NOT_COMPLETE, message);
  CHECK_OK(aclrtProcessReport(-1));
  CHECK_EQ(ran, 1);
  CHECK_OK(aclrtUnSubscribeReport(self, world.stream));
}

// A callback that has been called is not lost, even if it has not returned yet.
TEST(leaving_while_a_callback_runs) {
  World world;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  struct Signals {
    test::Signal entered, left;
  } signals;
  const auto stand = [](void* data) {
    auto* const at = static_cast<Signals*>(data);
    at->entered.set();
    at->left.wait();
  };
  CHECK_OK(aclrtLaunchCallback(stand, &signals, ACL_CALLBACK_NO_BLOCK, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  signals.entered.wait();
  std::thread leaver([&] { reports.unsubscribe(world.stream); });
  signals.left.set();
  leaver.join();
}

TEST(destroying_a_context_with_models) {
  World world;
  Model model("identity-float32.onnx");
  check_misuse(aclrtDestroyContext(world.context), ACL_ERROR_RT_STREAM_NOT_COMPLETE,
               "call aclmdlUnload first");
}

// Section 11: models and streams go before the reset that destroys their context; earlier ones count down.
TEST(resetting_a_busy_device) {
  World world;
  CHECK_OK(aclrtSetDevice(0));
  {
    Model model("identity-float32.onnx");
    CHECK_OK(aclrtResetDevice(0));
    check_misuse(aclrtResetDevice(0), ACL_ERROR_RT_STREAM_NOT_COMPLETE, "call aclmdlUnload first");
  }
  aclrtContext primary = nullptr;
  CHECK_OK(aclrtGetCurrentContext(&primary));
  Gate gate(primary);
  gate.block(nullptr);
  check_misuse(aclrtResetDevice(0), ACL_ERROR_RT_STREAM_NOT_COMPLETE,
               "streams of the context still have tasks");
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(nullptr));
  gate.leave(nullptr);
}

TEST(beginning_without_init) {
  check_misuse(aclrtSetDevice(0), ACL_ERROR_UNINITIALIZE, "aclInit has not been called");
}

// Section 11: leaks are tolerated; the strict checks list them, and finalise all the same.
TEST(leaks) {
  CHECK_OK(aclInit(nullptr));
  CHECK_OK(aclrtSetDevice(0));
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateStream(&stream));
  void *one = nullptr, *two = nullptr;
  CHECK_OK(aclrtMalloc(&one, 32, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtMalloc(&two, 32, ACL_MEM_MALLOC_HUGE_FIRST));
  aclmdlDataset* const dataset = aclmdlCreateDataset();
  check_misuse(aclFinalize(), ACL_ERROR_FAILURE,
               "not given back before aclFinalize:\n"
               "  2 × device memory (128 bytes): aclrtFree\n"
               "  1 × primary context: aclrtResetDevice\n"
               "  1 × stream: aclrtDestroyStream\n"
               "  1 × dataset: aclmdlDestroyDataset");
  CHECK_OK(aclInit(nullptr));
  CHECK_OK(aclrtFree(one));
  CHECK_OK(aclrtFree(two));
  CHECK_OK(aclmdlDestroyDataset(dataset));
  CHECK_OK(aclrtDestroyStream(stream));
  CHECK_OK(aclrtResetDevice(0));
  CHECK_OK(aclFinalize());
}

// "warn": the misuse is printed, and the call goes on.
TEST(warnings) {
  int ends[2] = {};
  CHECK_EQ(pipe(ends), 0);
  const int before = dup(STDERR_FILENO);
  World world(R"("strict": "warn")");
  Buffer device(8);
  char local[8] = "abcdefg";
  dup2(ends[1], STDERR_FILENO);
  const aclError status = aclrtMemcpyAsync(device.data, 8, local, 8, ACL_MEMCPY_HOST_TO_DEVICE, world.stream);
  dup2(before, STDERR_FILENO);
  CHECK_OK(status);
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(std::string(device.as<char>()), "abcdefg");
  char text[512] = {};
  CHECK(read(ends[0], text, sizeof text - 1) > 0);
  CHECK(contains(text, "libascendcl: strict: aclrtMemcpyAsync: the source at 0x"));
  for (const int end : {ends[0], ends[1], before}) close(end);
}
