// Callbacks: who runs them, when, and what is told of failures.
#include "acl/acl.h"
#include "device/context.h"
#include "device/device.h"
#include "device/stream.h"
#include "device/subscriptions.h"
#include "leaving.h"
#include "process/entry.h"
#include "process/exception_info.h"
#include "process/strict.h"

using namespace ascend_rx::runtime;

// A current context is demanded, as on the chips that make an event here.
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

// 107012 and 507012 are ordinary outcomes of a loop: no text is kept for them.
aclError aclrtProcessReport(int32_t timeout) {
  return entry(CALL(aclrtProcessReport, timeout), [&]() -> aclError {
    require(timeout == -1 || timeout > 0, ACL_ERROR_INVALID_PARAM, "the timeout is neither -1 nor above 0");
    const std::shared_ptr<ReportGroup> group = Subscriptions::instance().mine();
    if (!group) return ACL_ERROR_RT_THREAD_SUBSCRIBE;
    // The function runs in whatever context this thread has; there must only be one to serve.
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
