// Memory and copies. Facts, section 10.
#include <cstring>

#include "world.h"

namespace {

void* const somewhere = reinterpret_cast<void*>(64);

}  // namespace

// Section 10: 64-byte aligned; NULL or size 0 gives 100000; aclrtFree(NULL) 100000.
TEST(allocation) {
  World world;
  for (const size_t size : {size_t{1}, size_t{33}, size_t{4096}, size_t{3} << 20}) {
    void *device = nullptr, *cached = nullptr, *host = nullptr;
    CHECK_OK(aclrtMalloc(&device, size, ACL_MEM_MALLOC_HUGE_FIRST));
    CHECK_OK(aclrtMallocCached(&cached, size, ACL_MEM_MALLOC_NORMAL_ONLY));
    CHECK_OK(aclrtMallocHost(&host, size));
    for (void* memory : {device, cached, host})
      CHECK_EQ(reinterpret_cast<uintptr_t>(memory) % 64, uintptr_t{0});
    CHECK_OK(aclrtFree(device));
    CHECK_OK(aclrtFree(cached));
    CHECK_OK(aclrtFreeHost(host));
  }
  void* memory = nullptr;
  CHECK_EQ(aclrtMalloc(nullptr, 1, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMalloc(&memory, 0, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMallocHost(nullptr, 1), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMallocHost(&memory, 0), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtFree(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtFreeHost(nullptr), ACL_ERROR_INVALID_PARAM);
}

// Section 10: a size is rounded up to 32 and 32 are added, so that much may be touched.
TEST(allocation_is_padded) {
  World world;
  void* memory = nullptr;
  CHECK_OK(aclrtMalloc(&memory, 33, ACL_MEM_MALLOC_HUGE_FIRST));
  std::memset(memory, 1, 96);
  CHECK_OK(aclrtFree(memory));
}

TEST(allocation_beyond_all_memory) {
  World world;
  void* memory = nullptr;
  CHECK_EQ(aclrtMalloc(&memory, SIZE_MAX, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_RT_MEMORY_ALLOCATION);
  CHECK_EQ(aclrtMalloc(&memory, SIZE_MAX / 4, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_RT_MEMORY_ALLOCATION);
}

// Freed twice, or with the other function: refused, not followed (code unverified on hardware).
TEST(foreign_memory_is_not_freed) {
  World world;
  void *device = nullptr, *host = nullptr;
  CHECK_OK(aclrtMalloc(&device, 8, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtMallocHost(&host, 8));
  CHECK_EQ(aclrtFree(host), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtFreeHost(device), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(aclrtFree(device));
  CHECK_OK(aclrtFreeHost(host));
  CHECK_EQ(aclrtFree(device), ACL_ERROR_RT_PARAM_INVALID);
}

// Section 8: no context is needed to free.
TEST(freeing_needs_no_context) {
  World world;
  void *device = nullptr, *host = nullptr;
  CHECK_OK(aclrtMalloc(&device, 8, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtMallocHost(&host, 8));
  std::thread([&] {
    CHECK_OK(aclrtFree(device));
    CHECK_OK(aclrtFreeHost(host));
  }).join();
}

// Section 10: all directions; count 0 does nothing; NULL 100000; count beyond destMax, and destMax 0, 107000;
// onto itself succeeds.
TEST(copy) {
  lenient();
  World world;
  char from[8] = "abcdefg", to[8] = {};
  for (const auto kind : {ACL_MEMCPY_HOST_TO_HOST, ACL_MEMCPY_HOST_TO_DEVICE, ACL_MEMCPY_DEVICE_TO_HOST,
                          ACL_MEMCPY_DEVICE_TO_DEVICE, ACL_MEMCPY_DEFAULT}) {
    std::memset(to, 0, sizeof to);
    CHECK_OK(aclrtMemcpy(to, sizeof to, from, sizeof from, kind));
    CHECK_EQ(std::string(to), "abcdefg");
  }
  CHECK_OK(aclrtMemcpy(nullptr, 0, nullptr, 0, ACL_MEMCPY_HOST_TO_HOST));
  CHECK_EQ(aclrtMemcpy(nullptr, 8, from, 8, ACL_MEMCPY_HOST_TO_HOST), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemcpy(to, 8, nullptr, 8, ACL_MEMCPY_HOST_TO_HOST), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemcpy(to, 7, from, 8, ACL_MEMCPY_HOST_TO_HOST), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtMemcpy(to, 0, from, 1, ACL_MEMCPY_HOST_TO_HOST), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(aclrtMemcpy(to, 8, to, 8, ACL_MEMCPY_HOST_TO_HOST));
  const auto copy_as = with_numbers<aclError(void*, size_t, const void*, size_t, unsigned)>(aclrtMemcpy);
  CHECK_EQ(copy_as(to, 8, from, 8, 99), ACL_ERROR_INVALID_PARAM);
}

// Section 10: queued in the stream; host to host gives 207000.
TEST(copy_async) {
  lenient();
  World world;
  Buffer device(8);
  char from[8] = "abcdefg", to[8] = {};
  CHECK_OK(aclrtMemcpyAsync(device.data, 8, from, 8, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  CHECK_OK(aclrtMemcpyAsync(to, 8, device.data, 8, ACL_MEMCPY_DEVICE_TO_HOST, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(std::string(to), "abcdefg");
  CHECK_OK(aclrtMemcpyAsync(nullptr, 0, nullptr, 0, ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  CHECK_EQ(aclrtMemcpyAsync(to, 8, from, 8, ACL_MEMCPY_HOST_TO_HOST, world.stream),
           ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  CHECK_EQ(aclrtMemcpyAsync(nullptr, 8, from, 8, ACL_MEMCPY_HOST_TO_DEVICE, world.stream),
           ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemcpyAsync(device.data, 7, from, 8, ACL_MEMCPY_HOST_TO_DEVICE, world.stream),
           ACL_ERROR_RT_PARAM_INVALID);
}

// Section 10: count 0 succeeds; too much 107000; the asynchronous one works on host memory, too.
TEST(fill) {
  World world;
  Buffer memory(8);
  char* const bytes = memory.as<char>();
  bytes[7] = 0;
  void* host = nullptr;
  CHECK_OK(aclrtMallocHost(&host, 8));
  CHECK_OK(aclrtMemset(bytes, 8, 'x', 7));
  CHECK_EQ(std::string(bytes), "xxxxxxx");
  CHECK_OK(aclrtMemsetAsync(host, 8, 'y', 8, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(static_cast<char*>(host)[7], 'y');
  CHECK_OK(aclrtMemset(somewhere, 0, 0, 0));
  CHECK_OK(aclrtMemsetAsync(somewhere, 0, 0, 0, world.stream));
  CHECK_EQ(aclrtMemset(nullptr, 8, 0, 8), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclrtMemset(bytes, 7, 0, 8), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(aclrtMemsetAsync(bytes, 7, 0, 8, world.stream), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(aclrtFreeHost(host));
}

// Section 10: programs ask for both kinds and expect success.
TEST(memory_info) {
  World world;
  for (const auto kind : {ACL_DDR_MEM, ACL_HBM_MEM}) {
    size_t free = 0, total = 0;
    CHECK_OK(aclrtGetMemInfo(kind, &free, &total));
    CHECK(free > 0 && free <= total);
  }
  // What counts is what this program has taken, whatever else runs on the machine.
  const auto free_now = [] {
    size_t free = 0, total = 0;
    CHECK_OK(aclrtGetMemInfo(ACL_HBM_MEM, &free, &total));
    return free;
  };
  const size_t before = free_now();
  {
    const Buffer memory(1 << 20);
    CHECK_EQ(before - free_now(), size_t{(1 << 20) + 32});
  }
  CHECK_EQ(free_now(), before);
  size_t size = 0;
  CHECK_EQ(aclrtGetMemInfo(ACL_DDR_MEM, nullptr, &size), ACL_ERROR_INVALID_PARAM);
  const auto info_of = with_numbers<aclError(unsigned, size_t*, size_t*)>(aclrtGetMemInfo);
  CHECK_EQ(info_of(99, &size, &size), ACL_ERROR_INVALID_PARAM);
}
