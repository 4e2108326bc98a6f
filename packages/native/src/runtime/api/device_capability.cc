// What a device has: here, what the processor has. The codes are unverified on hardware.
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/device/device.h"

using namespace ascend_rx::runtime;

namespace {

int64_t cores() { return std::max<int64_t>(1, std::thread::hardware_concurrency()); }

// 0 where the system does not tell.
int64_t cache_bytes() { return std::max<int64_t>(0, sysconf(_SC_LEVEL2_CACHE_SIZE)); }

int64_t capability(unsigned info) {
  switch (info) {
    case ACL_DEVICE_INFO_AI_CORE_NUM:
    case ACL_DEVICE_INFO_VECTOR_CORE_NUM:
      return cores();
    case ACL_DEVICE_INFO_L2_SIZE:
      return cache_bytes();
    default:
      throw Failure(ACL_ERROR_INVALID_PARAM, "there is no such information about a device");
  }
}

}  // namespace

aclError aclGetDeviceCapability(uint32_t deviceId, aclDeviceInfo deviceInfo, int64_t* value) {
  return entry(CALL(aclGetDeviceCapability, deviceId, deviceInfo, value), [&] {
    require(value != nullptr, ACL_ERROR_INVALID_PARAM, "value is NULL");
    require(deviceId <= INT32_MAX, ACL_ERROR_RT_INVALID_DEVICEID, "the device id is beyond all devices");
    Device::at(static_cast<int32_t>(deviceId));
    *value = capability(number_of(deviceInfo));
    return ACL_SUCCESS;
  });
}
