#include "runtime/memory/host_registrations.h"

#include "runtime/base/call.h"
#include "runtime/base/failure.h"
#include "runtime/checks/strict.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/memory_uses.h"

namespace ascend_rx::runtime {
namespace {

uintptr_t number_of_address(const void* address) { return reinterpret_cast<uintptr_t>(address); }

}  // namespace

HostRegistrations& HostRegistrations::instance() {
  static auto* const the_one = new HostRegistrations;  // outlives static objects that call ACL
  return *the_one;
}

void HostRegistrations::add(void* address, uint64_t size, bool mapped) {
  const uintptr_t begin = number_of_address(address);
  require(size <= UINTPTR_MAX - begin, ACL_ERROR_RT_PARAM_INVALID, "the memory ends beyond all addresses");
  require(!Memory::instance().any_device_memory_in(address, size), ACL_ERROR_RT_PARAM_INVALID,
          "some of it is device memory, which needs no registration");
  const MutexLock lock(mutex_);
  const auto after = all_.lower_bound(begin + size);  // the first one that starts behind it
  if (after != all_.begin()) {
    const auto before = std::prev(after);
    require(before->first + before->second.size <= begin, ACL_ERROR_HOST_MEMORY_ALREADY_REGISTERED,
            "some of the memory is registered already");
  }
  all_.emplace(begin, Registration{size, mapped});
}

void HostRegistrations::remove(void* address) {
  const MutexLock lock(mutex_);
  const auto found = all_.find(number_of_address(address));
  require(found != all_.end(), ACL_ERROR_HOST_MEMORY_NOT_REGISTERED,
          "the address is not the start of registered memory");
  if (strict() && MemoryUses::instance().count({address, found->second.size}) > 0) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID, "queued tasks still work on the memory at " +
                                                  address_text(address) + "; synchronize their stream first");
  }
  all_.erase(found);
}

size_t HostRegistrations::size() {
  const MutexLock lock(mutex_);
  return all_.size();
}

HostRegistrations::State HostRegistrations::check(const void* address, size_t bytes,
                                                  const std::string& what) {
  const MutexLock lock(mutex_);
  const uintptr_t at = number_of_address(address);
  auto after = all_.upper_bound(at);
  if (after == all_.begin()) return {};
  const auto& [begin, registration] = *--after;
  if (at - begin >= registration.size) return {};
  const size_t left = registration.size - (at - begin);
  if (bytes > left) {
    report_misuse(ACL_ERROR_RT_PARAM_INVALID,
                  what + " at " + address_text(address) + " is said to have " + std::to_string(bytes) +
                      " bytes, but the registered memory ends after " + std::to_string(left));
  }
  return {true, registration.mapped};
}

}  // namespace ascend_rx::runtime
