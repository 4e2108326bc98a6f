// Profiling: sessions. The codes are unverified on hardware.
#include "runtime/checks/profiling.h"

#include <cstring>
#include <string>

#include "acl/acl_prof.h"
#include "runtime/api/entry.h"
#include "runtime/device/device.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/host_objects/profile_config.h"

using namespace ascend_rx::runtime;

namespace {

// The real library demands a number of devices, and NULL for the events.
void check_devices(const uint32_t* devices, uint32_t count) {
  require(devices || count == 0, ACL_ERROR_INVALID_PARAM, "deviceIdList is NULL");
  for (uint32_t i = 0; i < count; ++i) {
    require(devices[i] <= INT32_MAX, ACL_ERROR_RT_INVALID_DEVICEID, "a device id is beyond all devices");
    Device::at(static_cast<int32_t>(devices[i]));
  }
}

}  // namespace

aclError aclprofInit(const char* profilerResultPath, size_t length) {
  return entry(CALL(aclprofInit, profilerResultPath, length), [&] {
    require(profilerResultPath && length > 0, ACL_ERROR_INVALID_PARAM, "the path is NULL or empty");
    Profiling::begin(std::string(profilerResultPath, strnlen(profilerResultPath, length)));
    return ACL_SUCCESS;
  });
}

// What it sets is about counters of the chip, so only the arguments are checked.
aclError aclprofSetConfig(aclprofConfigType configType, const char* config, size_t configLength) {
  return entry(CALL(aclprofSetConfig, configType, config, configLength), [&] {
    require(config && configLength > 0, ACL_ERROR_INVALID_PARAM, "config is NULL or empty");
    const unsigned type = number_of(configType);
    require(type > ACL_PROF_ARGS_MIN && type < ACL_PROF_ARGS_MAX, ACL_ERROR_INVALID_PARAM,
            "there is no such setting");
    return ACL_SUCCESS;
  });
}

aclError aclprofFinalize() {
  return entry(CALL(aclprofFinalize), [] {
    Profiling::end();
    return ACL_SUCCESS;
  });
}

aclprofConfig* aclprofCreateConfig(uint32_t* deviceIdList, uint32_t deviceNums,
                                   aclprofAicoreMetrics aicoreMetrics,
                                   const aclprofAicoreEvents* aicoreEvents, uint64_t dataTypeConfig) {
  return entry<aclprofConfig*>(
      CALL(aclprofCreateConfig, deviceIdList, deviceNums, aicoreMetrics, aicoreEvents, dataTypeConfig),
      nullptr, [&] {
        check_devices(deviceIdList, deviceNums);
        require(!aicoreEvents, ACL_ERROR_INVALID_PARAM, "aicoreEvents is not NULL");
        return make_object<aclprofConfig>(dataTypeConfig);
      });
}

aclError aclprofDestroyConfig(const aclprofConfig* profilerConfig) {
  return entry(CALL(aclprofDestroyConfig, profilerConfig), [&] {
    require(live(profilerConfig) != nullptr, ACL_ERROR_INVALID_PARAM, "profilerConfig is NULL");
    require(!Profiling::started(profilerConfig), ACL_ERROR_PROF_ALREADY_RUN,
            "profiling is started with this configuration; call aclprofStop first");
    destroy_object(profilerConfig);
    return ACL_SUCCESS;
  });
}

aclError aclprofStart(const aclprofConfig* profilerConfig) {
  return entry(CALL(aclprofStart, profilerConfig), [&] {
    require(live(profilerConfig) != nullptr, ACL_ERROR_INVALID_PARAM, "profilerConfig is NULL");
    Profiling::start(profilerConfig);
    return ACL_SUCCESS;
  });
}

aclError aclprofStop(const aclprofConfig* profilerConfig) {
  return entry(CALL(aclprofStop, profilerConfig), [&] {
    require(live(profilerConfig) != nullptr, ACL_ERROR_INVALID_PARAM, "profilerConfig is NULL");
    Profiling::stop(profilerConfig);
    return ACL_SUCCESS;
  });
}
