// DVPP: decoding and encoding video. Refused: the embedded runtime has no such unit.
#define ENABLE_DVPP_INTERFACE  // the header demands it
#include "acl/ops/acl_dvpp.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "DVPP is a unit of the chip, and the embedded runtime has none: decode and encode video on the host";

}  // namespace

acldvppStreamDesc* acldvppCreateStreamDesc() {
  return refuse<acldvppStreamDesc*>(CALL(acldvppCreateStreamDesc), nullptr, reason);
}

aclError acldvppDestroyStreamDesc(acldvppStreamDesc* streamDesc) {
  return refuse(CALL(acldvppDestroyStreamDesc, streamDesc), reason);
}

aclError acldvppSetStreamDescData(acldvppStreamDesc* streamDesc, void* dataDev) {
  return refuse(CALL(acldvppSetStreamDescData, streamDesc, dataDev), reason);
}

aclError acldvppSetStreamDescSize(acldvppStreamDesc* streamDesc, uint32_t size) {
  return refuse(CALL(acldvppSetStreamDescSize, streamDesc, size), reason);
}

aclError acldvppSetStreamDescFormat(acldvppStreamDesc* streamDesc, acldvppStreamFormat format) {
  return refuse(CALL(acldvppSetStreamDescFormat, streamDesc, format), reason);
}

aclError acldvppSetStreamDescTimestamp(acldvppStreamDesc* streamDesc, uint64_t timestamp) {
  return refuse(CALL(acldvppSetStreamDescTimestamp, streamDesc, timestamp), reason);
}

aclError acldvppSetStreamDescRetCode(acldvppStreamDesc* streamDesc, uint32_t retCode) {
  return refuse(CALL(acldvppSetStreamDescRetCode, streamDesc, retCode), reason);
}

aclError acldvppSetStreamDescEos(acldvppStreamDesc* streamDesc, uint8_t eos) {
  return refuse(CALL(acldvppSetStreamDescEos, streamDesc, eos), reason);
}

void* acldvppGetStreamDescData(const acldvppStreamDesc* streamDesc) {
  return refuse<void*>(CALL(acldvppGetStreamDescData, streamDesc), nullptr, reason);
}

uint32_t acldvppGetStreamDescSize(const acldvppStreamDesc* streamDesc) {
  return refuse<uint32_t>(CALL(acldvppGetStreamDescSize, streamDesc), 0U, reason);
}

acldvppStreamFormat acldvppGetStreamDescFormat(const acldvppStreamDesc* streamDesc) {
  return refuse<acldvppStreamFormat>(CALL(acldvppGetStreamDescFormat, streamDesc), H265_MAIN_LEVEL, reason);
}

uint64_t acldvppGetStreamDescTimestamp(const acldvppStreamDesc* streamDesc) {
  return refuse<uint64_t>(CALL(acldvppGetStreamDescTimestamp, streamDesc), 0U, reason);
}

uint32_t acldvppGetStreamDescRetCode(const acldvppStreamDesc* streamDesc) {
  return refuse<uint32_t>(CALL(acldvppGetStreamDescRetCode, streamDesc),
                          static_cast<uint32_t>(ACL_ERROR_RT_FEATURE_NOT_SUPPORT), reason);
}

uint8_t acldvppGetStreamDescEos(const acldvppStreamDesc* streamDesc) {
  return refuse<uint8_t>(CALL(acldvppGetStreamDescEos, streamDesc), uint8_t{0}, reason);
}

aclvdecChannelDesc* aclvdecCreateChannelDesc() {
  return refuse<aclvdecChannelDesc*>(CALL(aclvdecCreateChannelDesc), nullptr, reason);
}

aclError aclvdecDestroyChannelDesc(aclvdecChannelDesc* channelDesc) {
  return refuse(CALL(aclvdecDestroyChannelDesc, channelDesc), reason);
}

aclError aclvdecSetChannelDescChannelId(aclvdecChannelDesc* channelDesc, uint32_t channelId) {
  return refuse(CALL(aclvdecSetChannelDescChannelId, channelDesc, channelId), reason);
}

aclError aclvdecSetChannelDescThreadId(aclvdecChannelDesc* channelDesc, uint64_t threadId) {
  return refuse(CALL(aclvdecSetChannelDescThreadId, channelDesc, threadId), reason);
}

aclError aclvdecSetChannelDescCallback(aclvdecChannelDesc* channelDesc, aclvdecCallback callback) {
  return refuse(CALL(aclvdecSetChannelDescCallback, channelDesc, callback), reason);
}

aclError aclvdecSetChannelDescEnType(aclvdecChannelDesc* channelDesc, acldvppStreamFormat enType) {
  return refuse(CALL(aclvdecSetChannelDescEnType, channelDesc, enType), reason);
}

aclError aclvdecSetChannelDescOutPicFormat(aclvdecChannelDesc* channelDesc, acldvppPixelFormat outPicFormat) {
  return refuse(CALL(aclvdecSetChannelDescOutPicFormat, channelDesc, outPicFormat), reason);
}

aclError aclvdecSetChannelDescOutPicWidth(aclvdecChannelDesc* channelDesc, uint32_t outPicWidth) {
  return refuse(CALL(aclvdecSetChannelDescOutPicWidth, channelDesc, outPicWidth), reason);
}

aclError aclvdecSetChannelDescOutPicHeight(aclvdecChannelDesc* channelDesc, uint32_t outPicHeight) {
  return refuse(CALL(aclvdecSetChannelDescOutPicHeight, channelDesc, outPicHeight), reason);
}

aclError aclvdecSetChannelDescRefFrameNum(aclvdecChannelDesc* channelDesc, uint32_t refFrameNum) {
  return refuse(CALL(aclvdecSetChannelDescRefFrameNum, channelDesc, refFrameNum), reason);
}

aclError aclvdecSetChannelDescBitDepth(aclvdecChannelDesc* channelDesc, uint32_t bitDepth) {
  return refuse(CALL(aclvdecSetChannelDescBitDepth, channelDesc, bitDepth), reason);
}

uint32_t aclvdecGetChannelDescChannelId(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvdecGetChannelDescChannelId, channelDesc), 0U, reason);
}

uint64_t aclvdecGetChannelDescThreadId(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint64_t>(CALL(aclvdecGetChannelDescThreadId, channelDesc), 0U, reason);
}

aclvdecCallback aclvdecGetChannelDescCallback(const aclvdecChannelDesc* channelDesc) {
  return refuse<aclvdecCallback>(CALL(aclvdecGetChannelDescCallback, channelDesc), nullptr, reason);
}

acldvppStreamFormat aclvdecGetChannelDescEnType(const aclvdecChannelDesc* channelDesc) {
  return refuse<acldvppStreamFormat>(CALL(aclvdecGetChannelDescEnType, channelDesc), H265_MAIN_LEVEL, reason);
}

acldvppPixelFormat aclvdecGetChannelDescOutPicFormat(const aclvdecChannelDesc* channelDesc) {
  return refuse<acldvppPixelFormat>(CALL(aclvdecGetChannelDescOutPicFormat, channelDesc),
                                    PIXEL_FORMAT_UNKNOWN, reason);
}

uint32_t aclvdecGetChannelDescOutPicWidth(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvdecGetChannelDescOutPicWidth, channelDesc), 0U, reason);
}

uint32_t aclvdecGetChannelDescOutPicHeight(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvdecGetChannelDescOutPicHeight, channelDesc), 0U, reason);
}

uint32_t aclvdecGetChannelDescBitDepth(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvdecGetChannelDescBitDepth, channelDesc), 0U, reason);
}

uint32_t aclvdecGetChannelDescRefFrameNum(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvdecGetChannelDescRefFrameNum, channelDesc), 0U, reason);
}

aclvdecFrameConfig* aclvdecCreateFrameConfig() {
  return refuse<aclvdecFrameConfig*>(CALL(aclvdecCreateFrameConfig), nullptr, reason);
}

aclError aclvdecDestroyFrameConfig(aclvdecFrameConfig* vdecFrameConfig) {
  return refuse(CALL(aclvdecDestroyFrameConfig, vdecFrameConfig), reason);
}

aclError aclvdecCreateChannel(aclvdecChannelDesc* channelDesc) {
  return refuse(CALL(aclvdecCreateChannel, channelDesc), reason);
}

aclError aclvdecDestroyChannel(aclvdecChannelDesc* channelDesc) {
  return refuse(CALL(aclvdecDestroyChannel, channelDesc), reason);
}

aclError aclvdecSendFrame(aclvdecChannelDesc* channelDesc, acldvppStreamDesc* input, acldvppPicDesc* output,
                          aclvdecFrameConfig* config, void* userData) {
  return refuse(CALL(aclvdecSendFrame, channelDesc, input, output, config, userData), reason);
}

aclError aclvdecSendSkippedFrame(aclvdecChannelDesc* channelDesc, acldvppStreamDesc* input,
                                 aclvdecFrameConfig* config, void* userData) {
  return refuse(CALL(aclvdecSendSkippedFrame, channelDesc, input, config, userData), reason);
}

aclError aclvdecSetChannelDescOutMode(aclvdecChannelDesc* channelDesc, uint32_t outMode) {
  return refuse(CALL(aclvdecSetChannelDescOutMode, channelDesc, outMode), reason);
}

uint32_t aclvdecGetChannelDescOutMode(const aclvdecChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvdecGetChannelDescOutMode, channelDesc), 0U, reason);
}

aclError aclvdecSetChannelDescParam(aclvdecChannelDesc* channelDesc, aclvdecChannelDescParamType paramType,
                                    size_t length, const void* param) {
  return refuse(CALL(aclvdecSetChannelDescParam, channelDesc, paramType, length, param), reason);
}

aclError aclvdecGetChannelDescParam(const aclvdecChannelDesc* channelDesc,
                                    aclvdecChannelDescParamType paramType, size_t length,
                                    size_t* paramRetSize, void* param) {
  return refuse(CALL(aclvdecGetChannelDescParam, channelDesc, paramType, length, paramRetSize, param),
                reason);
}

aclvencChannelDesc* aclvencCreateChannelDesc() {
  return refuse<aclvencChannelDesc*>(CALL(aclvencCreateChannelDesc), nullptr, reason);
}

aclError aclvencDestroyChannelDesc(aclvencChannelDesc* channelDesc) {
  return refuse(CALL(aclvencDestroyChannelDesc, channelDesc), reason);
}

aclError aclvencSetChannelDescThreadId(aclvencChannelDesc* channelDesc, uint64_t threadId) {
  return refuse(CALL(aclvencSetChannelDescThreadId, channelDesc, threadId), reason);
}

aclError aclvencSetChannelDescCallback(aclvencChannelDesc* channelDesc, aclvencCallback callback) {
  return refuse(CALL(aclvencSetChannelDescCallback, channelDesc, callback), reason);
}

aclError aclvencSetChannelDescEnType(aclvencChannelDesc* channelDesc, acldvppStreamFormat enType) {
  return refuse(CALL(aclvencSetChannelDescEnType, channelDesc, enType), reason);
}

aclError aclvencSetChannelDescPicFormat(aclvencChannelDesc* channelDesc, acldvppPixelFormat picFormat) {
  return refuse(CALL(aclvencSetChannelDescPicFormat, channelDesc, picFormat), reason);
}

aclError aclvencSetChannelDescPicWidth(aclvencChannelDesc* channelDesc, uint32_t picWidth) {
  return refuse(CALL(aclvencSetChannelDescPicWidth, channelDesc, picWidth), reason);
}

aclError aclvencSetChannelDescPicHeight(aclvencChannelDesc* channelDesc, uint32_t picHeight) {
  return refuse(CALL(aclvencSetChannelDescPicHeight, channelDesc, picHeight), reason);
}

aclError aclvencSetChannelDescKeyFrameInterval(aclvencChannelDesc* channelDesc, uint32_t keyFrameInterval) {
  return refuse(CALL(aclvencSetChannelDescKeyFrameInterval, channelDesc, keyFrameInterval), reason);
}

aclError aclvencSetChannelDescBufAddr(aclvencChannelDesc* channelDesc, void* bufAddr) {
  return refuse(CALL(aclvencSetChannelDescBufAddr, channelDesc, bufAddr), reason);
}

aclError aclvencSetChannelDescBufSize(aclvencChannelDesc* channelDesc, uint32_t bufSize) {
  return refuse(CALL(aclvencSetChannelDescBufSize, channelDesc, bufSize), reason);
}

aclError aclvencSetChannelDescRcMode(aclvencChannelDesc* channelDesc, uint32_t rcMode) {
  return refuse(CALL(aclvencSetChannelDescRcMode, channelDesc, rcMode), reason);
}

aclError aclvencSetChannelDescSrcRate(aclvencChannelDesc* channelDesc, uint32_t srcRate) {
  return refuse(CALL(aclvencSetChannelDescSrcRate, channelDesc, srcRate), reason);
}

aclError aclvencSetChannelDescMaxBitRate(aclvencChannelDesc* channelDesc, uint32_t maxBitRate) {
  return refuse(CALL(aclvencSetChannelDescMaxBitRate, channelDesc, maxBitRate), reason);
}

aclError aclvencSetChannelDescParam(aclvencChannelDesc* channelDesc, aclvencChannelDescParamType paramType,
                                    size_t length, const void* param) {
  return refuse(CALL(aclvencSetChannelDescParam, channelDesc, paramType, length, param), reason);
}

void* aclvencGetChannelDescBufAddr(const aclvencChannelDesc* channelDesc) {
  return refuse<void*>(CALL(aclvencGetChannelDescBufAddr, channelDesc), nullptr, reason);
}

uint32_t aclvencGetChannelDescBufSize(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescBufSize, channelDesc), 0U, reason);
}

uint32_t aclvencGetChannelDescChannelId(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescChannelId, channelDesc), 0U, reason);
}

uint64_t aclvencGetChannelDescThreadId(const aclvencChannelDesc* channelDesc) {
  return refuse<uint64_t>(CALL(aclvencGetChannelDescThreadId, channelDesc), 0U, reason);
}

aclvencCallback aclvencGetChannelDescCallback(const aclvencChannelDesc* channelDesc) {
  return refuse<aclvencCallback>(CALL(aclvencGetChannelDescCallback, channelDesc), nullptr, reason);
}

acldvppStreamFormat aclvencGetChannelDescEnType(const aclvencChannelDesc* channelDesc) {
  return refuse<acldvppStreamFormat>(CALL(aclvencGetChannelDescEnType, channelDesc), H265_MAIN_LEVEL, reason);
}

acldvppPixelFormat aclvencGetChannelDescPicFormat(const aclvencChannelDesc* channelDesc) {
  return refuse<acldvppPixelFormat>(CALL(aclvencGetChannelDescPicFormat, channelDesc), PIXEL_FORMAT_UNKNOWN,
                                    reason);
}

uint32_t aclvencGetChannelDescPicWidth(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescPicWidth, channelDesc), 0U, reason);
}

uint32_t aclvencGetChannelDescPicHeight(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescPicHeight, channelDesc), 0U, reason);
}

uint32_t aclvencGetChannelDescKeyFrameInterval(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescKeyFrameInterval, channelDesc), 0U, reason);
}

uint32_t aclvencGetChannelDescRcMode(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescRcMode, channelDesc), 0U, reason);
}

uint32_t aclvencGetChannelDescSrcRate(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescSrcRate, channelDesc), 0U, reason);
}

uint32_t aclvencGetChannelDescMaxBitRate(const aclvencChannelDesc* channelDesc) {
  return refuse<uint32_t>(CALL(aclvencGetChannelDescMaxBitRate, channelDesc), 0U, reason);
}

aclError aclvencGetChannelDescParam(const aclvencChannelDesc* channelDesc,
                                    aclvencChannelDescParamType paramType, size_t length,
                                    size_t* paramRetSize, void* param) {
  return refuse(CALL(aclvencGetChannelDescParam, channelDesc, paramType, length, paramRetSize, param),
                reason);
}

uint8_t aclvencGetFrameConfigForceIFrame(const aclvencFrameConfig* config) {
  return refuse<uint8_t>(CALL(aclvencGetFrameConfigForceIFrame, config), uint8_t{0}, reason);
}

uint8_t aclvencGetFrameConfigEos(const aclvencFrameConfig* config) {
  return refuse<uint8_t>(CALL(aclvencGetFrameConfigEos, config), uint8_t{0}, reason);
}

aclError aclvencSetFrameConfigForceIFrame(aclvencFrameConfig* config, uint8_t forceIFrame) {
  return refuse(CALL(aclvencSetFrameConfigForceIFrame, config, forceIFrame), reason);
}

aclError aclvencSetFrameConfigEos(aclvencFrameConfig* config, uint8_t eos) {
  return refuse(CALL(aclvencSetFrameConfigEos, config, eos), reason);
}

aclError aclvencDestroyFrameConfig(aclvencFrameConfig* config) {
  return refuse(CALL(aclvencDestroyFrameConfig, config), reason);
}

aclvencFrameConfig* aclvencCreateFrameConfig() {
  return refuse<aclvencFrameConfig*>(CALL(aclvencCreateFrameConfig), nullptr, reason);
}

aclError aclvencCreateChannel(aclvencChannelDesc* channelDesc) {
  return refuse(CALL(aclvencCreateChannel, channelDesc), reason);
}

aclError aclvencDestroyChannel(aclvencChannelDesc* channelDesc) {
  return refuse(CALL(aclvencDestroyChannel, channelDesc), reason);
}

aclError aclvencSendFrame(aclvencChannelDesc* channelDesc, acldvppPicDesc* input, void* reserve,
                          aclvencFrameConfig* config, void* userdata) {
  return refuse(CALL(aclvencSendFrame, channelDesc, input, reserve, config, userdata), reason);
}
