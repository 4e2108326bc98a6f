/*
 * Devices, contexts, streams, events, callbacks and memory. The current context is a thread's own;
 * calls that need one give 107002 without. Calls may come from any thread; one stream may be used by
 * several, in the order of their calls. Part of "acl/acl.h". Timeouts are in milliseconds.
 */
#ifndef ASCEND_RX_ACL_RT_H
#define ASCEND_RX_ACL_RT_H

#include "acl_base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define ACL_MAJOR_VERSION 1
#define ACL_MINOR_VERSION 17
#define ACL_PATCH_VERSION 0

/* Flags of aclrtCreateEventWithFlag. */
#define ACL_EVENT_SYNC 0x00000001U
#define ACL_EVENT_CAPTURE_STREAM_PROGRESS 0x00000002U
#define ACL_EVENT_TIME_LINE 0x00000008U
#define ACL_EVENT_DEVICE_USE_ONLY 0x00000010U
#define ACL_EVENT_EXTERNAL 0x00000020U
#define ACL_EVENT_IPC 0x00000040U

/* Flags of records and waits of events. */
#define ACL_EVENT_RECORD_DEFAULT 0x00000000U
#define ACL_EVENT_RECORD_EXTERNAL 0x00000001U
#define ACL_EVENT_WAIT_DEFAULT 0x00000000U
#define ACL_EVENT_WAIT_EXTERNAL 0x00000001U

/* Flags of aclrtCreateStreamWithConfig. */
#define ACL_STREAM_FAST_LAUNCH 0x00000001U
#define ACL_STREAM_FAST_SYNC 0x00000002U
#define ACL_STREAM_PERSISTENT 0x00000004U
#define ACL_STREAM_HUGE 0x00000008U
#define ACL_STREAM_CPU_SCHEDULE 0x00000010U
#define ACL_STREAM_DEVICE_USE_ONLY 0x00000020U

/* Comparisons of a wait for a value in memory. */
#define ACL_STREAM_WAIT_VALUE_GEQ 0x00000000U
#define ACL_STREAM_WAIT_VALUE_EQ 0x00000001U
#define ACL_STREAM_WAIT_VALUE_AND 0x00000002U
#define ACL_STREAM_WAIT_VALUE_NOR 0x00000003U

/* Modes of aclrtSetStreamFailureMode. */
#define ACL_CONTINUE_ON_FAILURE 0x00000000U
#define ACL_STOP_ON_FAILURE 0x00000001U

/* Flags of aclrtHostRegisterV2. */
#define ACL_HOST_REG_MAPPED 0x2UL
#define ACL_HOST_REG_PINNED 0X10000000UL

/** Where the program runs: on the device's own board, or on the host of a card. Beware: HOST is 1. */
typedef enum aclrtRunMode { ACL_DEVICE = 0, ACL_HOST = 1 } aclrtRunMode;

/** Task schedulers of a device. */
typedef enum aclrtTsId { ACL_TS_ID_AICORE = 0, ACL_TS_ID_AIVECTOR = 1, ACL_TS_ID_RESERVED = 2 } aclrtTsId;

/** State of an event, as aclrtQueryEvent gives it. Beware: COMPLETE is 0. */
typedef enum aclrtEventStatus {
  ACL_EVENT_STATUS_COMPLETE = 0,
  ACL_EVENT_STATUS_NOT_READY = 1,
  ACL_EVENT_STATUS_RESERVED = 2
} aclrtEventStatus;

/** State of an event, as aclrtQueryEventStatus gives it. Beware: COMPLETE is 1. */
typedef enum aclrtEventRecordedStatus {
  ACL_EVENT_RECORDED_STATUS_NOT_READY = 0,
  ACL_EVENT_RECORDED_STATUS_COMPLETE = 1
} aclrtEventRecordedStatus;

/** State of the waits for an event, as aclrtQueryEventWaitStatus gives it. */
typedef enum aclrtEventWaitStatus {
  ACL_EVENT_WAIT_STATUS_COMPLETE = 0,
  ACL_EVENT_WAIT_STATUS_NOT_READY = 1,
  ACL_EVENT_WAIT_STATUS_RESERVED = 65535
} aclrtEventWaitStatus;

/** State of a stream, as aclrtStreamQuery gives it. Beware: COMPLETE is 0. */
typedef enum aclrtStreamStatus {
  ACL_STREAM_STATUS_COMPLETE = 0,
  ACL_STREAM_STATUS_NOT_READY = 1,
  ACL_STREAM_STATUS_RESERVED = 65535
} aclrtStreamStatus;

/** Whether later tasks of the stream wait until a callback has returned. */
typedef enum aclrtCallbackBlockType {
  ACL_CALLBACK_NO_BLOCK = 0,
  ACL_CALLBACK_BLOCK = 1
} aclrtCallbackBlockType;

/** Direction of a copy. */
typedef enum aclrtMemcpyKind {
  ACL_MEMCPY_HOST_TO_HOST = 0,
  ACL_MEMCPY_HOST_TO_DEVICE = 1,
  ACL_MEMCPY_DEVICE_TO_HOST = 2,
  ACL_MEMCPY_DEVICE_TO_DEVICE = 3,
  ACL_MEMCPY_DEFAULT = 4,
  ACL_MEMCPY_HOST_TO_BUF_TO_DEVICE = 5,
  ACL_MEMCPY_INNER_DEVICE_TO_DEVICE = 6,
  ACL_MEMCPY_INTER_DEVICE_TO_DEVICE = 7
} aclrtMemcpyKind;

/** Page size, and use, of device memory. */
typedef enum aclrtMemMallocPolicy {
  ACL_MEM_MALLOC_HUGE_FIRST = 0,
  ACL_MEM_MALLOC_HUGE_ONLY = 1,
  ACL_MEM_MALLOC_NORMAL_ONLY = 2,
  ACL_MEM_MALLOC_HUGE_FIRST_P2P = 3,
  ACL_MEM_MALLOC_HUGE_ONLY_P2P = 4,
  ACL_MEM_MALLOC_NORMAL_ONLY_P2P = 5,
  ACL_MEM_MALLOC_HUGE1G_ONLY = 6,
  ACL_MEM_MALLOC_HUGE1G_ONLY_P2P = 7,
  ACL_MEM_TYPE_LOW_BAND_WIDTH = 256,
  ACL_MEM_TYPE_HIGH_BAND_WIDTH = 4096,
  ACL_MEM_ACCESS_USER_SPACE_READONLY = 1048576
} aclrtMemMallocPolicy;

/** Kinds of device memory, for aclrtGetMemInfo. */
typedef enum aclrtMemAttr {
  ACL_DDR_MEM = 0,
  ACL_HBM_MEM = 1,
  ACL_DDR_MEM_HUGE = 2,
  ACL_DDR_MEM_NORMAL = 3,
  ACL_HBM_MEM_HUGE = 4,
  ACL_HBM_MEM_NORMAL = 5,
  ACL_DDR_MEM_P2P_HUGE = 6,
  ACL_DDR_MEM_P2P_NORMAL = 7,
  ACL_HBM_MEM_P2P_HUGE = 8,
  ACL_HBM_MEM_P2P_NORMAL = 9,
  ACL_HBM_MEM_HUGE1G = 10,
  ACL_HBM_MEM_P2P_HUGE1G = 11,
  ACL_MEM_NORMAL = 12,
  ACL_MEM_HUGE = 13,
  ACL_MEM_HUGE1G = 14,
  ACL_MEM_P2P_NORMAL = 15,
  ACL_MEM_P2P_HUGE = 16,
  ACL_MEM_P2P_HUGE1G = 17
} aclrtMemAttr;

/** What a number beyond its type's range becomes. */
typedef enum aclrtFloatOverflowMode {
  ACL_RT_OVERFLOW_MODE_SATURATION = 0, /**< the largest finite number */
  ACL_RT_OVERFLOW_MODE_INFNAN = 1,     /**< infinity, as IEEE 754 says */
  ACL_RT_OVERFLOW_MODE_UNDEF = 2
} aclrtFloatOverflowMode;

/** For what memory of the host is registered. */
typedef enum aclrtHostRegisterType { ACL_HOST_REGISTER_MAPPED = 0 } aclrtHostRegisterType;

/** What is known of a failed task; lives as long as the callback that gets it. */
typedef struct rtExceptionInfo aclrtExceptionInfo;
/** A function that a stream asks for; runs inside aclrtProcessReport, on that thread. */
typedef void (*aclrtCallback)(void* userData);
/** Told of failed tasks, on a thread of the runtime's. */
typedef void (*aclrtExceptionInfoCallback)(aclrtExceptionInfo* exceptionInfo);

/** Starts ACL in this process. `configPath`: a JSON file, or NULL or "" for none. Again while started: 100002
 * (harmless); no such file: 100003; no JSON: 100006; after aclFinalize with other contents than the first
 * time: 100000. */
ACL_FUNC_VISIBILITY aclError aclInit(const char* configPath);

/** Ends ACL in this process. Again: 100037. Not to be called from destructors of globals. */
ACL_FUNC_VISIBILITY aclError aclFinalize(void);

/** Text of this thread's failures since the last call, newest first; NULL when there are none. The string is
 * valid until this thread's next call. */
ACL_FUNC_VISIBILITY const char* aclGetRecentErrMsg(void);

/** Version of this interface. */
ACL_FUNC_VISIBILITY aclError aclrtGetVersion(int32_t* majorVersion, int32_t* minorVersion,
                                             int32_t* patchVersion);

/** Name of the chip; owned by the library. May be NULL. */
ACL_FUNC_VISIBILITY const char* aclrtGetSocName(void);

/** Makes the device's primary context, shared by all threads, current on this thread. Counted: pair with
 * aclrtResetDevice. Unknown device: 107001. */
ACL_FUNC_VISIBILITY aclError aclrtSetDevice(int32_t deviceId);

/** Takes back one aclrtSetDevice; the last one destroys the primary context. Unknown device: 107001. */
ACL_FUNC_VISIBILITY aclError aclrtResetDevice(int32_t deviceId);

/** Device of the current context. Without one: 107002. */
ACL_FUNC_VISIBILITY aclError aclrtGetDevice(int32_t* deviceId);

/** Number of devices. */
ACL_FUNC_VISIBILITY aclError aclrtGetDeviceCount(uint32_t* count);

/** Whether host and device memory are apart (ACL_HOST) or one (ACL_DEVICE). Needs neither aclInit nor a
 * context. */
ACL_FUNC_VISIBILITY aclError aclrtGetRunMode(aclrtRunMode* runMode);

/** Chooses the task scheduler for this thread. */
ACL_FUNC_VISIBILITY aclError aclrtSetTsDevice(aclrtTsId tsId);

/** Waits until all streams of the current context's device are done. */
ACL_FUNC_VISIBILITY aclError aclrtSynchronizeDevice(void);

/** Free and total memory of the current device, in bytes. */
ACL_FUNC_VISIBILITY aclError aclrtGetMemInfo(aclrtMemAttr attr, size_t* free, size_t* total);

/** Makes a context on a device and makes it current on this thread. Release: aclrtDestroyContext. */
ACL_FUNC_VISIBILITY aclError aclrtCreateContext(aclrtContext* context, int32_t deviceId);

/** Destroys a context made by aclrtCreateContext, and its streams. */
ACL_FUNC_VISIBILITY aclError aclrtDestroyContext(aclrtContext context);

/** Makes a context current on this thread. NULL: 100000. */
ACL_FUNC_VISIBILITY aclError aclrtSetCurrentContext(aclrtContext context);

/** This thread's current context. Without one: 107002. */
ACL_FUNC_VISIBILITY aclError aclrtGetCurrentContext(aclrtContext* context);

/** Makes a stream in the current context. Release: aclrtDestroyStream. */
ACL_FUNC_VISIBILITY aclError aclrtCreateStream(aclrtStream* stream);

/** Makes a stream with a priority (0 is the highest) and ACL_STREAM_* flags. */
ACL_FUNC_VISIBILITY aclError aclrtCreateStreamWithConfig(aclrtStream* stream, uint32_t priority,
                                                         uint32_t flag);

/** Waits for the stream's tasks, then destroys it. NULL: 100000; its context is not the current one: 107003.
 * With callbacks pending see aclrtUnSubscribeReport: what is queued behind them is discarded. */
ACL_FUNC_VISIBILITY aclError aclrtDestroyStream(aclrtStream stream);

/** Destroys a stream; what has not run is thrown away. */
ACL_FUNC_VISIBILITY aclError aclrtDestroyStreamForce(aclrtStream stream);

/** Waits until all tasks given before are done, BLOCK callbacks included. Gives the failure of a task. NULL:
 * the default stream. Not from the thread that reports for the stream. */
ACL_FUNC_VISIBILITY aclError aclrtSynchronizeStream(aclrtStream stream);

/** The same for at most `timeout` milliseconds, then 507046. -1: no limit; less: 107000. */
ACL_FUNC_VISIBILITY aclError aclrtSynchronizeStreamWithTimeout(aclrtStream stream, int32_t timeout);

/** Whether all tasks given before are done. Does not wait, and leaves failures of tasks to synchronize. NULL:
 * the default stream. Without a context: 107002. */
ACL_FUNC_VISIBILITY aclError aclrtStreamQuery(aclrtStream stream, aclrtStreamStatus* status);

/** What a failed task does to the streams of the stream's context: ACL_CONTINUE_ON_FAILURE (the failure is
 * given once, by synchronize) or ACL_STOP_ON_FAILURE (it stays, for all later calls). Once per context. */
ACL_FUNC_VISIBILITY aclError aclrtSetStreamFailureMode(aclrtStream stream, uint64_t mode);

/** Lets later tasks of the stream wait for the event. */
ACL_FUNC_VISIBILITY aclError aclrtStreamWaitEvent(aclrtStream stream, aclrtEvent event);

/** Makes an event. Release: aclrtDestroyEvent. */
ACL_FUNC_VISIBILITY aclError aclrtCreateEvent(aclrtEvent* event);

/** Makes an event for the uses that the ACL_EVENT_* flags name. */
ACL_FUNC_VISIBILITY aclError aclrtCreateEventWithFlag(aclrtEvent* event, uint32_t flag);

/** Destroys an event. */
ACL_FUNC_VISIBILITY aclError aclrtDestroyEvent(aclrtEvent event);

/** Records the event in the stream: it completes when all earlier tasks are done. */
ACL_FUNC_VISIBILITY aclError aclrtRecordEvent(aclrtEvent event, aclrtStream stream);

/** Makes the event unrecorded, in the order of the stream. */
ACL_FUNC_VISIBILITY aclError aclrtResetEvent(aclrtEvent event, aclrtStream stream);

/** Whether the event has completed. Prefer aclrtQueryEventStatus. */
ACL_FUNC_VISIBILITY aclError aclrtQueryEvent(aclrtEvent event, aclrtEventStatus* status);

/** Whether the event has completed. */
ACL_FUNC_VISIBILITY aclError aclrtQueryEventStatus(aclrtEvent event, aclrtEventRecordedStatus* status);

/** Whether all waits for the event are over. */
ACL_FUNC_VISIBILITY aclError aclrtQueryEventWaitStatus(aclrtEvent event, aclrtEventWaitStatus* status);

/** Waits until the event has completed. */
ACL_FUNC_VISIBILITY aclError aclrtSynchronizeEvent(aclrtEvent event);

/** Time between two completed events, in milliseconds. */
ACL_FUNC_VISIBILITY aclError aclrtEventElapsedTime(float* ms, aclrtEvent startEvent, aclrtEvent endEvent);

/** Lets a thread run the callbacks of a stream. `threadId`: its pthread_t. One thread serves many streams of
 * one device, a stream has one thread. Stream has one: 107011; thread serves another device: 107012. */
ACL_FUNC_VISIBILITY aclError aclrtSubscribeReport(uint64_t threadId, aclrtStream stream);

/** Takes the stream from the thread. Waits for a callback that is running, drops those pending; the stream's
 * later tasks run. Not subscribed: 107011; other thread: 107012. */
ACL_FUNC_VISIBILITY aclError aclrtUnSubscribeReport(uint64_t threadId, aclrtStream stream);

/** Waits up to `timeout` milliseconds (-1: no limit) for a callback and runs it on this thread. Nothing came:
 * 507012; no stream is subscribed to this thread: 107012 at once; 0 or less than -1: 100000. */
ACL_FUNC_VISIBILITY aclError aclrtProcessReport(int32_t timeout);

/** Queues a function in the stream; it runs on the subscribed thread once earlier tasks are done. NULL
 * function: 107000; nobody subscribed: 107015. */
ACL_FUNC_VISIBILITY aclError aclrtLaunchCallback(aclrtCallback fn, void* userData,
                                                 aclrtCallbackBlockType blockType, aclrtStream stream);

/** Names the function to call for failed tasks of the whole process; NULL: none. */
ACL_FUNC_VISIBILITY aclError aclrtSetExceptionInfoCallback(aclrtExceptionInfoCallback callback);

/** The failed task; 0xFFFFFFFF for NULL. */
ACL_FUNC_VISIBILITY uint32_t aclrtGetTaskIdFromExceptionInfo(const aclrtExceptionInfo* info);

/** Its stream; 0xFFFFFFFF for NULL. */
ACL_FUNC_VISIBILITY uint32_t aclrtGetStreamIdFromExceptionInfo(const aclrtExceptionInfo* info);

/** The thread that queued it; 0xFFFFFFFF for NULL. */
ACL_FUNC_VISIBILITY uint32_t aclrtGetThreadIdFromExceptionInfo(const aclrtExceptionInfo* info);

/** Its device; 0xFFFFFFFF for NULL. */
ACL_FUNC_VISIBILITY uint32_t aclrtGetDeviceIdFromExceptionInfo(const aclrtExceptionInfo* info);

/** Its status; 0xFFFFFFFF for NULL. */
ACL_FUNC_VISIBILITY uint32_t aclrtGetErrorCodeFromExceptionInfo(const aclrtExceptionInfo* info);

/** Device memory, 64-byte aligned, contents undefined. NULL or size 0: 100000. Release: aclrtFree. */
ACL_FUNC_VISIBILITY aclError aclrtMalloc(void** devPtr, size_t size, aclrtMemMallocPolicy policy);

/** Device memory that is cached; as aclrtMalloc otherwise. */
ACL_FUNC_VISIBILITY aclError aclrtMallocCached(void** devPtr, size_t size, aclrtMemMallocPolicy policy);

/** Host memory for copies to and from the device, 64-byte aligned. Release: aclrtFreeHost. */
ACL_FUNC_VISIBILITY aclError aclrtMallocHost(void** hostPtr, size_t size);

/** Releases device memory. Waits for nothing. NULL: 100000. */
ACL_FUNC_VISIBILITY aclError aclrtFree(void* devPtr);

/** Releases host memory of aclrtMallocHost. NULL: 100000. */
ACL_FUNC_VISIBILITY aclError aclrtFreeHost(void* hostPtr);

/** Writes the cache over cached device memory back. */
ACL_FUNC_VISIBILITY aclError aclrtMemFlush(void* devPtr, size_t size);

/** Drops the cache over cached device memory. */
ACL_FUNC_VISIBILITY aclError aclrtMemInvalidate(void* devPtr, size_t size);

/** Copies `count` bytes now. `destMax`: room at `dst`. Not ordered with streams. count 0: nothing, success;
 * no room: 107000. */
ACL_FUNC_VISIBILITY aclError aclrtMemcpy(void* dst, size_t destMax, const void* src, size_t count,
                                         aclrtMemcpyKind kind);

/** Queues the copy in the stream; both memories must stay until it is done. Host to host: 207000. */
ACL_FUNC_VISIBILITY aclError aclrtMemcpyAsync(void* dst, size_t destMax, const void* src, size_t count,
                                              aclrtMemcpyKind kind, aclrtStream stream);

/** Copies `height` rows of `width` bytes now; rows begin `dpitch` and `spitch` bytes apart. Rows wider than
 * that: 107000. */
ACL_FUNC_VISIBILITY aclError aclrtMemcpy2d(void* dst, size_t dpitch, const void* src, size_t spitch,
                                           size_t width, size_t height, aclrtMemcpyKind kind);

/** Queues a copy of rows in the stream. */
ACL_FUNC_VISIBILITY aclError aclrtMemcpy2dAsync(void* dst, size_t dpitch, const void* src, size_t spitch,
                                                size_t width, size_t height, aclrtMemcpyKind kind,
                                                aclrtStream stream);

/** Sets `count` bytes to `value` now. `maxCount`: room there. */
ACL_FUNC_VISIBILITY aclError aclrtMemset(void* devPtr, size_t maxCount, int32_t value, size_t count);

/** Queues it in the stream; the memory must stay until it is done. */
ACL_FUNC_VISIBILITY aclError aclrtMemsetAsync(void* devPtr, size_t maxCount, int32_t value, size_t count,
                                              aclrtStream stream);

/** Whether one device can reach the memory of another. */
ACL_FUNC_VISIBILITY aclError aclrtDeviceCanAccessPeer(int32_t* canAccessPeer, int32_t deviceId,
                                                      int32_t peerDeviceId);

/** Lets the current device reach the memory of another. */
ACL_FUNC_VISIBILITY aclError aclrtDeviceEnablePeerAccess(int32_t peerDeviceId, uint32_t flags);

/** Takes that back. */
ACL_FUNC_VISIBILITY aclError aclrtDeviceDisablePeerAccess(int32_t peerDeviceId);

/** Registers memory of the host, so that the device reaches it and asynchronous copies take it. `devPtr`: its
 * address for the device. Registered already: 507910. Release: aclrtHostUnregister, before the memory goes.
 */
ACL_FUNC_VISIBILITY aclError aclrtHostRegister(void* ptr, uint64_t size, aclrtHostRegisterType type,
                                               void** devPtr);

/** The same by flags: ACL_HOST_REG_MAPPED (the device reaches it), ACL_HOST_REG_PINNED (page-locked). */
ACL_FUNC_VISIBILITY aclError aclrtHostRegisterV2(void* ptr, uint64_t size, uint32_t flag);

/** Takes that back; `ptr` is the start of the memory. Not registered: 507911. */
ACL_FUNC_VISIBILITY aclError aclrtHostUnregister(void* ptr);

/** Sets what numbers beyond the range of their type become, on the current context's device. The embedded
 * runtime computes as ACL_RT_OVERFLOW_MODE_INFNAN says, whatever is set. */
ACL_FUNC_VISIBILITY aclError aclrtSetDeviceSatMode(aclrtFloatOverflowMode mode);

/** What was set; before that, ACL_RT_OVERFLOW_MODE_INFNAN. */
ACL_FUNC_VISIBILITY aclError aclrtGetDeviceSatMode(aclrtFloatOverflowMode* mode);

/** Longest wait of a stream for an event, in seconds; 0: no limit. */
ACL_FUNC_VISIBILITY aclError aclrtSetOpWaitTimeout(uint32_t timeout);

#ifdef __cplusplus
}
#endif

#endif
