// AIPP: pictures prepared by a unit of the chip, as the offline model says. ONNX files ask for none, so no
// input has it, and there is nothing to set: all but the question for an input's type is refused.
#include "acl/acl.h"
#include "model/models.h"
#include "process/entry.h"

using namespace ascend_rx::runtime;

namespace {

aclError refuse(const char* function) {
  return entry(function, []() -> aclError {
    throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                  "AIPP is a unit of the chip; the embedded runtime has none: prepare pictures on the host, "
                  "or as part of the ONNX model");
  });
}

// Throws Failure 145003 and, unverified on hardware, 100000 for an index beyond the inputs.
void check_input(uint32_t model, size_t index) {
  require(index < Models::instance().get(model)->info()->inputs.size(), ACL_ERROR_INVALID_PARAM,
          "the model has no input with this index");
}

}  // namespace

aclmdlAIPP* aclmdlCreateAIPP(uint64_t) {
  refuse("aclmdlCreateAIPP");
  return nullptr;
}

aclError aclmdlDestroyAIPP(const aclmdlAIPP* aippParmsSet) {
  return entry("aclmdlDestroyAIPP", [&]() -> aclError {
    require(aippParmsSet != nullptr, ACL_ERROR_INVALID_PARAM, "aippParmsSet is NULL");
    throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT, "these are no AIPP settings: the library makes none");
  });
}

aclError aclmdlSetAIPPInputFormat(aclmdlAIPP*, aclAippInputFormat) {
  return refuse("aclmdlSetAIPPInputFormat");
}

aclError aclmdlSetAIPPCscParams(aclmdlAIPP*, int8_t, int16_t, int16_t, int16_t, int16_t, int16_t, int16_t,
                                int16_t, int16_t, int16_t, uint8_t, uint8_t, uint8_t, uint8_t, uint8_t,
                                uint8_t) {
  return refuse("aclmdlSetAIPPCscParams");
}

aclError aclmdlSetAIPPRbuvSwapSwitch(aclmdlAIPP*, int8_t) { return refuse("aclmdlSetAIPPRbuvSwapSwitch"); }

aclError aclmdlSetAIPPAxSwapSwitch(aclmdlAIPP*, int8_t) { return refuse("aclmdlSetAIPPAxSwapSwitch"); }

aclError aclmdlSetAIPPSrcImageSize(aclmdlAIPP*, int32_t, int32_t) {
  return refuse("aclmdlSetAIPPSrcImageSize");
}

aclError aclmdlSetAIPPScfParams(aclmdlAIPP*, int8_t, int32_t, int32_t, int32_t, int32_t, uint64_t) {
  return refuse("aclmdlSetAIPPScfParams");
}

aclError aclmdlSetAIPPCropParams(aclmdlAIPP*, int8_t, int32_t, int32_t, int32_t, int32_t, uint64_t) {
  return refuse("aclmdlSetAIPPCropParams");
}

aclError aclmdlSetAIPPPaddingParams(aclmdlAIPP*, int8_t, int32_t, int32_t, int32_t, int32_t, uint64_t) {
  return refuse("aclmdlSetAIPPPaddingParams");
}

aclError aclmdlSetAIPPDtcPixelMean(aclmdlAIPP*, int16_t, int16_t, int16_t, int16_t, uint64_t) {
  return refuse("aclmdlSetAIPPDtcPixelMean");
}

aclError aclmdlSetAIPPDtcPixelMin(aclmdlAIPP*, float, float, float, float, uint64_t) {
  return refuse("aclmdlSetAIPPDtcPixelMin");
}

aclError aclmdlSetAIPPPixelVarReci(aclmdlAIPP*, float, float, float, float, uint64_t) {
  return refuse("aclmdlSetAIPPPixelVarReci");
}

aclError aclmdlSetInputAIPP(uint32_t, aclmdlDataset*, size_t, const aclmdlAIPP*) {
  return refuse("aclmdlSetInputAIPP");
}

aclError aclmdlSetAIPPByInputIndex(uint32_t, aclmdlDataset*, size_t, const aclmdlAIPP*) {
  return refuse("aclmdlSetAIPPByInputIndex");
}

aclError aclmdlGetAippType(uint32_t modelId, size_t index, aclmdlInputAippType* type,
                           size_t* dynamicAttachedDataIndex) {
  return entry("aclmdlGetAippType", [&] {
    require(type && dynamicAttachedDataIndex, ACL_ERROR_INVALID_PARAM, "an out pointer is NULL");
    check_input(modelId, index);
    *type = ACL_DATA_WITHOUT_AIPP;
    *dynamicAttachedDataIndex = ACL_INVALID_NODE_INDEX;
    return ACL_SUCCESS;
  });
}

aclError aclmdlGetFirstAippInfo(uint32_t, size_t, aclAippInfo*) { return refuse("aclmdlGetFirstAippInfo"); }
