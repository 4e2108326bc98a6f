// Memory of the program's own for copies and for devices. What is not in docs/facts.md is unverified on
// hardware.
#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/device/context.h"
#include "runtime/memory/host_registrations.h"

using namespace ascend_rx::runtime;

namespace {

constexpr uint64_t all_flags = ACL_HOST_REG_MAPPED | ACL_HOST_REG_PINNED;

aclError add(void* address, uint64_t size, bool mapped) {
  require(address != nullptr, ACL_ERROR_INVALID_PARAM, "ptr is NULL");
  require(size > 0, ACL_ERROR_INVALID_PARAM, "the size is 0");
  current_context();
  HostRegistrations::instance().add(address, size, mapped);
  return ACL_SUCCESS;
}

}  // namespace

// Host and devices are one processor, so the address is the same for both.
aclError aclrtHostRegister(void* ptr, uint64_t size, aclrtHostRegisterType type, void** devPtr) {
  return entry(CALL(aclrtHostRegister, ptr, size, type, devPtr), [&] {
    require(devPtr != nullptr, ACL_ERROR_INVALID_PARAM, "devPtr is NULL");
    require(number_of(type) == ACL_HOST_REGISTER_MAPPED, ACL_ERROR_INVALID_PARAM,
            "there is no such type of registration");
    add(ptr, size, true);
    *devPtr = ptr;
    return ACL_SUCCESS;
  });
}

aclError aclrtHostRegisterV2(void* ptr, uint64_t size, uint32_t flag) {
  return entry(CALL(aclrtHostRegisterV2, ptr, size, flag), [&] {
    require((flag & ~all_flags) == 0, ACL_ERROR_INVALID_PARAM,
            "flag has bits that are no ACL_HOST_REG_* flag");
    return add(ptr, size, (flag & ACL_HOST_REG_MAPPED) != 0);
  });
}

aclError aclrtHostUnregister(void* ptr) {
  return entry(CALL(aclrtHostUnregister, ptr), [&] {
    require(ptr != nullptr, ACL_ERROR_INVALID_PARAM, "ptr is NULL");
    HostRegistrations::instance().remove(ptr);
    return ACL_SUCCESS;
  });
}
