// Device and host memory, copies.
#include <sys/sysinfo.h>

#include <algorithm>
#include <cstring>

#include "acl/acl.h"
#include "runtime/api/device_memory.h"
#include "runtime/api/entry.h"
#include "runtime/checks/strict.h"
#include "runtime/config/settings.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/device/stream.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/memory_checks.h"

using namespace ascend_rx::runtime;

namespace {

bool is_known_policy(unsigned policy) {
  constexpr auto flags = static_cast<unsigned>(ACL_MEM_TYPE_LOW_BAND_WIDTH) |
                         static_cast<unsigned>(ACL_MEM_TYPE_HIGH_BAND_WIDTH) |
                         static_cast<unsigned>(ACL_MEM_ACCESS_USER_SPACE_READONLY);
  return (policy & ~flags) <= ACL_MEM_MALLOC_HUGE1G_ONLY_P2P;
}

aclError allocate(void** address, size_t size, unsigned policy) {
  require(is_known_policy(policy), ACL_ERROR_INVALID_PARAM, "there is no such policy");
  return allocate_device(address, size);
}

aclError check_cached(const void* address, size_t size) {
  require(address != nullptr, ACL_ERROR_INVALID_PARAM, "the address is NULL");
  require(size > 0, ACL_ERROR_INVALID_PARAM, "the size is 0");
  return ACL_SUCCESS;
}

int32_t device_of(const Stream& stream) { return stream.context().device().id(); }

// Checks the arguments of both copies. False: there is nothing to copy.
bool check_copy(const void* dst, size_t destMax, const void* src, size_t count, unsigned kind) {
  if (count == 0) return false;
  require(dst && src, ACL_ERROR_INVALID_PARAM, "an address is NULL");
  require(kind <= ACL_MEMCPY_INTER_DEVICE_TO_DEVICE, ACL_ERROR_INVALID_PARAM,
          "there is no such kind of copy");
  require(count <= destMax, ACL_ERROR_RT_PARAM_INVALID,
          "count is more than there is room for at the destination");
  return true;
}

bool check_fill(const void* address, size_t maxCount, size_t count) {
  if (count == 0) return false;
  require(address != nullptr, ACL_ERROR_INVALID_PARAM, "the address is NULL");
  require(count <= maxCount, ACL_ERROR_RT_PARAM_INVALID, "count is more than there is room for");
  return true;
}

// What the settings say, else what the machine has.
size_t device_memory() {
  if (const auto limit = Settings::current().memory_bytes) return *limit;
  struct sysinfo machine{};
  require(sysinfo(&machine) == 0, ACL_ERROR_RT_INTERNAL_ERROR,
          "the system does not report how much memory it has");
  return machine.totalram * machine.mem_unit;
}

}  // namespace

aclError aclrtMalloc(void** devPtr, size_t size, aclrtMemMallocPolicy policy) {
  return entry(CALL(aclrtMalloc, devPtr, size, policy),
               [&] { return allocate(devPtr, size, number_of(policy)); });
}

aclError aclrtMallocCached(void** devPtr, size_t size, aclrtMemMallocPolicy policy) {
  return entry(CALL(aclrtMallocCached, devPtr, size, policy),
               [&] { return allocate(devPtr, size, number_of(policy)); });
}

aclError aclrtMallocHost(void** hostPtr, size_t size) {
  return entry(CALL(aclrtMallocHost, hostPtr, size), [&] {
    require(hostPtr != nullptr, ACL_ERROR_INVALID_PARAM, "the out pointer is NULL");
    require(size > 0, ACL_ERROR_INVALID_PARAM, "the size is 0");
    current_context();
    *hostPtr = Memory::instance().allocate_host(size);
    return ACL_SUCCESS;
  });
}

aclError aclrtFree(void* devPtr) {
  return entry(CALL(aclrtFree, devPtr), [&] { return free_device(devPtr); });
}

aclError aclrtFreeHost(void* hostPtr) {
  return entry(CALL(aclrtFreeHost, hostPtr), [&] {
    require(hostPtr != nullptr, ACL_ERROR_INVALID_PARAM, "the address is NULL");
    Memory::instance().free_host(hostPtr);
    return ACL_SUCCESS;
  });
}

// Processor and simulated device share memory and cache, so there is nothing to write back or to invalidate.
// The codes are unverified on hardware.
aclError aclrtMemFlush(void* devPtr, size_t size) {
  return entry(CALL(aclrtMemFlush, devPtr, size), [&] { return check_cached(devPtr, size); });
}

aclError aclrtMemInvalidate(void* devPtr, size_t size) {
  return entry(CALL(aclrtMemInvalidate, devPtr, size), [&] { return check_cached(devPtr, size); });
}

aclError aclrtMemcpy(void* dst, size_t destMax, const void* src, size_t count, aclrtMemcpyKind kind) {
  return entry(CALL(aclrtMemcpy, dst, destMax, src, count, kind), [&] {
    if (!check_copy(dst, destMax, src, count, number_of(kind))) return ACL_SUCCESS;
    current_context();
    if (strict()) {
      check_copied_memory({dst, count}, {src, count}, number_of(kind), {});
      check_not_in_use({dst, count});
    }
    std::memmove(dst, src, count);
    return ACL_SUCCESS;
  });
}

// Pageable host memory, too, is copied when the stream gets there. (The newest real libraries copy it at
// once.)
aclError aclrtMemcpyAsync(void* dst, size_t destMax, const void* src, size_t count, aclrtMemcpyKind kind,
                          aclrtStream stream) {
  return entry(CALL(aclrtMemcpyAsync, dst, destMax, src, count, kind, stream), [&] {
    if (!check_copy(dst, destMax, src, count, number_of(kind))) return ACL_SUCCESS;
    require(kind != ACL_MEMCPY_HOST_TO_HOST, ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
            "there is no asynchronous copy from host to host; use aclrtMemcpy");
    Stream& queue = own_stream(stream);
    if (strict()) check_copied_memory({dst, count}, {src, count}, number_of(kind), device_of(queue));
    queue.submit({CopyWork{dst, src, count, kind == ACL_MEMCPY_HOST_TO_DEVICE}});
    return ACL_SUCCESS;
  });
}

// The code for a count that is too large is known for aclrtMemsetAsync; here it is unverified on hardware.
aclError aclrtMemset(void* devPtr, size_t maxCount, int32_t value, size_t count) {
  return entry(CALL(aclrtMemset, devPtr, maxCount, value, count), [&] {
    if (!check_fill(devPtr, maxCount, count)) return ACL_SUCCESS;
    current_context();
    if (strict()) {
      check_filled_memory({devPtr, count}, {});
      check_not_in_use({devPtr, count});
    }
    std::memset(devPtr, value, count);
    return ACL_SUCCESS;
  });
}

aclError aclrtMemsetAsync(void* devPtr, size_t maxCount, int32_t value, size_t count, aclrtStream stream) {
  return entry(CALL(aclrtMemsetAsync, devPtr, maxCount, value, count, stream), [&] {
    if (!check_fill(devPtr, maxCount, count)) return ACL_SUCCESS;
    Stream& queue = own_stream(stream);
    if (strict()) check_filled_memory({devPtr, count}, device_of(queue));
    queue.submit({FillWork{devPtr, value, count}});
    return ACL_SUCCESS;
  });
}

// Whichever kind is asked for. What other processes, and ONNX Runtime in this one, use does not count: it
// would change between two calls of a program that looks for what it has not freed.
aclError aclrtGetMemInfo(aclrtMemAttr attr, size_t* free, size_t* total) {
  return entry(CALL(aclrtGetMemInfo, attr, free, total), [&] {
    require(free && total, ACL_ERROR_INVALID_PARAM, "an out pointer is NULL");
    require(number_of(attr) <= ACL_MEM_P2P_HUGE1G, ACL_ERROR_INVALID_PARAM,
            "there is no such kind of memory");
    const size_t used = Memory::instance().used(current_context()->device().id());
    *total = device_memory();
    *free = *total - std::min(used, *total);
    return ACL_SUCCESS;
  });
}
