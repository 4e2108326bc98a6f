// What a device has, and what becomes of numbers that are too large. The codes and the default are unverified
// on hardware.
#include <algorithm>
#include <cmath>

#include "world.h"

TEST(capabilities) {
  World world(R"("devices": 2)");
  for (const uint32_t device : {0U, 1U}) {
    int64_t value = -1;
    CHECK_OK(aclGetDeviceCapability(device, ACL_DEVICE_INFO_AI_CORE_NUM, &value));
    CHECK_EQ(value, static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency())));
    CHECK_OK(aclGetDeviceCapability(device, ACL_DEVICE_INFO_VECTOR_CORE_NUM, &value));
    CHECK_EQ(value, static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency())));
    value = -1;
    CHECK_OK(aclGetDeviceCapability(device, ACL_DEVICE_INFO_L2_SIZE, &value));
    CHECK(value >= 0);
  }
}

TEST(capabilities_of_nothing) {
  int64_t value = 7;
  CHECK_EQ(aclGetDeviceCapability(1, ACL_DEVICE_INFO_AI_CORE_NUM, &value), ACL_ERROR_RT_INVALID_DEVICEID);
  CHECK_EQ(aclGetDeviceCapability(UINT32_MAX, ACL_DEVICE_INFO_AI_CORE_NUM, &value),
           ACL_ERROR_RT_INVALID_DEVICEID);
  CHECK_EQ(aclGetDeviceCapability(0, ACL_DEVICE_INFO_UNDEFINED, &value), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclGetDeviceCapability(0, ACL_DEVICE_INFO_AI_CORE_NUM, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(value, int64_t{7});
}

// The mode is of the device, for all its contexts.
TEST(overflow_mode) {
  World world(R"("devices": 2)");
  aclrtFloatOverflowMode mode = ACL_RT_OVERFLOW_MODE_UNDEF;
  CHECK_OK(aclrtGetDeviceSatMode(&mode));
  CHECK_EQ(mode, ACL_RT_OVERFLOW_MODE_INFNAN);
  CHECK_OK(aclrtSetDeviceSatMode(ACL_RT_OVERFLOW_MODE_SATURATION));
  CHECK_OK(aclrtSetDevice(0));
  CHECK_OK(aclrtGetDeviceSatMode(&mode));
  CHECK_EQ(mode, ACL_RT_OVERFLOW_MODE_SATURATION);
  CHECK_OK(aclrtSetDevice(1));
  CHECK_OK(aclrtGetDeviceSatMode(&mode));
  CHECK_EQ(mode, ACL_RT_OVERFLOW_MODE_INFNAN);
  CHECK_EQ(aclrtSetDeviceSatMode(ACL_RT_OVERFLOW_MODE_UNDEF), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtGetDeviceSatMode(nullptr), ACL_ERROR_INVALID_PARAM);
  std::thread([] {
    aclrtFloatOverflowMode untouched = ACL_RT_OVERFLOW_MODE_UNDEF;
    CHECK_EQ(aclrtSetDeviceSatMode(ACL_RT_OVERFLOW_MODE_INFNAN), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(aclrtGetDeviceSatMode(&untouched), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(untouched, ACL_RT_OVERFLOW_MODE_UNDEF);
  }).join();
  CHECK_OK(aclrtResetDevice(1));
  CHECK_OK(aclrtResetDevice(0));
}

// It is kept only: the processor computes with infinities.
TEST(saturation_has_no_effect) {
  World world;
  CHECK_OK(aclrtSetDeviceSatMode(ACL_RT_OVERFLOW_MODE_SATURATION));
  Model model("two-by-two.onnx");
  Buffer a(24), b(24), sum(24), turned(24);
  for (size_t i = 0; i < 6; ++i) a.as<float>()[i] = b.as<float>()[i] = 3e38F;
  CHECK_OK(model.execute({&a, &b}, {&sum, &turned}));
  CHECK(std::isinf(sum.as<float>()[0]));
}
