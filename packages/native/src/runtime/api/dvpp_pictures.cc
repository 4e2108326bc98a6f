// DVPP: descriptions of pictures, regions, borders and histograms. Refused, as nothing here processes
// pictures.
#define ENABLE_DVPP_INTERFACE  // the header demands it
#include "acl/ops/acl_dvpp.h"

#include "runtime/api/refuse.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* reason =
    "DVPP is a unit of the chip, and the embedded runtime has none: prepare pictures on the host";

}  // namespace

acldvppPicDesc* acldvppCreatePicDesc() {
  return refuse<acldvppPicDesc*>(CALL(acldvppCreatePicDesc), nullptr, reason);
}

aclError acldvppDestroyPicDesc(acldvppPicDesc* picDesc) {
  return refuse(CALL(acldvppDestroyPicDesc, picDesc), reason);
}

aclError acldvppSetPicDescData(acldvppPicDesc* picDesc, void* dataDev) {
  return refuse(CALL(acldvppSetPicDescData, picDesc, dataDev), reason);
}

aclError acldvppSetPicDescSize(acldvppPicDesc* picDesc, uint32_t size) {
  return refuse(CALL(acldvppSetPicDescSize, picDesc, size), reason);
}

aclError acldvppSetPicDescFormat(acldvppPicDesc* picDesc, acldvppPixelFormat format) {
  return refuse(CALL(acldvppSetPicDescFormat, picDesc, format), reason);
}

aclError acldvppSetPicDescWidth(acldvppPicDesc* picDesc, uint32_t width) {
  return refuse(CALL(acldvppSetPicDescWidth, picDesc, width), reason);
}

aclError acldvppSetPicDescHeight(acldvppPicDesc* picDesc, uint32_t height) {
  return refuse(CALL(acldvppSetPicDescHeight, picDesc, height), reason);
}

aclError acldvppSetPicDescWidthStride(acldvppPicDesc* picDesc, uint32_t widthStride) {
  return refuse(CALL(acldvppSetPicDescWidthStride, picDesc, widthStride), reason);
}

aclError acldvppSetPicDescHeightStride(acldvppPicDesc* picDesc, uint32_t heightStride) {
  return refuse(CALL(acldvppSetPicDescHeightStride, picDesc, heightStride), reason);
}

aclError acldvppSetPicDescRetCode(acldvppPicDesc* picDesc, uint32_t retCode) {
  return refuse(CALL(acldvppSetPicDescRetCode, picDesc, retCode), reason);
}

void* acldvppGetPicDescData(const acldvppPicDesc* picDesc) {
  return refuse<void*>(CALL(acldvppGetPicDescData, picDesc), nullptr, reason);
}

uint32_t acldvppGetPicDescSize(const acldvppPicDesc* picDesc) {
  return refuse<uint32_t>(CALL(acldvppGetPicDescSize, picDesc), 0U, reason);
}

acldvppPixelFormat acldvppGetPicDescFormat(const acldvppPicDesc* picDesc) {
  return refuse<acldvppPixelFormat>(CALL(acldvppGetPicDescFormat, picDesc), PIXEL_FORMAT_UNKNOWN, reason);
}

uint32_t acldvppGetPicDescWidth(const acldvppPicDesc* picDesc) {
  return refuse<uint32_t>(CALL(acldvppGetPicDescWidth, picDesc), 0U, reason);
}

uint32_t acldvppGetPicDescHeight(const acldvppPicDesc* picDesc) {
  return refuse<uint32_t>(CALL(acldvppGetPicDescHeight, picDesc), 0U, reason);
}

uint32_t acldvppGetPicDescWidthStride(const acldvppPicDesc* picDesc) {
  return refuse<uint32_t>(CALL(acldvppGetPicDescWidthStride, picDesc), 0U, reason);
}

uint32_t acldvppGetPicDescHeightStride(const acldvppPicDesc* picDesc) {
  return refuse<uint32_t>(CALL(acldvppGetPicDescHeightStride, picDesc), 0U, reason);
}

uint32_t acldvppGetPicDescRetCode(const acldvppPicDesc* picDesc) {
  return refuse<uint32_t>(CALL(acldvppGetPicDescRetCode, picDesc),
                          static_cast<uint32_t>(ACL_ERROR_RT_FEATURE_NOT_SUPPORT), reason);
}

acldvppBatchPicDesc* acldvppCreateBatchPicDesc(uint32_t batchSize) {
  return refuse<acldvppBatchPicDesc*>(CALL(acldvppCreateBatchPicDesc, batchSize), nullptr, reason);
}

acldvppPicDesc* acldvppGetPicDesc(acldvppBatchPicDesc* batchPicDesc, uint32_t index) {
  return refuse<acldvppPicDesc*>(CALL(acldvppGetPicDesc, batchPicDesc, index), nullptr, reason);
}

aclError acldvppDestroyBatchPicDesc(acldvppBatchPicDesc* batchPicDesc) {
  return refuse(CALL(acldvppDestroyBatchPicDesc, batchPicDesc), reason);
}

acldvppRoiConfig* acldvppCreateRoiConfig(uint32_t left, uint32_t right, uint32_t top, uint32_t bottom) {
  return refuse<acldvppRoiConfig*>(CALL(acldvppCreateRoiConfig, left, right, top, bottom), nullptr, reason);
}

aclError acldvppDestroyRoiConfig(acldvppRoiConfig* roiConfig) {
  return refuse(CALL(acldvppDestroyRoiConfig, roiConfig), reason);
}

aclError acldvppSetRoiConfigLeft(acldvppRoiConfig* config, uint32_t left) {
  return refuse(CALL(acldvppSetRoiConfigLeft, config, left), reason);
}

aclError acldvppSetRoiConfigRight(acldvppRoiConfig* config, uint32_t right) {
  return refuse(CALL(acldvppSetRoiConfigRight, config, right), reason);
}

aclError acldvppSetRoiConfigTop(acldvppRoiConfig* config, uint32_t top) {
  return refuse(CALL(acldvppSetRoiConfigTop, config, top), reason);
}

aclError acldvppSetRoiConfigBottom(acldvppRoiConfig* config, uint32_t bottom) {
  return refuse(CALL(acldvppSetRoiConfigBottom, config, bottom), reason);
}

aclError acldvppSetRoiConfig(acldvppRoiConfig* config, uint32_t left, uint32_t right, uint32_t top,
                             uint32_t bottom) {
  return refuse(CALL(acldvppSetRoiConfig, config, left, right, top, bottom), reason);
}

acldvppResizeConfig* acldvppCreateResizeConfig() {
  return refuse<acldvppResizeConfig*>(CALL(acldvppCreateResizeConfig), nullptr, reason);
}

aclError acldvppDestroyResizeConfig(acldvppResizeConfig* resizeConfig) {
  return refuse(CALL(acldvppDestroyResizeConfig, resizeConfig), reason);
}

aclError acldvppSetResizeConfigInterpolation(acldvppResizeConfig* resizeConfig, uint32_t interpolation) {
  return refuse(CALL(acldvppSetResizeConfigInterpolation, resizeConfig, interpolation), reason);
}

uint32_t acldvppGetResizeConfigInterpolation(const acldvppResizeConfig* resizeConfig) {
  return refuse<uint32_t>(CALL(acldvppGetResizeConfigInterpolation, resizeConfig), 0U, reason);
}

acldvppBorderConfig* acldvppCreateBorderConfig() {
  return refuse<acldvppBorderConfig*>(CALL(acldvppCreateBorderConfig), nullptr, reason);
}

aclError acldvppSetBorderConfigValue(acldvppBorderConfig* borderConfig, uint32_t index, double value) {
  return refuse(CALL(acldvppSetBorderConfigValue, borderConfig, index, value), reason);
}

aclError acldvppSetBorderConfigBorderType(acldvppBorderConfig* borderConfig, acldvppBorderType borderType) {
  return refuse(CALL(acldvppSetBorderConfigBorderType, borderConfig, borderType), reason);
}

aclError acldvppSetBorderConfigTop(acldvppBorderConfig* borderConfig, uint32_t top) {
  return refuse(CALL(acldvppSetBorderConfigTop, borderConfig, top), reason);
}

aclError acldvppSetBorderConfigBottom(acldvppBorderConfig* borderConfig, uint32_t bottom) {
  return refuse(CALL(acldvppSetBorderConfigBottom, borderConfig, bottom), reason);
}

aclError acldvppSetBorderConfigLeft(acldvppBorderConfig* borderConfig, uint32_t left) {
  return refuse(CALL(acldvppSetBorderConfigLeft, borderConfig, left), reason);
}

aclError acldvppSetBorderConfigRight(acldvppBorderConfig* borderConfig, uint32_t right) {
  return refuse(CALL(acldvppSetBorderConfigRight, borderConfig, right), reason);
}

double acldvppGetBorderConfigValue(const acldvppBorderConfig* borderConfig, uint32_t index) {
  return refuse<double>(CALL(acldvppGetBorderConfigValue, borderConfig, index), 0.0, reason);
}

acldvppBorderType acldvppGetBorderConfigBorderType(const acldvppBorderConfig* borderConfig) {
  return refuse<acldvppBorderType>(CALL(acldvppGetBorderConfigBorderType, borderConfig), BORDER_CONSTANT,
                                   reason);
}

uint32_t acldvppGetBorderConfigTop(const acldvppBorderConfig* borderConfig) {
  return refuse<uint32_t>(CALL(acldvppGetBorderConfigTop, borderConfig), 0U, reason);
}

uint32_t acldvppGetBorderConfigBottom(const acldvppBorderConfig* borderConfig) {
  return refuse<uint32_t>(CALL(acldvppGetBorderConfigBottom, borderConfig), 0U, reason);
}

uint32_t acldvppGetBorderConfigLeft(const acldvppBorderConfig* borderConfig) {
  return refuse<uint32_t>(CALL(acldvppGetBorderConfigLeft, borderConfig), 0U, reason);
}

uint32_t acldvppGetBorderConfigRight(const acldvppBorderConfig* borderConfig) {
  return refuse<uint32_t>(CALL(acldvppGetBorderConfigRight, borderConfig), 0U, reason);
}

aclError acldvppDestroyBorderConfig(acldvppBorderConfig* borderConfig) {
  return refuse(CALL(acldvppDestroyBorderConfig, borderConfig), reason);
}

acldvppLutMap* acldvppCreateLutMap() {
  return refuse<acldvppLutMap*>(CALL(acldvppCreateLutMap), nullptr, reason);
}

aclError acldvppDestroyLutMap(acldvppLutMap* lutMap) {
  return refuse(CALL(acldvppDestroyLutMap, lutMap), reason);
}

uint32_t acldvppGetLutMapDims(const acldvppLutMap* lutMap) {
  return refuse<uint32_t>(CALL(acldvppGetLutMapDims, lutMap), 0U, reason);
}

aclError acldvppGetLutMapData(const acldvppLutMap* lutMap, uint32_t dim, uint8_t** data, uint32_t* len) {
  return refuse(CALL(acldvppGetLutMapData, lutMap, dim, data, len), reason);
}

acldvppHist* acldvppCreateHist() { return refuse<acldvppHist*>(CALL(acldvppCreateHist), nullptr, reason); }

aclError acldvppDestroyHist(acldvppHist* hist) { return refuse(CALL(acldvppDestroyHist, hist), reason); }

uint32_t acldvppGetHistDims(acldvppHist* hist) {
  return refuse<uint32_t>(CALL(acldvppGetHistDims, hist), 0U, reason);
}

aclError acldvppGetHistData(acldvppHist* hist, uint32_t dim, uint32_t** data, uint16_t* len) {
  return refuse(CALL(acldvppGetHistData, hist, dim, data, len), reason);
}

uint32_t acldvppGetHistRetCode(acldvppHist* hist) {
  return refuse<uint32_t>(CALL(acldvppGetHistRetCode, hist),
                          static_cast<uint32_t>(ACL_ERROR_RT_FEATURE_NOT_SUPPORT), reason);
}

aclError acldvppClearHist(acldvppHist* hist) { return refuse(CALL(acldvppClearHist, hist), reason); }
