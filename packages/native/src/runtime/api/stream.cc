// Streams: creating and destroying them, waiting for them.
#include "runtime/device/stream.h"

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/api/release_checks.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"

using namespace ascend_rx::runtime;

namespace {

constexpr uint32_t lowest_priority = 7;
constexpr uint32_t all_flags = ACL_STREAM_FAST_LAUNCH | ACL_STREAM_FAST_SYNC | ACL_STREAM_PERSISTENT |
                               ACL_STREAM_HUGE | ACL_STREAM_CPU_SCHEDULE | ACL_STREAM_DEVICE_USE_ONLY;

aclError destroy(aclrtStream handle, bool force) {
  require(handle != nullptr, ACL_ERROR_INVALID_PARAM,
          "the stream is NULL; the default stream cannot be destroyed");
  Stream& stream = own_stream(handle);
  if (strict() && !force) check_destroyed(stream);
  stream.context().destroy_stream(stream, force);
  return ACL_SUCCESS;
}

}  // namespace

aclError aclrtCreateStream(aclrtStream* stream) {
  return entry(CALL(aclrtCreateStream, stream), [&] {
    require(stream != nullptr, ACL_ERROR_INVALID_PARAM, "stream is NULL");
    *stream = &current_context()->create_stream();
    return ACL_SUCCESS;
  });
}

// Priority and flags have no effect here. Which code other numbers give is unverified on hardware.
aclError aclrtCreateStreamWithConfig(aclrtStream* stream, uint32_t priority, uint32_t flag) {
  return entry(CALL(aclrtCreateStreamWithConfig, stream, priority, flag), [&] {
    require(stream != nullptr, ACL_ERROR_INVALID_PARAM, "stream is NULL");
    require(priority <= lowest_priority, ACL_ERROR_RT_PARAM_INVALID, "the priority is above 7, the lowest");
    require((flag & ~all_flags) == 0, ACL_ERROR_RT_PARAM_INVALID,
            "flag is no combination of ACL_STREAM_* flags");
    *stream = &current_context()->create_stream();
    return ACL_SUCCESS;
  });
}

aclError aclrtDestroyStream(aclrtStream stream) {
  return entry(CALL(aclrtDestroyStream, stream), [&] { return destroy(stream, false); });
}

aclError aclrtDestroyStreamForce(aclrtStream stream) {
  return entry(CALL(aclrtDestroyStreamForce, stream), [&] { return destroy(stream, true); });
}

aclError aclrtSynchronizeStream(aclrtStream stream) {
  return entry(CALL(aclrtSynchronizeStream, stream), [&] {
    const std::shared_ptr<Context> any = current_context();
    stream_of(stream).synchronize();
    return ACL_SUCCESS;
  });
}

aclError aclrtSynchronizeStreamWithTimeout(aclrtStream stream, int32_t timeout) {
  return entry(CALL(aclrtSynchronizeStreamWithTimeout, stream, timeout), [&] {
    require(timeout >= -1, ACL_ERROR_RT_PARAM_INVALID, "the timeout is below -1");
    Stream::Deadline deadline;
    if (timeout >= 0) deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout);
    const std::shared_ptr<Context> any = current_context();
    stream_of(stream).synchronize(deadline);
    return ACL_SUCCESS;
  });
}

// The failure of a task is left to the next synchronize: unverified on hardware.
aclError aclrtStreamQuery(aclrtStream stream, aclrtStreamStatus* status) {
  return entry(CALL(aclrtStreamQuery, stream, status), [&] {
    require(status != nullptr, ACL_ERROR_INVALID_PARAM, "status is NULL");
    const std::shared_ptr<Context> any = current_context();
    *status = stream_of(stream).busy() ? ACL_STREAM_STATUS_NOT_READY : ACL_STREAM_STATUS_COMPLETE;
    return ACL_SUCCESS;
  });
}

// The default stream is accepted, as on the newer chips.
aclError aclrtSetStreamFailureMode(aclrtStream stream, uint64_t mode) {
  return entry(CALL(aclrtSetStreamFailureMode, stream, mode), [&] {
    stream_of(stream).context().set_failure_mode(mode);
    return ACL_SUCCESS;
  });
}
