// Devices and contexts.
#include "device/device.h"

#include "acl/acl.h"
#include "device/context.h"
#include "device/op_wait_timeout.h"
#include "process/entry.h"

using namespace ascend_rx::runtime;

namespace {

// Null makes none current.
void make_current(std::shared_ptr<Context> context) {
  ThreadState* const state = thread_state();
  require(state != nullptr, ACL_ERROR_RT_CONTEXT_NULL, "this thread is ending");
  state->context = std::move(context);
}

Context& context_of(aclrtContext handle) {
  require(handle != nullptr, ACL_ERROR_INVALID_PARAM, "the context is NULL");
  Context* const context = Context::from(handle);
  require(context && context->alive(), ACL_ERROR_RT_CONTEXT_NULL,
          "this is no context, or one that was destroyed");
  return *context;
}

}  // namespace

aclError aclrtSetDevice(int32_t deviceId) {
  return entry("aclrtSetDevice", [&] {
    make_current(Device::at(deviceId).open_primary());
    return ACL_SUCCESS;
  });
}

aclError aclrtResetDevice(int32_t deviceId) {
  return entry("aclrtResetDevice", [&] {
    Device::at(deviceId).close_primary();
    return ACL_SUCCESS;
  });
}

aclError aclrtGetDevice(int32_t* deviceId) {
  return entry("aclrtGetDevice", [&] {
    require(deviceId != nullptr, ACL_ERROR_INVALID_PARAM, "deviceId is NULL");
    *deviceId = current_context()->device().id();
    return ACL_SUCCESS;
  });
}

aclError aclrtGetDeviceCount(uint32_t* count) {
  return entry("aclrtGetDeviceCount", [&] {
    require(count != nullptr, ACL_ERROR_INVALID_PARAM, "count is NULL");
    *count = static_cast<uint32_t>(Device::count());
    return ACL_SUCCESS;
  });
}

aclError aclrtGetRunMode(aclrtRunMode* runMode) {
  return entry("aclrtGetRunMode", [&] {
    require(runMode != nullptr, ACL_ERROR_INVALID_PARAM, "runMode is NULL");
    *runMode = ACL_HOST;
    return ACL_SUCCESS;
  });
}

// A simulated device has one scheduler, whichever is chosen. The code is unverified on hardware.
aclError aclrtSetTsDevice(aclrtTsId tsId) {
  return entry("aclrtSetTsDevice", [&] {
    require(number_of(tsId) < ACL_TS_ID_RESERVED, ACL_ERROR_INVALID_PARAM, "there is no such task scheduler");
    return ACL_SUCCESS;
  });
}

aclError aclrtSetOpWaitTimeout(uint32_t timeout) {
  return entry("aclrtSetOpWaitTimeout", [&] {
    op_wait_timeout.store(timeout);
    return ACL_SUCCESS;
  });
}

aclError aclrtSynchronizeDevice() {
  return entry("aclrtSynchronizeDevice", [] {
    current_context()->device().synchronize();
    return ACL_SUCCESS;
  });
}

aclError aclrtCreateContext(aclrtContext* context, int32_t deviceId) {
  return entry("aclrtCreateContext", [&] {
    require(context != nullptr, ACL_ERROR_INVALID_PARAM, "context is NULL");
    const std::shared_ptr<Context> created = Device::at(deviceId).create_context();
    make_current(created);
    *context = created.get();
    return ACL_SUCCESS;
  });
}

aclError aclrtDestroyContext(aclrtContext context) {
  return entry("aclrtDestroyContext", [&] {
    Context& destroyed = context_of(context);
    destroyed.device().destroy_context(destroyed);
    return ACL_SUCCESS;
  });
}

aclError aclrtSetCurrentContext(aclrtContext context) {
  return entry("aclrtSetCurrentContext", [&] {
    make_current(context_of(context).shared_from_this());
    return ACL_SUCCESS;
  });
}

aclError aclrtGetCurrentContext(aclrtContext* context) {
  return entry("aclrtGetCurrentContext", [&] {
    require(context != nullptr, ACL_ERROR_INVALID_PARAM, "context is NULL");
    *context = current_context().get();
    return ACL_SUCCESS;
  });
}
