// Profiling: the marks of a program. The codes are unverified on hardware.
#include "runtime/checks/profile_marks.h"

#include <cstring>
#include <string>

#include "acl/acl_prof.h"
#include "runtime/api/entry.h"

using namespace ascend_rx::runtime;

namespace {

std::string text_of(const char* text, size_t length) { return {text, strnlen(text, length)}; }

}  // namespace

void* aclprofCreateStamp() {
  return entry<void*>(CALL(aclprofCreateStamp), nullptr, [] { return ProfileMarks::create_stamp(); });
}

void aclprofDestroyStamp(void* stamp) {
  entry(CALL(aclprofDestroyStamp, stamp), [&] {
    if (stamp) ProfileMarks::destroy_stamp(stamp);
    return ACL_SUCCESS;
  });
}

aclError aclprofSetStampTraceMessage(void* stamp, const char* msg, uint32_t msgLen) {
  return entry(CALL(aclprofSetStampTraceMessage, stamp, msg, msgLen), [&] {
    require(msg != nullptr, ACL_ERROR_INVALID_PARAM, "msg is NULL");
    ProfileMarks::set_text(stamp, text_of(msg, msgLen));
    return ACL_SUCCESS;
  });
}

aclError aclprofMark(void* stamp) {
  return entry(CALL(aclprofMark, stamp), [&] {
    ProfileMarks::mark(stamp);
    return ACL_SUCCESS;
  });
}

aclError aclprofMarkEx(const char* msg, size_t msgLen, aclrtStream stream) {
  return entry(CALL(aclprofMarkEx, msg, msgLen, stream), [&] {
    require(msg != nullptr, ACL_ERROR_INVALID_PARAM, "msg is NULL");
    ProfileMarks::mark(text_of(msg, msgLen));
    return ACL_SUCCESS;
  });
}

aclError aclprofPush(void* stamp) {
  return entry(CALL(aclprofPush, stamp), [&] {
    ProfileMarks::push(stamp);
    return ACL_SUCCESS;
  });
}

aclError aclprofPop() {
  return entry(CALL(aclprofPop), [] {
    ProfileMarks::pop();
    return ACL_SUCCESS;
  });
}

aclError aclprofRangeStart(void* stamp, uint32_t* rangeId) {
  return entry(CALL(aclprofRangeStart, stamp, rangeId), [&] {
    require(rangeId != nullptr, ACL_ERROR_INVALID_PARAM, "rangeId is NULL");
    *rangeId = ProfileMarks::begin(stamp);
    return ACL_SUCCESS;
  });
}

aclError aclprofRangeStop(uint32_t rangeId) {
  return entry(CALL(aclprofRangeStop, rangeId), [&] {
    ProfileMarks::end(rangeId);
    return ACL_SUCCESS;
  });
}

// A step is a stamp that begins and ends.
aclprofStepInfo* aclprofCreateStepInfo() {
  return entry<aclprofStepInfo*>(CALL(aclprofCreateStepInfo), nullptr, [] {
    void* const stamp = ProfileMarks::create_stamp();
    ProfileMarks::set_text(stamp, "step");
    return static_cast<aclprofStepInfo*>(stamp);
  });
}

void aclprofDestroyStepInfo(aclprofStepInfo* stepinfo) {
  entry(CALL(aclprofDestroyStepInfo, stepinfo), [&] {
    if (stepinfo) ProfileMarks::destroy_stamp(stepinfo);
    return ACL_SUCCESS;
  });
}

aclError aclprofGetStepTimestamp(aclprofStepInfo* stepInfo, aclprofStepTag tag, aclrtStream stream) {
  return entry(CALL(aclprofGetStepTimestamp, stepInfo, tag, stream), [&] {
    require(number_of(tag) <= ACL_STEP_END, ACL_ERROR_INVALID_PARAM, "a step has no such end");
    if (tag == ACL_STEP_START) {
      ProfileMarks::begin_step(stepInfo);
    } else {
      ProfileMarks::end_step(stepInfo);
    }
    return ACL_SUCCESS;
  });
}
