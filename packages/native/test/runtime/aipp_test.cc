// AIPP: a unit of the chip, so refused. That the codes fit what real programs expect is unverified on
// hardware.
#include "world.h"

namespace {

// The last call was refused in the name of `function`, and a reason given.
void check_reason(const std::string& function) {
  const std::string text = recent_error();
  CHECK(contains(text, "[207000] " + function + ": "));
  CHECK(contains(text, "embedded runtime"));
}

#define CHECK_REFUSED(function, ...)                                 \
  CHECK_EQ(function(__VA_ARGS__), ACL_ERROR_RT_FEATURE_NOT_SUPPORT); \
  check_reason(#function)

}  // namespace

TEST(settings_are_refused) {
  CHECK(aclmdlCreateAIPP(1) == nullptr);
  check_reason("aclmdlCreateAIPP");
  CHECK_REFUSED(aclmdlSetAIPPInputFormat, nullptr, ACL_YUV420SP_U8);
  CHECK_REFUSED(aclmdlSetAIPPCscParams, nullptr, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  CHECK_REFUSED(aclmdlSetAIPPRbuvSwapSwitch, nullptr, 1);
  CHECK_REFUSED(aclmdlSetAIPPAxSwapSwitch, nullptr, 1);
  CHECK_REFUSED(aclmdlSetAIPPSrcImageSize, nullptr, 16, 16);
  CHECK_REFUSED(aclmdlSetAIPPScfParams, nullptr, 1, 8, 8, 16, 16, 0);
  CHECK_REFUSED(aclmdlSetAIPPCropParams, nullptr, 1, 0, 0, 8, 8, 0);
  CHECK_REFUSED(aclmdlSetAIPPPaddingParams, nullptr, 1, 0, 0, 0, 0, 0);
  CHECK_REFUSED(aclmdlSetAIPPDtcPixelMean, nullptr, 0, 0, 0, 0, 0);
  CHECK_REFUSED(aclmdlSetAIPPDtcPixelMin, nullptr, 0, 0, 0, 0, 0);
  CHECK_REFUSED(aclmdlSetAIPPPixelVarReci, nullptr, 1, 1, 1, 1, 0);
  CHECK_REFUSED(aclmdlSetInputAIPP, 1, nullptr, 0, nullptr);
  CHECK_REFUSED(aclmdlSetAIPPByInputIndex, 1, nullptr, 0, nullptr);
  CHECK_REFUSED(aclmdlGetFirstAippInfo, 1, 0, nullptr);
}

TEST(destroy) {
  CHECK_EQ(aclmdlDestroyAIPP(nullptr), ACL_ERROR_INVALID_PARAM);
  int nothing = 0;
  void* const none = &nothing;
  CHECK_EQ(aclmdlDestroyAIPP(static_cast<aclmdlAIPP*>(none)), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
}

// No input of an ONNX file has it. Section 1: an unknown model gives 145003.
TEST(type_of_an_input) {
  World world;
  Model model("two-by-two.onnx");
  for (const size_t index : {size_t{0}, size_t{1}}) {
    aclmdlInputAippType type = ACL_DYNAMIC_AIPP_NODE;
    size_t attached = 7;
    CHECK_OK(aclmdlGetAippType(model.id, index, &type, &attached));
    CHECK_EQ(type, ACL_DATA_WITHOUT_AIPP);
    CHECK_EQ(attached, size_t{ACL_INVALID_NODE_INDEX});
  }
  aclmdlInputAippType type = ACL_DYNAMIC_AIPP_NODE;
  size_t attached = 7;
  CHECK_EQ(aclmdlGetAippType(model.id, 2, &type, &attached), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetAippType(model.id + 1, 0, &type, &attached), ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  CHECK_EQ(aclmdlGetAippType(model.id, 0, nullptr, &attached), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetAippType(model.id, 0, &type, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK(type == ACL_DYNAMIC_AIPP_NODE && attached == 7);
}
