// Devices and contexts.
#include "runtime/device/device.h"

#include "acl/acl.h"
#include "base/end_loads.h"
#include "runtime/api/entry.h"
#include "runtime/api/release_checks.h"
#include "runtime/checks/object_registry.h"
#include "runtime/checks/strict.h"
#include "runtime/config/settings.h"
#include "runtime/device/context.h"
#include "runtime/device/thread_state.h"
#include "runtime/lifetime/initialisation.h"
#include "runtime/model/models.h"

using namespace ascend_rx::runtime;

namespace {

// Throws Failure where there is none.
ThreadState& own_state() {
  ThreadState* const state = thread_state();
  require(state != nullptr, ACL_ERROR_RT_CONTEXT_NULL,
          "this thread is ending, or there is no memory for its current context");
  return *state;
}

// Null: the thread has no current context any more.
void make_current(std::shared_ptr<Context> context) { own_state().context = std::move(context); }

Context& context_of(aclrtContext handle) {
  require(handle != nullptr, ACL_ERROR_INVALID_PARAM, "the context is NULL");
  if (strict()) ObjectRegistry::check(handle, ObjectKind::context);
  Context* const context = Context::from(handle);
  require(context && context->alive(), ACL_ERROR_RT_CONTEXT_NULL,
          "this is no context, or one that was destroyed");
  return *context;
}

// Called where a program that forgets aclInit begins.
void check_initialised() {
  if (!strict() || Initialisation::instance().running()) return;
  report_misuse(ACL_ERROR_UNINITIALIZE, "aclInit has not been called; a real device refuses this");
}

}  // namespace

aclError aclrtSetDevice(int32_t deviceId) {
  return entry(CALL(aclrtSetDevice, deviceId), [&] {
    check_initialised();
    // Before the device has one user more, whom a failure would leave behind.
    ThreadState& state = own_state();
    state.context = Device::at(deviceId).open_primary();
    return ACL_SUCCESS;
  });
}

aclError aclrtResetDevice(int32_t deviceId) {
  return entry(CALL(aclrtResetDevice, deviceId), [&] {
    Device& device = Device::at(deviceId);
    if (const std::shared_ptr<Context> last = strict() ? device.last_primary() : nullptr) {
      check_destroyed(*last);
    }
    device.close_primary();
    return ACL_SUCCESS;
  });
}

aclError aclrtGetDevice(int32_t* deviceId) {
  return entry(CALL(aclrtGetDevice, deviceId), [&] {
    require(deviceId != nullptr, ACL_ERROR_INVALID_PARAM, "deviceId is NULL");
    *deviceId = current_context()->device().id();
    return ACL_SUCCESS;
  });
}

aclError aclrtGetDeviceCount(uint32_t* count) {
  return entry(CALL(aclrtGetDeviceCount, count), [&] {
    require(count != nullptr, ACL_ERROR_INVALID_PARAM, "count is NULL");
    *count = static_cast<uint32_t>(Device::count());
    return ACL_SUCCESS;
  });
}

aclError aclrtGetRunMode(aclrtRunMode* runMode) {
  return entry(CALL(aclrtGetRunMode, runMode), [&] {
    require(runMode != nullptr, ACL_ERROR_INVALID_PARAM, "runMode is NULL");
    *runMode = Settings::current().run_mode;
    return ACL_SUCCESS;
  });
}

// A simulated device has one scheduler, whichever is chosen. The code is unverified on hardware.
aclError aclrtSetTsDevice(aclrtTsId tsId) {
  return entry(CALL(aclrtSetTsDevice, tsId), [&] {
    require(number_of(tsId) < ACL_TS_ID_RESERVED, ACL_ERROR_INVALID_PARAM, "there is no such task scheduler");
    return ACL_SUCCESS;
  });
}

// No public source says what a real device does when the time is over. Here streams wait for events without
// limit.
aclError aclrtSetOpWaitTimeout(uint32_t timeout) {
  return entry(CALL(aclrtSetOpWaitTimeout, timeout), [] { return ACL_SUCCESS; });
}

aclError aclrtSynchronizeDevice() {
  return entry(CALL(aclrtSynchronizeDevice), [] {
    current_context()->device().synchronize();
    return ACL_SUCCESS;
  });
}

aclError aclrtCreateContext(aclrtContext* context, int32_t deviceId) {
  return entry(CALL(aclrtCreateContext, context, deviceId), [&] {
    require(context != nullptr, ACL_ERROR_INVALID_PARAM, "context is NULL");
    check_initialised();
    ThreadState& state = own_state();
    state.context = Device::at(deviceId).create_context();
    *context = state.context.get();
    return ACL_SUCCESS;
  });
}

aclError aclrtDestroyContext(aclrtContext context) {
  return entry(CALL(aclrtDestroyContext, context), [&] {
    Context& destroyed = context_of(context);
    if (strict()) check_destroyed(destroyed);
    destroyed.device().destroy_context(destroyed);
    return ACL_SUCCESS;
  });
}

aclError aclrtSetCurrentContext(aclrtContext context) {
  return entry(CALL(aclrtSetCurrentContext, context), [&] {
    make_current(context_of(context).shared_from_this());
    return ACL_SUCCESS;
  });
}

aclError aclrtGetCurrentContext(aclrtContext* context) {
  return entry(CALL(aclrtGetCurrentContext, context), [&] {
    require(context != nullptr, ACL_ERROR_INVALID_PARAM, "context is NULL");
    *context = current_context().get();
    return ACL_SUCCESS;
  });
}

int ascend_rx_end_loads(void* context) {
  return entry(CALL(ascend_rx_end_loads, context), [&] {
    context_of(context).end_loads();
    return ACL_SUCCESS;
  });
}
