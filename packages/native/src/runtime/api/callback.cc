// Callbacks: which thread runs them, and the exception-info callback of failed tasks.
#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/api/release_checks.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/device/exception_info.h"
#include "runtime/device/stream.h"
#include "runtime/device/subscriptions.h"

using namespace ascend_rx::runtime;

// Needs a current context, as on the chips whose runtime makes an event here.
aclError aclrtSubscribeReport(uint64_t threadId, aclrtStream stream) {
  return entry(CALL(aclrtSubscribeReport, threadId, stream), [&] {
    const std::shared_ptr<Context> any = current_context();
    Subscriptions::instance().subscribe(threadId, stream_of(stream));
    return ACL_SUCCESS;
  });
}

aclError aclrtUnSubscribeReport(uint64_t threadId, aclrtStream stream) {
  return entry(CALL(aclrtUnSubscribeReport, threadId, stream), [&] {
    Stream& unsubscribed = stream_of(stream);
    if (strict()) check_unsubscribed(unsubscribed);
    Subscriptions::instance().unsubscribe(threadId, unsubscribed);
    return ACL_SUCCESS;
  });
}

// 107012 and 507012 are ordinary results of a loop: no text is kept for them.
aclError aclrtProcessReport(int32_t timeout) {
  return entry(CALL(aclrtProcessReport, timeout), [&]() -> aclError {
    require(timeout == -1 || timeout > 0, ACL_ERROR_INVALID_PARAM, "the timeout is neither -1 nor above 0");
    const std::shared_ptr<ReportGroup> group = Subscriptions::instance().group_of_this_thread();
    if (!group) return ACL_ERROR_RT_THREAD_SUBSCRIBE;
    // The callback runs in whatever context this thread has; but the device must have a context.
    if (!group->device().has_primary()) current_context();
    const aclError result = group->process(timeout);
    return process_ended() ? ended_status : result;
  });
}

aclError aclrtLaunchCallback(aclrtCallback fn, void* userData, aclrtCallbackBlockType blockType,
                             aclrtStream stream) {
  return entry(CALL(aclrtLaunchCallback, fn, userData, blockType, stream), [&] {
    require(number_of(blockType) <= ACL_CALLBACK_BLOCK, ACL_ERROR_INVALID_PARAM,
            "blockType is neither ACL_CALLBACK_NO_BLOCK nor ACL_CALLBACK_BLOCK");
    require(fn != nullptr, ACL_ERROR_RT_PARAM_INVALID, "the function is NULL");
    own_stream(stream).submit_callback(fn, userData, blockType == ACL_CALLBACK_BLOCK);
    return ACL_SUCCESS;
  });
}

aclError aclrtSetExceptionInfoCallback(aclrtExceptionInfoCallback callback) {
  return entry(CALL(aclrtSetExceptionInfoCallback, callback), [&] {
    exception_callback.store(callback);
    return ACL_SUCCESS;
  });
}

uint32_t aclrtGetTaskIdFromExceptionInfo(const aclrtExceptionInfo* info) {
  return entry<uint32_t>(CALL(aclrtGetTaskIdFromExceptionInfo, info), UINT32_MAX,
                         [&] { return info ? info->task : UINT32_MAX; });
}

uint32_t aclrtGetStreamIdFromExceptionInfo(const aclrtExceptionInfo* info) {
  return entry<uint32_t>(CALL(aclrtGetStreamIdFromExceptionInfo, info), UINT32_MAX,
                         [&] { return info ? info->stream : UINT32_MAX; });
}

uint32_t aclrtGetThreadIdFromExceptionInfo(const aclrtExceptionInfo* info) {
  return entry<uint32_t>(CALL(aclrtGetThreadIdFromExceptionInfo, info), UINT32_MAX,
                         [&] { return info ? info->thread : UINT32_MAX; });
}

uint32_t aclrtGetDeviceIdFromExceptionInfo(const aclrtExceptionInfo* info) {
  return entry<uint32_t>(CALL(aclrtGetDeviceIdFromExceptionInfo, info), UINT32_MAX,
                         [&] { return info ? info->device : UINT32_MAX; });
}

uint32_t aclrtGetErrorCodeFromExceptionInfo(const aclrtExceptionInfo* info) {
  return entry<uint32_t>(CALL(aclrtGetErrorCodeFromExceptionInfo, info), UINT32_MAX,
                         [&] { return info ? info->code : UINT32_MAX; });
}
