// AIPP: a unit of the chip prepares pictures, as the offline model says. ONNX files do not use it: no input
// has AIPP, and everything but the query of an input's type is refused.
#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/model/models.h"

using namespace ascend_rx::runtime;

namespace {

aclError refuse() {
  throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                "AIPP is a unit of the chip; the embedded runtime has none: prepare pictures on the host, or "
                "as part of "
                "the ONNX model");
}

// Throws Failure 145003 and, unverified on hardware, 100000 for an index beyond the inputs.
void check_input(uint32_t model, size_t index) {
  require(index < Models::instance().get(model)->info()->inputs.size(), ACL_ERROR_INVALID_PARAM,
          "the model has no input with this index");
}

}  // namespace

aclmdlAIPP* aclmdlCreateAIPP(uint64_t batchSize) {
  return entry<aclmdlAIPP*>(CALL(aclmdlCreateAIPP, batchSize), nullptr, []() -> aclmdlAIPP* {
    refuse();
    return nullptr;
  });
}

aclError aclmdlDestroyAIPP(const aclmdlAIPP* aippParmsSet) {
  return entry(CALL(aclmdlDestroyAIPP, aippParmsSet), [&]() -> aclError {
    require(aippParmsSet != nullptr, ACL_ERROR_INVALID_PARAM, "aippParmsSet is NULL");
    throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT, "these are no AIPP settings: the library makes none");
  });
}

aclError aclmdlSetAIPPInputFormat(aclmdlAIPP* aippParmsSet, aclAippInputFormat inputFormat) {
  return entry(CALL(aclmdlSetAIPPInputFormat, aippParmsSet, inputFormat), refuse);
}

aclError aclmdlSetAIPPCscParams(aclmdlAIPP* aippParmsSet, int8_t cscSwitch, int16_t cscMatrixR0C0,
                                int16_t cscMatrixR0C1, int16_t cscMatrixR0C2, int16_t cscMatrixR1C0,
                                int16_t cscMatrixR1C1, int16_t cscMatrixR1C2, int16_t cscMatrixR2C0,
                                int16_t cscMatrixR2C1, int16_t cscMatrixR2C2, uint8_t cscOutputBiasR0,
                                uint8_t cscOutputBiasR1, uint8_t cscOutputBiasR2, uint8_t cscInputBiasR0,
                                uint8_t cscInputBiasR1, uint8_t cscInputBiasR2) {
  return entry(
      CALL(aclmdlSetAIPPCscParams, aippParmsSet, cscSwitch, cscMatrixR0C0, cscMatrixR0C1, cscMatrixR0C2,
           cscMatrixR1C0, cscMatrixR1C1, cscMatrixR1C2, cscMatrixR2C0, cscMatrixR2C1, cscMatrixR2C2,
           cscOutputBiasR0, cscOutputBiasR1, cscOutputBiasR2, cscInputBiasR0, cscInputBiasR1, cscInputBiasR2),
      refuse);
}

aclError aclmdlSetAIPPRbuvSwapSwitch(aclmdlAIPP* aippParmsSet, int8_t rbuvSwapSwitch) {
  return entry(CALL(aclmdlSetAIPPRbuvSwapSwitch, aippParmsSet, rbuvSwapSwitch), refuse);
}

aclError aclmdlSetAIPPAxSwapSwitch(aclmdlAIPP* aippParmsSet, int8_t axSwapSwitch) {
  return entry(CALL(aclmdlSetAIPPAxSwapSwitch, aippParmsSet, axSwapSwitch), refuse);
}

aclError aclmdlSetAIPPSrcImageSize(aclmdlAIPP* aippParmsSet, int32_t srcImageSizeW, int32_t srcImageSizeH) {
  return entry(CALL(aclmdlSetAIPPSrcImageSize, aippParmsSet, srcImageSizeW, srcImageSizeH), refuse);
}

aclError aclmdlSetAIPPScfParams(aclmdlAIPP* aippParmsSet, int8_t scfSwitch, int32_t scfInputSizeW,
                                int32_t scfInputSizeH, int32_t scfOutputSizeW, int32_t scfOutputSizeH,
                                uint64_t batchIndex) {
  return entry(CALL(aclmdlSetAIPPScfParams, aippParmsSet, scfSwitch, scfInputSizeW, scfInputSizeH,
                    scfOutputSizeW, scfOutputSizeH, batchIndex),
               refuse);
}

aclError aclmdlSetAIPPCropParams(aclmdlAIPP* aippParmsSet, int8_t cropSwitch, int32_t cropStartPosW,
                                 int32_t cropStartPosH, int32_t cropSizeW, int32_t cropSizeH,
                                 uint64_t batchIndex) {
  return entry(CALL(aclmdlSetAIPPCropParams, aippParmsSet, cropSwitch, cropStartPosW, cropStartPosH,
                    cropSizeW, cropSizeH, batchIndex),
               refuse);
}

aclError aclmdlSetAIPPPaddingParams(aclmdlAIPP* aippParmsSet, int8_t paddingSwitch, int32_t paddingSizeTop,
                                    int32_t paddingSizeBottom, int32_t paddingSizeLeft,
                                    int32_t paddingSizeRight, uint64_t batchIndex) {
  return entry(CALL(aclmdlSetAIPPPaddingParams, aippParmsSet, paddingSwitch, paddingSizeTop,
                    paddingSizeBottom, paddingSizeLeft, paddingSizeRight, batchIndex),
               refuse);
}

aclError aclmdlSetAIPPDtcPixelMean(aclmdlAIPP* aippParmsSet, int16_t dtcPixelMeanChn0,
                                   int16_t dtcPixelMeanChn1, int16_t dtcPixelMeanChn2,
                                   int16_t dtcPixelMeanChn3, uint64_t batchIndex) {
  return entry(CALL(aclmdlSetAIPPDtcPixelMean, aippParmsSet, dtcPixelMeanChn0, dtcPixelMeanChn1,
                    dtcPixelMeanChn2, dtcPixelMeanChn3, batchIndex),
               refuse);
}

aclError aclmdlSetAIPPDtcPixelMin(aclmdlAIPP* aippParmsSet, float dtcPixelMinChn0, float dtcPixelMinChn1,
                                  float dtcPixelMinChn2, float dtcPixelMinChn3, uint64_t batchIndex) {
  return entry(CALL(aclmdlSetAIPPDtcPixelMin, aippParmsSet, dtcPixelMinChn0, dtcPixelMinChn1, dtcPixelMinChn2,
                    dtcPixelMinChn3, batchIndex),
               refuse);
}

aclError aclmdlSetAIPPPixelVarReci(aclmdlAIPP* aippParmsSet, float dtcPixelVarReciChn0,
                                   float dtcPixelVarReciChn1, float dtcPixelVarReciChn2,
                                   float dtcPixelVarReciChn3, uint64_t batchIndex) {
  return entry(CALL(aclmdlSetAIPPPixelVarReci, aippParmsSet, dtcPixelVarReciChn0, dtcPixelVarReciChn1,
                    dtcPixelVarReciChn2, dtcPixelVarReciChn3, batchIndex),
               refuse);
}

aclError aclmdlSetInputAIPP(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                            const aclmdlAIPP* aippParmsSet) {
  return entry(CALL(aclmdlSetInputAIPP, modelId, dataset, index, aippParmsSet), refuse);
}

aclError aclmdlSetAIPPByInputIndex(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                   const aclmdlAIPP* aippParmsSet) {
  return entry(CALL(aclmdlSetAIPPByInputIndex, modelId, dataset, index, aippParmsSet), refuse);
}

aclError aclmdlGetAippType(uint32_t modelId, size_t index, aclmdlInputAippType* type,
                           size_t* dynamicAttachedDataIndex) {
  return entry(CALL(aclmdlGetAippType, modelId, index, type, dynamicAttachedDataIndex), [&] {
    require(type && dynamicAttachedDataIndex, ACL_ERROR_INVALID_PARAM, "an out pointer is NULL");
    check_input(modelId, index);
    *type = ACL_DATA_WITHOUT_AIPP;
    *dynamicAttachedDataIndex = ACL_INVALID_NODE_INDEX;
    return ACL_SUCCESS;
  });
}

aclError aclmdlGetFirstAippInfo(uint32_t modelId, size_t index, aclAippInfo* aippInfo) {
  return entry(CALL(aclmdlGetFirstAippInfo, modelId, index, aippInfo), refuse);
}
