// Copies of rows. Where docs/facts.md gives no code, it is that of the plain copies: unverified on hardware.
#include "runtime/memory/copy_rows.h"

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/device/stream.h"
#include "runtime/memory/memory_checks.h"

using namespace ascend_rx::runtime;

namespace {

// Checks the arguments. False: there is nothing to copy.
bool check(const CopyRows& copy, unsigned kind) {
  if (copy.width == 0 || copy.height == 0) return false;
  require(copy.to && copy.from, ACL_ERROR_INVALID_PARAM, "an address is NULL");
  require(kind <= ACL_MEMCPY_INTER_DEVICE_TO_DEVICE, ACL_ERROR_INVALID_PARAM,
          "there is no such kind of copy");
  require(copy.width <= copy.to_pitch && copy.width <= copy.from_pitch, ACL_ERROR_RT_PARAM_INVALID,
          "the rows are wider than they are apart");
  const size_t furthest = copy.to_pitch > copy.from_pitch ? copy.to_pitch : copy.from_pitch;
  require(copy.height <= PTRDIFF_MAX / furthest, ACL_ERROR_RT_PARAM_INVALID,
          "the rows are more than any memory holds");
  return true;
}

}  // namespace

aclError aclrtMemcpy2d(void* dst, size_t dpitch, const void* src, size_t spitch, size_t width, size_t height,
                       aclrtMemcpyKind kind) {
  return entry(CALL(aclrtMemcpy2d, dst, dpitch, src, spitch, width, height, kind), [&] {
    const CopyRows copy{
        dst, dpitch, src, spitch, width, height, number_of(kind) == ACL_MEMCPY_HOST_TO_DEVICE};
    if (!check(copy, number_of(kind))) return ACL_SUCCESS;
    current_context();
    if (strict()) {
      check_copied_memory(copy.target(), copy.source(), number_of(kind), {});
      check_not_in_use(copy.target());
    }
    copy.copy();
    return ACL_SUCCESS;
  });
}

aclError aclrtMemcpy2dAsync(void* dst, size_t dpitch, const void* src, size_t spitch, size_t width,
                            size_t height, aclrtMemcpyKind kind, aclrtStream stream) {
  return entry(CALL(aclrtMemcpy2dAsync, dst, dpitch, src, spitch, width, height, kind, stream), [&] {
    const CopyRows copy{
        dst, dpitch, src, spitch, width, height, number_of(kind) == ACL_MEMCPY_HOST_TO_DEVICE};
    if (!check(copy, number_of(kind))) return ACL_SUCCESS;
    require(kind != ACL_MEMCPY_HOST_TO_HOST, ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
            "there is no asynchronous copy from host to host; use aclrtMemcpy2d");
    Stream& queue = own_stream(stream);
    if (strict()) {
      check_copied_memory(copy.target(), copy.source(), number_of(kind), queue.context().device().id());
    }
    queue.submit({copy});
    return ACL_SUCCESS;
  });
}
