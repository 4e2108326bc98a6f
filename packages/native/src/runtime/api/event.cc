// Events: recording them in streams, waiting for them, their times.
#include "runtime/device/event.h"

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/checks/object_registry.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/stream.h"

using namespace ascend_rx::runtime;

namespace {

constexpr uint32_t all_flags = ACL_EVENT_SYNC | ACL_EVENT_CAPTURE_STREAM_PROGRESS | ACL_EVENT_TIME_LINE |
                               ACL_EVENT_DEVICE_USE_ONLY | ACL_EVENT_EXTERNAL | ACL_EVENT_IPC;

aclError create(aclrtEvent* event, uint32_t flags) {
  require(event != nullptr, ACL_ERROR_INVALID_PARAM, "event is NULL");
  const std::shared_ptr<Context> any = current_context();
  auto* const created = new Event((flags & ACL_EVENT_TIME_LINE) != 0);
  try {
    ObjectRegistry::add(created, ObjectKind::event);
  } catch (...) {
    created->destroy();
    throw;
  }
  *event = created;
  return ACL_SUCCESS;
}

}  // namespace

aclError aclrtCreateEvent(aclrtEvent* event) {
  return entry(CALL(aclrtCreateEvent, event), [&] { return create(event, all_flags); });
}

// Only ACL_EVENT_TIME_LINE makes a difference here. Which code other numbers give is unverified on hardware.
aclError aclrtCreateEventWithFlag(aclrtEvent* event, uint32_t flag) {
  return entry(CALL(aclrtCreateEventWithFlag, event, flag), [&] {
    require(flag != 0 && (flag & ~all_flags) == 0, ACL_ERROR_RT_PARAM_INVALID,
            "flag is no combination of ACL_EVENT_* flags");
    return create(event, flag);
  });
}

aclError aclrtDestroyEvent(aclrtEvent event) {
  return entry(CALL(aclrtDestroyEvent, event), [&] {
    Event& destroyed = event_of(event);
    if (strict() && destroyed.busy()) {
      report_misuse(ACL_ERROR_RT_EVENT_NOT_COMPLETE,
                    "streams are still to record the event, or to wait for it; synchronize them first");
    }
    ObjectRegistry::remove(event);
    destroyed.destroy();
    return ACL_SUCCESS;
  });
}

aclError aclrtRecordEvent(aclrtEvent event, aclrtStream stream) {
  return entry(CALL(aclrtRecordEvent, event, stream), [&] {
    Event& recorded = event_of(event);
    own_stream(stream).submit({recorded.record()});
    return ACL_SUCCESS;
  });
}

aclError aclrtResetEvent(aclrtEvent event, aclrtStream stream) {
  return entry(CALL(aclrtResetEvent, event, stream), [&] {
    Event& reset = event_of(event);
    own_stream(stream).submit({reset.reset()});
    return ACL_SUCCESS;
  });
}

// An event without a record before the wait does not hold the stream up: unverified on hardware.
aclError aclrtStreamWaitEvent(aclrtStream stream, aclrtEvent event) {
  return entry(CALL(aclrtStreamWaitEvent, stream, event), [&] {
    Event& awaited = event_of(event);
    own_stream(stream).submit({awaited.wait()});
    return ACL_SUCCESS;
  });
}

aclError aclrtQueryEvent(aclrtEvent event, aclrtEventStatus* status) {
  return entry(CALL(aclrtQueryEvent, event, status), [&] {
    require(status != nullptr, ACL_ERROR_INVALID_PARAM, "status is NULL");
    *status = event_of(event).complete() ? ACL_EVENT_STATUS_COMPLETE : ACL_EVENT_STATUS_NOT_READY;
    return ACL_SUCCESS;
  });
}

aclError aclrtQueryEventStatus(aclrtEvent event, aclrtEventRecordedStatus* status) {
  return entry(CALL(aclrtQueryEventStatus, event, status), [&] {
    require(status != nullptr, ACL_ERROR_INVALID_PARAM, "status is NULL");
    *status =
        event_of(event).complete() ? ACL_EVENT_RECORDED_STATUS_COMPLETE : ACL_EVENT_RECORDED_STATUS_NOT_READY;
    return ACL_SUCCESS;
  });
}

aclError aclrtQueryEventWaitStatus(aclrtEvent event, aclrtEventWaitStatus* status) {
  return entry(CALL(aclrtQueryEventWaitStatus, event, status), [&] {
    require(status != nullptr, ACL_ERROR_INVALID_PARAM, "status is NULL");
    *status = event_of(event).has_waits() ? ACL_EVENT_WAIT_STATUS_NOT_READY : ACL_EVENT_WAIT_STATUS_COMPLETE;
    return ACL_SUCCESS;
  });
}

aclError aclrtSynchronizeEvent(aclrtEvent event) {
  return entry(CALL(aclrtSynchronizeEvent, event), [&] {
    event_of(event).reference()->synchronize();
    return ACL_SUCCESS;
  });
}

aclError aclrtEventElapsedTime(float* ms, aclrtEvent startEvent, aclrtEvent endEvent) {
  return entry(CALL(aclrtEventElapsedTime, ms, startEvent, endEvent), [&] {
    require(ms != nullptr, ACL_ERROR_INVALID_PARAM, "ms is NULL");
    *ms = event_of(startEvent).elapsed_until(event_of(endEvent));
    return ACL_SUCCESS;
  });
}
