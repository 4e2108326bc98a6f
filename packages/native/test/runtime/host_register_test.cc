// Memory of the program's own, registered for copies and devices. Which numbers the codes are is unverified
// on hardware, apart from their names.
#include <array>
#include <cstring>

#include "gate.h"
#include "world.h"

namespace {

alignas(64) std::array<char, 256> own;

constexpr unsigned mapped = ACL_HOST_REG_MAPPED, pinned = ACL_HOST_REG_PINNED;

}  // namespace

TEST(arguments) {
  World world;
  void* address = nullptr;
  CHECK_EQ(aclrtHostRegister(nullptr, 8, ACL_HOST_REGISTER_MAPPED, &address), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtHostRegister(&own, 0, ACL_HOST_REGISTER_MAPPED, &address), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtHostRegister(&own, 8, ACL_HOST_REGISTER_MAPPED, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(with_numbers<aclError(void*, uint64_t, unsigned, void**)>(aclrtHostRegister)(&own, 8, 1, &address),
           ACL_ERROR_INVALID_PARAM);
  CHECK(address == nullptr);
  CHECK_EQ(aclrtHostRegisterV2(nullptr, 8, mapped), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtHostRegisterV2(&own, 8, 1), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtHostRegisterV2(&own, UINT64_MAX, mapped), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtHostUnregister(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtHostUnregister(&own), ACL_ERROR_HOST_MEMORY_NOT_REGISTERED);
  std::thread([] { CHECK_EQ(aclrtHostRegisterV2(&own, 8, mapped), ACL_ERROR_RT_CONTEXT_NULL); }).join();
}

TEST(registering_twice) {
  World world;
  CHECK_OK(aclrtHostRegisterV2(&own[64], 64, pinned));
  const auto refused = [](size_t at, size_t size) {
    CHECK_EQ(aclrtHostRegisterV2(&own[at], size, pinned), ACL_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
  };
  refused(64, 64);
  refused(0, 65);
  refused(0, 256);
  refused(100, 1);
  refused(127, 64);
  CHECK_OK(aclrtHostRegisterV2(&own[0], 64, pinned));
  CHECK_OK(aclrtHostRegisterV2(&own[128], 64, pinned));
  CHECK_EQ(aclrtHostUnregister(&own[65]), ACL_ERROR_HOST_MEMORY_NOT_REGISTERED);
  for (const size_t at : {size_t{0}, size_t{64}, size_t{128}}) CHECK_OK(aclrtHostUnregister(&own[at]));
  CHECK_EQ(aclrtHostUnregister(&own[64]), ACL_ERROR_HOST_MEMORY_NOT_REGISTERED);
}

TEST(device_memory_needs_none) {
  World world;
  Buffer device(64);
  CHECK_EQ(aclrtHostRegisterV2(device.data, 8, mapped), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtHostRegisterV2(device.as<char>() - 64, 128, mapped), ACL_ERROR_RT_PARAM_INVALID);
}

// Strict checks are on: asynchronous copies take registered memory, and a device reaches mapped memory only.
TEST(what_tasks_may_use) {
  World world;
  Model model("identity-uint8.onnx");
  Buffer device(6);
  aclDataBuffer* const in_own = aclCreateDataBuffer(&own, 6);
  const Dataset from{};
  CHECK_OK(aclmdlAddDatasetBuffer(from.dataset, in_own));
  const auto copy = [&] {
    return aclrtMemcpyAsync(device.data, 6, &own, 6, ACL_MEMCPY_HOST_TO_DEVICE, world.stream);
  };
  CHECK_EQ(copy(), ACL_ERROR_RT_PARAM_INVALID);
  CHECK(contains(recent_error(), "is not from aclrtMallocHost, nor registered"));

  CHECK_OK(aclrtHostRegisterV2(&own, 6, pinned));
  CHECK_OK(copy());
  CHECK_EQ(model.execute_async(from, {&device}, world.stream), ACL_ERROR_RT_PARAM_INVALID);
  CHECK(contains(recent_error(), "is host memory, which a device cannot reach"));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtHostUnregister(&own));

  void* address = nullptr;
  CHECK_OK(aclrtHostRegister(&own, 6, ACL_HOST_REGISTER_MAPPED, &address));
  CHECK_EQ(address, static_cast<void*>(&own));
  std::memcpy(&own, "mapped", 6);
  CHECK_OK(model.execute_async(from, {&device}, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(std::memcmp(device.data, "mapped", 6), 0);
  CHECK_EQ(aclrtMemcpyAsync(device.data, 6, &own[4], 6, ACL_MEMCPY_HOST_TO_DEVICE, world.stream),
           ACL_ERROR_RT_PARAM_INVALID);
  CHECK(contains(recent_error(), "but the registered memory ends after 2"));
  CHECK_OK(aclrtHostUnregister(&own));
  CHECK_EQ(copy(), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(aclDestroyDataBuffer(in_own));
}

// Page-locked memory of aclrtMallocHost is host memory; registered, devices reach it, too.
TEST(pinned_memory_mapped) {
  World world;
  Model model("identity-uint8.onnx");
  void* host = nullptr;
  CHECK_OK(aclrtMallocHost(&host, 6));
  Buffer device(6);
  aclDataBuffer* const in_host = aclCreateDataBuffer(host, 6);
  const Dataset to{};
  CHECK_OK(aclmdlAddDatasetBuffer(to.dataset, in_host));
  CHECK_EQ(model.execute_async({&device}, to, world.stream), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(aclrtHostRegisterV2(host, 6, mapped | pinned));
  CHECK_OK(model.execute_async({&device}, to, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtHostUnregister(host));
  CHECK_OK(aclrtFreeHost(host));
  CHECK_OK(aclDestroyDataBuffer(in_host));
}

TEST(unregistering_while_tasks_need_it) {
  World world;
  Buffer device(64);
  CHECK_OK(aclrtHostRegisterV2(&own, 64, pinned));
  {
    Gate gate(world.context);
    gate.block(world.stream);
    CHECK_OK(aclrtMemcpyAsync(&own, 64, device.data, 64, ACL_MEMCPY_DEVICE_TO_HOST, world.stream));
    CHECK_EQ(aclrtHostUnregister(&own), ACL_ERROR_RT_PARAM_INVALID);
    CHECK(contains(recent_error(), "queued tasks still work on the memory"));
    gate.open();
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    gate.leave(world.stream);
  }
  CHECK_OK(aclrtHostUnregister(&own));
}

TEST(left_registered) {
  CHECK_OK(aclInit(nullptr));
  CHECK_OK(aclrtSetDevice(0));
  CHECK_OK(aclrtHostRegisterV2(&own, 64, pinned));
  CHECK_OK(aclrtResetDevice(0));
  CHECK_EQ(aclFinalize(), ACL_ERROR_FAILURE);
  CHECK(contains(recent_error(), "1 × registered host memory: aclrtHostUnregister"));
}
