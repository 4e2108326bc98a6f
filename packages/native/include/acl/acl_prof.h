/*
 * Profiling. Real devices write measurements of the chip, which the tools of CANN read. The embedded runtime
 * has no such chip: where its setting "trace" is on, it writes a trace of calls and tasks into the folder
 * that aclprofInit names, one file for each time between aclprofStart and aclprofStop; chrome://tracing and
 * ui.perfetto.dev open it. Where the setting is off, all calls are accepted, nothing is written, and one line
 * of the log says so. Calls may come from any thread. Not a part of "acl/acl.h". C++11 and C99.
 */
#ifndef ASCEND_RX_ACL_PROF_H
#define ASCEND_RX_ACL_PROF_H

#include "acl_base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What to measure: bits of the last argument of aclprofCreateConfig. */
#define ACL_PROF_ACL_API 0x00000001ULL
#define ACL_PROF_TASK_TIME 0x00000002ULL
#define ACL_PROF_AICORE_METRICS 0x00000004ULL
#define ACL_PROF_AICPU 0x00000008ULL
#define ACL_PROF_L2CACHE 0x00000010ULL
#define ACL_PROF_HCCL_TRACE 0x00000020ULL
#define ACL_PROF_TRAINING_TRACE 0x00000040ULL
#define ACL_PROF_MSPROFTX 0x00000080ULL
#define ACL_PROF_RUNTIME_API 0x00000100ULL
#define ACL_PROF_TASK_TIME_L0 0x00000800ULL
#define ACL_PROF_TASK_MEMORY 0x00001000ULL
#define ACL_PROF_OP_ATTR 0x00004000ULL

/* Longest names of operators in subscribed data. */
#define ACL_PROF_MAX_OP_NAME_LEN 257
#define ACL_PROF_MAX_OP_TYPE_LEN 65

/** Groups of counters of the chip. */
typedef enum aclprofAicoreMetrics {
  ACL_AICORE_ARITHMETIC_UTILIZATION = 0,
  ACL_AICORE_PIPE_UTILIZATION = 1,
  ACL_AICORE_MEMORY_BANDWIDTH = 2,
  ACL_AICORE_L0B_AND_WIDTH = 3,
  ACL_AICORE_RESOURCE_CONFLICT_RATIO = 4,
  ACL_AICORE_MEMORY_UB = 5,
  ACL_AICORE_L2_CACHE = 6,
  ACL_AICORE_PIPE_EXECUTE_UTILIZATION = 7,
  ACL_AICORE_MEMORY_ACCESS = 8,
  ACL_AICORE_NONE = 255
} aclprofAicoreMetrics;

/** The two ends of a step. */
typedef enum aclprofStepTag { ACL_STEP_START = 0, ACL_STEP_END = 1 } aclprofStepTag;

/** What an entry of subscribed data is about. */
typedef enum aclprofSubscribeOpFlag {
  ACL_SUBSCRIBE_OP = 0,
  ACL_SUBSCRIBE_SUBGRAPH = 1,
  ACL_SUBSCRIBE_OP_THREAD = 2,
  ACL_SUBSCRIBE_NONE = 255
} aclprofSubscribeOpFlag;

/** Attributes of an entry of subscribed data. */
typedef enum aclprofSubscribeOpAttri {
  ACL_SUBSCRIBE_ATTRI_THREADID = 0,
  ACL_SUBSCRIBE_ATTRI_NONE = 1
} aclprofSubscribeOpAttri;

/** Settings of aclprofSetConfig. */
typedef enum aclprofConfigType {
  ACL_PROF_ARGS_MIN = 0,
  ACL_PROF_STORAGE_LIMIT = 1,
  ACL_PROF_AIV_METRICS = 2,
  ACL_PROF_SYS_HARDWARE_MEM_FREQ = 3,
  ACL_PROF_LLC_MODE = 4,
  ACL_PROF_SYS_IO_FREQ = 5,
  ACL_PROF_SYS_INTERCONNECTION_FREQ = 6,
  ACL_PROF_DVPP_FREQ = 7,
  ACL_PROF_HOST_SYS = 8,
  ACL_PROF_HOST_SYS_USAGE = 9,
  ACL_PROF_HOST_SYS_USAGE_FREQ = 10,
  ACL_PROF_ARGS_MAX = 11
} aclprofConfigType;

/** What to measure, on which devices. */
typedef struct aclprofConfig aclprofConfig;
/** What to stop; no function makes one. */
typedef struct aclprofStopConfig aclprofStopConfig;
/** Counters of the chip by number; no function makes one, so it is always NULL. */
typedef struct aclprofAicoreEvents aclprofAicoreEvents;
/** How the timings of a model's operators are read. */
typedef struct aclprofSubscribeConfig aclprofSubscribeConfig;
/** A step whose two ends are marked. */
typedef struct aclprofStepInfo aclprofStepInfo;

/* ---- Sessions. */

/** Begins profiling. `profilerResultPath`: the folder for the results; `length`: its characters. Again before
 * aclprofFinalize: 100042. With the setting "trace", no such folder: 100003. */
ACL_FUNC_VISIBILITY aclError aclprofInit(const char* profilerResultPath, size_t length);

/** A setting for what is measured next. Has no effect in the embedded runtime. */
ACL_FUNC_VISIBILITY aclError aclprofSetConfig(aclprofConfigType configType, const char* config,
                                              size_t configLength);

/** Ends profiling; what still runs is stopped. Without aclprofInit: 100043. */
ACL_FUNC_VISIBILITY aclError aclprofFinalize(void);

/** Makes a configuration. NULL for a device that does not exist and for `aicoreEvents` that is not NULL.
 * Release: aclprofDestroyConfig. */
ACL_FUNC_VISIBILITY aclprofConfig* aclprofCreateConfig(uint32_t* deviceIdList, uint32_t deviceNums,
                                                       aclprofAicoreMetrics aicoreMetrics,
                                                       const aclprofAicoreEvents* aicoreEvents,
                                                       uint64_t dataTypeConfig);

/** Destroys a configuration. NULL: 100000; while it is started: 100042. */
ACL_FUNC_VISIBILITY aclError aclprofDestroyConfig(const aclprofConfig* profilerConfig);

/** Starts to measure. Without aclprofInit: 100043; started already: 100042. The trace cannot be written:
 * 100004. */
ACL_FUNC_VISIBILITY aclError aclprofStart(const aclprofConfig* profilerConfig);

/** Stops to measure with this configuration. Not started: 100043. */
ACL_FUNC_VISIBILITY aclError aclprofStop(const aclprofConfig* profilerConfig);

/* ---- Marks of the program's own. They are in the trace while something is measured. */

/** Makes a stamp, which carries a text. Release: aclprofDestroyStamp. */
ACL_FUNC_VISIBILITY void* aclprofCreateStamp(void);

/** Destroys a stamp; NULL is ignored. */
ACL_FUNC_VISIBILITY void aclprofDestroyStamp(void* stamp);

/** Sets the text of a stamp: `msgLen` characters. */
ACL_FUNC_VISIBILITY aclError aclprofSetStampTraceMessage(void* stamp, const char* msg, uint32_t msgLen);

/** Marks this moment. */
ACL_FUNC_VISIBILITY aclError aclprofMark(void* stamp);

/** Marks this moment with a text of `msgLen` characters. The embedded runtime marks the call, not the moment
 * at which `stream` gets there. */
ACL_FUNC_VISIBILITY aclError aclprofMarkEx(const char* msg, size_t msgLen, aclrtStream stream);

/** Begins a time on this thread; times of one thread are nested. */
ACL_FUNC_VISIBILITY aclError aclprofPush(void* stamp);

/** Ends the time on this thread that began last. Without one: 100000. */
ACL_FUNC_VISIBILITY aclError aclprofPop(void);

/** Begins a time that may end on another thread. */
ACL_FUNC_VISIBILITY aclError aclprofRangeStart(void* stamp, uint32_t* rangeId);

/** Ends it. No such time: 100000. */
ACL_FUNC_VISIBILITY aclError aclprofRangeStop(uint32_t rangeId);

/** Makes a step. Release: aclprofDestroyStepInfo. */
ACL_FUNC_VISIBILITY aclprofStepInfo* aclprofCreateStepInfo(void);

/** Destroys a step; NULL is ignored. */
ACL_FUNC_VISIBILITY void aclprofDestroyStepInfo(aclprofStepInfo* stepinfo);

/** Marks the beginning or the end of a step. The embedded runtime takes the moment of the call. */
ACL_FUNC_VISIBILITY aclError aclprofGetStepTimestamp(aclprofStepInfo* stepInfo, aclprofStepTag tag,
                                                     aclrtStream stream);

/* ---- Timings of a model's operators, read from a pipe. Refused by the embedded runtime: 207000 with the
 * reason in aclGetRecentErrMsg; 0, NULL or ACL_SUBSCRIBE_NONE where there is no status. */

ACL_FUNC_VISIBILITY aclError aclprofModelSubscribe(uint32_t modelId,
                                                   const aclprofSubscribeConfig* profSubscribeConfig);
ACL_FUNC_VISIBILITY aclError aclprofModelUnSubscribe(uint32_t modelId);
ACL_FUNC_VISIBILITY aclprofSubscribeConfig* aclprofCreateSubscribeConfig(int8_t timeInfoSwitch,
                                                                         aclprofAicoreMetrics aicoreMetrics,
                                                                         void* fd);
ACL_FUNC_VISIBILITY aclError aclprofDestroySubscribeConfig(const aclprofSubscribeConfig* profSubscribeConfig);
ACL_FUNC_VISIBILITY aclError aclprofGetOpDescSize(size_t* opDescSize);
ACL_FUNC_VISIBILITY aclError aclprofGetOpNum(const void* opInfo, size_t opInfoLen, uint32_t* opNumber);
ACL_FUNC_VISIBILITY aclError aclprofGetOpTypeLen(const void* opInfo, size_t opInfoLen, uint32_t index,
                                                 size_t* opTypeLen);
ACL_FUNC_VISIBILITY aclError aclprofGetOpType(const void* opInfo, size_t opInfoLen, uint32_t index,
                                              char* opType, size_t opTypeLen);
ACL_FUNC_VISIBILITY aclError aclprofGetOpNameLen(const void* opInfo, size_t opInfoLen, uint32_t index,
                                                 size_t* opNameLen);
ACL_FUNC_VISIBILITY aclError aclprofGetOpName(const void* opInfo, size_t opInfoLen, uint32_t index,
                                              char* opName, size_t opNameLen);
ACL_FUNC_VISIBILITY uint64_t aclprofGetOpStart(const void* opInfo, size_t opInfoLen, uint32_t index);
ACL_FUNC_VISIBILITY uint64_t aclprofGetOpEnd(const void* opInfo, size_t opInfoLen, uint32_t index);
ACL_FUNC_VISIBILITY uint64_t aclprofGetOpDuration(const void* opInfo, size_t opInfoLen, uint32_t index);
ACL_FUNC_VISIBILITY size_t aclprofGetModelId(const void* opInfo, size_t opInfoLen, uint32_t index);
ACL_FUNC_VISIBILITY aclprofSubscribeOpFlag aclprofGetOpFlag(const void* opInfo, size_t opInfoLen,
                                                            uint32_t index);
ACL_FUNC_VISIBILITY const char* aclprofGetOpAttriValue(const void* opInfo, size_t opInfoLen, uint32_t index,
                                                       aclprofSubscribeOpAttri attri);

#ifdef __cplusplus
}
#endif

#endif
