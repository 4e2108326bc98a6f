/* What programs ask about a device before they begin, and how they choose what becomes of numbers that are too large.
 * device_report IDENTITY-FLOAT16.onnx */
#include <stdint.h>
#include <string.h>

#include "check.h"

int main(int argc, char** argv) {
  uint32_t count = 0, device = 0, model = 0;
  int64_t value = 0;
  size_t free_bytes = 0, total_bytes = 0;
  aclrtRunMode mode = ACL_DEVICE;
  aclrtFloatOverflowMode overflow = ACL_RT_OVERFLOW_MODE_UNDEF;
  aclmdlDesc* desc = NULL;
  const int64_t no_rank[1] = {-2};
  aclTensorDesc* tensor = NULL;
  if (argc < 2) return 2;
  OK(aclInit(""));
  OK(aclrtGetDeviceCount(&count));
  HOLDS(count > 0);
  for (device = 0; device < count; ++device) {
    OK(aclrtSetDevice((int32_t)device));
    OK(aclGetDeviceCapability(device, ACL_DEVICE_INFO_AI_CORE_NUM, &value));
    HOLDS(value > 0);
    OK(aclGetDeviceCapability(device, ACL_DEVICE_INFO_VECTOR_CORE_NUM, &value));
    HOLDS(value > 0);
    OK(aclGetDeviceCapability(device, ACL_DEVICE_INFO_L2_SIZE, &value));
    HOLDS(value >= 0);
    OK(aclrtGetMemInfo(ACL_HBM_MEM, &free_bytes, &total_bytes));
    HOLDS(total_bytes > 0 && free_bytes <= total_bytes);
    OK(aclrtSetDeviceSatMode(ACL_RT_OVERFLOW_MODE_SATURATION));
    OK(aclrtGetDeviceSatMode(&overflow));
    HOLDS(overflow == ACL_RT_OVERFLOW_MODE_SATURATION);
    OK(aclrtResetDevice((int32_t)device));
  }
  GIVES(aclGetDeviceCapability(count, ACL_DEVICE_INFO_AI_CORE_NUM, &value), ACL_ERROR_RT_INVALID_DEVICEID);
  OK(aclrtGetRunMode(&mode));
  HOLDS(mode == ACL_HOST);
  HOLDS(aclrtGetSocName() != NULL);

  OK(aclrtSetDevice(0));
  OK(aclmdlLoadFromFile(argv[1], &model));
  desc = aclmdlCreateDesc();
  OK(aclmdlGetDesc(desc, model));
  HOLDS(strcmp(aclmdlGetTensorRealName(desc, "x"), "x") == 0);
  HOLDS(!aclmdlGetTensorRealName(desc, "none"));
  HOLDS(aclmdlGetOpAttr(desc, "x", ACL_ATTR_NAME_DATA_DUMP_ORIGIN_OP_NAMES)[0] == '\0');
  GIVES(aclmdlInitDump(), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  tensor = aclCreateTensorDesc(ACL_FLOAT16, 1, no_rank, ACL_FORMAT_ND);
  HOLDS(aclGetTensorDescNumDims(tensor) == ACL_UNKNOWN_RANK);
  aclDestroyTensorDesc(tensor);
  OK(aclmdlDestroyDesc(desc));
  OK(aclmdlUnload(model));
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  return 0;
}
