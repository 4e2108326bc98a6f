// Timings of operators that a program reads from a pipe. Refused: ONNX Runtime runs a model as a whole.
#include "acl/acl_prof.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "the embedded runtime does not time the operators of a model; the trace (a setting, see aclprofStart) "
    "has the times of executions";

}  // namespace

aclError aclprofModelSubscribe(uint32_t modelId, const aclprofSubscribeConfig* profSubscribeConfig) {
  return refuse(CALL(aclprofModelSubscribe, modelId, profSubscribeConfig), reason);
}

aclError aclprofModelUnSubscribe(uint32_t modelId) {
  return refuse(CALL(aclprofModelUnSubscribe, modelId), reason);
}

aclprofSubscribeConfig* aclprofCreateSubscribeConfig(int8_t timeInfoSwitch,
                                                     aclprofAicoreMetrics aicoreMetrics, void* fd) {
  return refuse<aclprofSubscribeConfig*>(
      CALL(aclprofCreateSubscribeConfig, timeInfoSwitch, aicoreMetrics, fd), nullptr, reason);
}

aclError aclprofDestroySubscribeConfig(const aclprofSubscribeConfig* profSubscribeConfig) {
  return refuse(CALL(aclprofDestroySubscribeConfig, profSubscribeConfig), reason);
}

aclError aclprofGetOpDescSize(size_t* opDescSize) {
  return refuse(CALL(aclprofGetOpDescSize, opDescSize), reason);
}

aclError aclprofGetOpNum(const void* opInfo, size_t opInfoLen, uint32_t* opNumber) {
  return refuse(CALL(aclprofGetOpNum, opInfo, opInfoLen, opNumber), reason);
}

aclError aclprofGetOpTypeLen(const void* opInfo, size_t opInfoLen, uint32_t index, size_t* opTypeLen) {
  return refuse(CALL(aclprofGetOpTypeLen, opInfo, opInfoLen, index, opTypeLen), reason);
}

aclError aclprofGetOpType(const void* opInfo, size_t opInfoLen, uint32_t index, char* opType,
                          size_t opTypeLen) {
  return refuse(CALL(aclprofGetOpType, opInfo, opInfoLen, index, opType, opTypeLen), reason);
}

aclError aclprofGetOpNameLen(const void* opInfo, size_t opInfoLen, uint32_t index, size_t* opNameLen) {
  return refuse(CALL(aclprofGetOpNameLen, opInfo, opInfoLen, index, opNameLen), reason);
}

aclError aclprofGetOpName(const void* opInfo, size_t opInfoLen, uint32_t index, char* opName,
                          size_t opNameLen) {
  return refuse(CALL(aclprofGetOpName, opInfo, opInfoLen, index, opName, opNameLen), reason);
}

uint64_t aclprofGetOpStart(const void* opInfo, size_t opInfoLen, uint32_t index) {
  return refuse<uint64_t>(CALL(aclprofGetOpStart, opInfo, opInfoLen, index), 0U, reason);
}

uint64_t aclprofGetOpEnd(const void* opInfo, size_t opInfoLen, uint32_t index) {
  return refuse<uint64_t>(CALL(aclprofGetOpEnd, opInfo, opInfoLen, index), 0U, reason);
}

uint64_t aclprofGetOpDuration(const void* opInfo, size_t opInfoLen, uint32_t index) {
  return refuse<uint64_t>(CALL(aclprofGetOpDuration, opInfo, opInfoLen, index), 0U, reason);
}

size_t aclprofGetModelId(const void* opInfo, size_t opInfoLen, uint32_t index) {
  return refuse<size_t>(CALL(aclprofGetModelId, opInfo, opInfoLen, index), 0U, reason);
}

aclprofSubscribeOpFlag aclprofGetOpFlag(const void* opInfo, size_t opInfoLen, uint32_t index) {
  return refuse<aclprofSubscribeOpFlag>(CALL(aclprofGetOpFlag, opInfo, opInfoLen, index), ACL_SUBSCRIBE_NONE,
                                        reason);
}

const char* aclprofGetOpAttriValue(const void* opInfo, size_t opInfoLen, uint32_t index,
                                   aclprofSubscribeOpAttri attri) {
  return refuse<const char*>(CALL(aclprofGetOpAttriValue, opInfo, opInfoLen, index, attri), nullptr, reason);
}
