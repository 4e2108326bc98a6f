// What numbers beyond the range of their type become. ONNX Runtime computes with infinities, so the mode is
// kept and given back only. The default and the codes are unverified on hardware.
#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"

using namespace ascend_rx::runtime;

aclError aclrtSetDeviceSatMode(aclrtFloatOverflowMode mode) {
  return entry(CALL(aclrtSetDeviceSatMode, mode), [&] {
    require(number_of(mode) < ACL_RT_OVERFLOW_MODE_UNDEF, ACL_ERROR_INVALID_PARAM, "there is no such mode");
    current_context()->device().set_overflow_mode(mode);
    return ACL_SUCCESS;
  });
}

aclError aclrtGetDeviceSatMode(aclrtFloatOverflowMode* mode) {
  return entry(CALL(aclrtGetDeviceSatMode, mode), [&] {
    require(mode != nullptr, ACL_ERROR_INVALID_PARAM, "mode is NULL");
    *mode = current_context()->device().overflow_mode();
    return ACL_SUCCESS;
  });
}
