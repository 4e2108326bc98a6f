// DVPP: channels that process pictures, and their tasks. Refused: the embedded runtime has no such unit.
#define ENABLE_DVPP_INTERFACE  // the header demands it
#include "acl/ops/acl_dvpp.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "DVPP is a unit of the chip, and the embedded runtime has none: decode and resize pictures on the host";

}  // namespace

acldvppChannelDesc* acldvppCreateChannelDesc() {
  return refuse<acldvppChannelDesc*>(CALL(acldvppCreateChannelDesc), nullptr, reason);
}

aclError acldvppDestroyChannelDesc(acldvppChannelDesc* channelDesc) {
  return refuse(CALL(acldvppDestroyChannelDesc, channelDesc), reason);
}

uint64_t acldvppGetChannelDescChannelId(const acldvppChannelDesc* channelDesc) {
  return refuse<uint64_t>(CALL(acldvppGetChannelDescChannelId, channelDesc), 0U, reason);
}

aclError acldvppCreateChannel(acldvppChannelDesc* channelDesc) {
  return refuse(CALL(acldvppCreateChannel, channelDesc), reason);
}

aclError acldvppDestroyChannel(acldvppChannelDesc* channelDesc) {
  return refuse(CALL(acldvppDestroyChannel, channelDesc), reason);
}

aclError acldvppSetChannelDescMode(acldvppChannelDesc* channelDesc, uint32_t mode) {
  return refuse(CALL(acldvppSetChannelDescMode, channelDesc, mode), reason);
}

aclError acldvppSetChannelDescParam(acldvppChannelDesc* channelDesc, acldvppChannelDescParamType paramType,
                                    size_t length, const void* param) {
  return refuse(CALL(acldvppSetChannelDescParam, channelDesc, paramType, length, param), reason);
}

aclError acldvppGetChannelDescParam(const acldvppChannelDesc* channelDesc,
                                    acldvppChannelDescParamType paramType, size_t length,
                                    size_t* paramRetSize, void* param) {
  return refuse(CALL(acldvppGetChannelDescParam, channelDesc, paramType, length, paramRetSize, param),
                reason);
}

aclError acldvppVpcResizeAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                               acldvppPicDesc* outputDesc, acldvppResizeConfig* resizeConfig,
                               aclrtStream stream) {
  return refuse(CALL(acldvppVpcResizeAsync, channelDesc, inputDesc, outputDesc, resizeConfig, stream),
                reason);
}

aclError acldvppVpcCropAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                             acldvppPicDesc* outputDesc, acldvppRoiConfig* cropArea, aclrtStream stream) {
  return refuse(CALL(acldvppVpcCropAsync, channelDesc, inputDesc, outputDesc, cropArea, stream), reason);
}

aclError acldvppVpcCropResizeAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                                   acldvppPicDesc* outputDesc, acldvppRoiConfig* cropArea,
                                   acldvppResizeConfig* resizeConfig, aclrtStream stream) {
  return refuse(
      CALL(acldvppVpcCropResizeAsync, channelDesc, inputDesc, outputDesc, cropArea, resizeConfig, stream),
      reason);
}

aclError acldvppVpcBatchCropAsync(acldvppChannelDesc* channelDesc, acldvppBatchPicDesc* srcBatchPicDescs,
                                  uint32_t* roiNums, uint32_t size, acldvppBatchPicDesc* dstBatchPicDescs,
                                  acldvppRoiConfig* cropAreas[], aclrtStream stream) {
  return refuse(CALL(acldvppVpcBatchCropAsync, channelDesc, srcBatchPicDescs, roiNums, size, dstBatchPicDescs,
                     cropAreas, stream),
                reason);
}

aclError acldvppVpcBatchCropResizeAsync(acldvppChannelDesc* channelDesc,
                                        acldvppBatchPicDesc* srcBatchPicDescs, uint32_t* roiNums,
                                        uint32_t size, acldvppBatchPicDesc* dstBatchPicDescs,
                                        acldvppRoiConfig* cropAreas[], acldvppResizeConfig* resizeConfig,
                                        aclrtStream stream) {
  return refuse(CALL(acldvppVpcBatchCropResizeAsync, channelDesc, srcBatchPicDescs, roiNums, size,
                     dstBatchPicDescs, cropAreas, resizeConfig, stream),
                reason);
}

aclError acldvppVpcCropAndPasteAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                                     acldvppPicDesc* outputDesc, acldvppRoiConfig* cropArea,
                                     acldvppRoiConfig* pasteArea, aclrtStream stream) {
  return refuse(
      CALL(acldvppVpcCropAndPasteAsync, channelDesc, inputDesc, outputDesc, cropArea, pasteArea, stream),
      reason);
}

aclError acldvppVpcCropResizePasteAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                                        acldvppPicDesc* outputDesc, acldvppRoiConfig* cropArea,
                                        acldvppRoiConfig* pasteArea, acldvppResizeConfig* resizeConfig,
                                        aclrtStream stream) {
  return refuse(CALL(acldvppVpcCropResizePasteAsync, channelDesc, inputDesc, outputDesc, cropArea, pasteArea,
                     resizeConfig, stream),
                reason);
}

aclError acldvppVpcBatchCropAndPasteAsync(acldvppChannelDesc* channelDesc,
                                          acldvppBatchPicDesc* srcBatchPicDescs, uint32_t* roiNums,
                                          uint32_t size, acldvppBatchPicDesc* dstBatchPicDescs,
                                          acldvppRoiConfig* cropAreas[], acldvppRoiConfig* pasteAreas[],
                                          aclrtStream stream) {
  return refuse(CALL(acldvppVpcBatchCropAndPasteAsync, channelDesc, srcBatchPicDescs, roiNums, size,
                     dstBatchPicDescs, cropAreas, pasteAreas, stream),
                reason);
}

aclError acldvppVpcBatchCropResizePasteAsync(acldvppChannelDesc* channelDesc,
                                             acldvppBatchPicDesc* srcBatchPicDescs, uint32_t* roiNums,
                                             uint32_t size, acldvppBatchPicDesc* dstBatchPicDescs,
                                             acldvppRoiConfig* cropAreas[], acldvppRoiConfig* pasteAreas[],
                                             acldvppResizeConfig* resizeConfig, aclrtStream stream) {
  return refuse(CALL(acldvppVpcBatchCropResizePasteAsync, channelDesc, srcBatchPicDescs, roiNums, size,
                     dstBatchPicDescs, cropAreas, pasteAreas, resizeConfig, stream),
                reason);
}

aclError acldvppVpcConvertColorAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                                     acldvppPicDesc* outputDesc, aclrtStream stream) {
  return refuse(CALL(acldvppVpcConvertColorAsync, channelDesc, inputDesc, outputDesc, stream), reason);
}

aclError acldvppVpcPyrDownAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc,
                                acldvppPicDesc* outputDesc, void* reserve, aclrtStream stream) {
  return refuse(CALL(acldvppVpcPyrDownAsync, channelDesc, inputDesc, outputDesc, reserve, stream), reason);
}

aclError acldvppVpcEqualizeHistAsync(const acldvppChannelDesc* channelDesc, const acldvppPicDesc* inputDesc,
                                     acldvppPicDesc* outputDesc, const acldvppLutMap* lutMap,
                                     aclrtStream stream) {
  return refuse(CALL(acldvppVpcEqualizeHistAsync, channelDesc, inputDesc, outputDesc, lutMap, stream),
                reason);
}

aclError acldvppVpcMakeBorderAsync(const acldvppChannelDesc* channelDesc, const acldvppPicDesc* inputDesc,
                                   acldvppPicDesc* outputDesc, const acldvppBorderConfig* borderConfig,
                                   aclrtStream stream) {
  return refuse(CALL(acldvppVpcMakeBorderAsync, channelDesc, inputDesc, outputDesc, borderConfig, stream),
                reason);
}

aclError acldvppVpcCalcHistAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* srcPicDesc,
                                 acldvppHist* hist, void* reserve, aclrtStream stream) {
  return refuse(CALL(acldvppVpcCalcHistAsync, channelDesc, srcPicDesc, hist, reserve, stream), reason);
}

aclError acldvppVpcBatchCropResizeMakeBorderAsync(acldvppChannelDesc* channelDesc,
                                                  acldvppBatchPicDesc* srcBatchPicDescs, uint32_t* roiNums,
                                                  uint32_t size, acldvppBatchPicDesc* dstBatchPicDescs,
                                                  acldvppRoiConfig* cropAreas[],
                                                  acldvppBorderConfig* borderCfgs[],
                                                  acldvppResizeConfig* resizeConfig, aclrtStream stream) {
  return refuse(CALL(acldvppVpcBatchCropResizeMakeBorderAsync, channelDesc, srcBatchPicDescs, roiNums, size,
                     dstBatchPicDescs, cropAreas, borderCfgs, resizeConfig, stream),
                reason);
}

acldvppJpegeConfig* acldvppCreateJpegeConfig() {
  return refuse<acldvppJpegeConfig*>(CALL(acldvppCreateJpegeConfig), nullptr, reason);
}

aclError acldvppDestroyJpegeConfig(acldvppJpegeConfig* jpegeConfig) {
  return refuse(CALL(acldvppDestroyJpegeConfig, jpegeConfig), reason);
}

aclError acldvppSetJpegeConfigLevel(acldvppJpegeConfig* jpegeConfig, uint32_t level) {
  return refuse(CALL(acldvppSetJpegeConfigLevel, jpegeConfig, level), reason);
}

uint32_t acldvppGetJpegeConfigLevel(const acldvppJpegeConfig* jpegeConfig) {
  return refuse<uint32_t>(CALL(acldvppGetJpegeConfigLevel, jpegeConfig), 0U, reason);
}

aclError acldvppJpegGetImageInfo(const void* data, uint32_t size, uint32_t* width, uint32_t* height,
                                 int32_t* components) {
  return refuse(CALL(acldvppJpegGetImageInfo, data, size, width, height, components), reason);
}

aclError acldvppJpegGetImageInfoV2(const void* data, uint32_t size, uint32_t* width, uint32_t* height,
                                   int32_t* components, acldvppJpegFormat* format) {
  return refuse(CALL(acldvppJpegGetImageInfoV2, data, size, width, height, components, format), reason);
}

aclError acldvppJpegPredictEncSize(const acldvppPicDesc* inputDesc, const acldvppJpegeConfig* config,
                                   uint32_t* size) {
  return refuse(CALL(acldvppJpegPredictEncSize, inputDesc, config, size), reason);
}

aclError acldvppJpegPredictDecSize(const void* data, uint32_t dataSize, acldvppPixelFormat outputPixelFormat,
                                   uint32_t* decSize) {
  return refuse(CALL(acldvppJpegPredictDecSize, data, dataSize, outputPixelFormat, decSize), reason);
}

aclError acldvppPngGetImageInfo(const void* data, uint32_t dataSize, uint32_t* width, uint32_t* height,
                                int32_t* components) {
  return refuse(CALL(acldvppPngGetImageInfo, data, dataSize, width, height, components), reason);
}

aclError acldvppPngPredictDecSize(const void* data, uint32_t dataSize, acldvppPixelFormat outputPixelFormat,
                                  uint32_t* decSize) {
  return refuse(CALL(acldvppPngPredictDecSize, data, dataSize, outputPixelFormat, decSize), reason);
}

aclError acldvppJpegDecodeAsync(acldvppChannelDesc* channelDesc, const void* data, uint32_t size,
                                acldvppPicDesc* outputDesc, aclrtStream stream) {
  return refuse(CALL(acldvppJpegDecodeAsync, channelDesc, data, size, outputDesc, stream), reason);
}

aclError acldvppJpegEncodeAsync(acldvppChannelDesc* channelDesc, acldvppPicDesc* inputDesc, const void* data,
                                uint32_t* size, acldvppJpegeConfig* config, aclrtStream stream) {
  return refuse(CALL(acldvppJpegEncodeAsync, channelDesc, inputDesc, data, size, config, stream), reason);
}

aclError acldvppPngDecodeAsync(acldvppChannelDesc* channelDesc, const void* data, uint32_t size,
                               acldvppPicDesc* outputDesc, aclrtStream stream) {
  return refuse(CALL(acldvppPngDecodeAsync, channelDesc, data, size, outputDesc, stream), reason);
}
