// A process that runs out of something: the n-th call that asks the system for it is refused. It replaces the
// functions for the whole process, shared libraries included, so include it in one file per executable. The
// executable must export them (ENABLE_EXPORTS).
//
// What ONNX Runtime asks for by itself is given to it, and not counted: what it does without is its own
// matter.
#pragma once

#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <new>

namespace test {

enum class Resource { kMemory, kThread, kFile, kMemoryFile, kMapping };

class Exhaustion {
 public:
  // From now on the n-th request (from 1) for it is refused; 0: none is, but they are counted.
  static void begin(Resource resource, int n) {
    resource_ = resource;
    refused_ = n;
    requests_ = 0;
    on_ = true;
  }
  // Returns how many requests there were.
  static int end() {
    on_ = false;
    return requests_;
  }

  static bool refuses(Resource resource, const void* caller) {
    if (!on_ || resource != resource_ || looking_ || !counts(caller)) return false;
    return ++requests_ == refused_;
  }

 private:
  enum class Owner { kOurs, kOnnxRuntime, kBetween };

  // The C++ library calls on behalf of whoever called it.
  static Owner owner(const void* address) {
    Dl_info info{};
    if (dladdr(address, &info) == 0 || !info.dli_fname) return Owner::kBetween;
    if (std::strstr(info.dli_fname, "libonnxruntime")) return Owner::kOnnxRuntime;
    for (const char* part : {"libstdc++", "libc.so", "libgcc", "ld-linux"}) {
      if (std::strstr(info.dli_fname, part)) return Owner::kBetween;
    }
    return Owner::kOurs;
  }

  static bool counts(const void* caller) {
    Owner found = owner(caller);
    if (found == Owner::kBetween) {
      looking_ = true;
      void* stack[12];
      const int depth = backtrace(stack, 12);
      for (int i = 3; i < depth && found == Owner::kBetween; ++i) found = owner(stack[i]);
      looking_ = false;
    }
    return found == Owner::kOurs;
  }

  static inline std::atomic<bool> on_{false};
  static inline Resource resource_{};
  static inline int refused_ = 0;
  static inline std::atomic<int> requests_{0};
  static inline thread_local bool looking_ = false;
};

template <class Pointer>
Pointer original(const char* name) {
  return reinterpret_cast<Pointer>(dlsym(RTLD_NEXT, name));
}

}  // namespace test

#define ASCEND_RX_REPLACEMENT __attribute__((visibility("default"), noinline))

extern "C" {

ASCEND_RX_REPLACEMENT int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                         void* (*body)(void*), void* argument) {
  static const auto create = test::original<decltype(&pthread_create)>("pthread_create");
  if (test::Exhaustion::refuses(test::Resource::kThread, __builtin_return_address(0))) return EAGAIN;
  return create(thread, attributes, body, argument);
}

ASCEND_RX_REPLACEMENT int open(const char* path, int flags, ...) {
  static const auto open_file = test::original<int (*)(const char*, int, mode_t)>("open");
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  if (test::Exhaustion::refuses(test::Resource::kFile, __builtin_return_address(0)))
    return errno = EMFILE, -1;
  return open_file(path, flags, mode);
}

ASCEND_RX_REPLACEMENT int memfd_create(const char* name, unsigned flags) noexcept {
  static const auto create = test::original<decltype(&memfd_create)>("memfd_create");
  if (test::Exhaustion::refuses(test::Resource::kMemoryFile, __builtin_return_address(0))) {
    return errno = EMFILE, -1;
  }
  return create(name, flags);
}

// ThreadSanitizer maps memory before any function that it watches can run.
#if defined(__SANITIZE_THREAD__)
constexpr bool mappings_can_run_out = false;
#else
constexpr bool mappings_can_run_out = true;

ASCEND_RX_REPLACEMENT void* mmap(void* address, size_t size, int protection, int flags, int file,
                                 off_t offset) noexcept {
  static const auto map = test::original<decltype(&mmap)>("mmap");
  if (test::Exhaustion::refuses(test::Resource::kMapping, __builtin_return_address(0))) {
    return errno = ENOMEM, MAP_FAILED;
  }
  return map(address, size, protection, flags, file, offset);
}
#endif

}  // extern "C"

// Sanitizers have operators of their own.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool memory_can_run_out = false;
#else
constexpr bool memory_can_run_out = true;

namespace test {

inline void* allocate(size_t size, size_t alignment, const void* caller) {
  void* memory = nullptr;
  if (!Exhaustion::refuses(Resource::kMemory, caller)) {
    memory = alignment ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                       : std::malloc(size ? size : 1);
  }
  return memory;
}

inline void* allocate_or_throw(size_t size, size_t alignment, const void* caller) {
  if (void* const memory = allocate(size, alignment, caller)) return memory;
  throw std::bad_alloc();
}

}  // namespace test

#define ASCEND_RX_CALLER __builtin_return_address(0)
ASCEND_RX_REPLACEMENT void* operator new(size_t size) {
  return test::allocate_or_throw(size, 0, ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void* operator new[](size_t size) {
  return test::allocate_or_throw(size, 0, ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void* operator new(size_t size, std::align_val_t alignment) {
  return test::allocate_or_throw(size, static_cast<size_t>(alignment), ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void* operator new[](size_t size, std::align_val_t alignment) {
  return test::allocate_or_throw(size, static_cast<size_t>(alignment), ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return test::allocate(size, 0, ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return test::allocate(size, 0, ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void* operator new(size_t size, std::align_val_t alignment,
                                         const std::nothrow_t&) noexcept {
  return test::allocate(size, static_cast<size_t>(alignment), ASCEND_RX_CALLER);
}
ASCEND_RX_REPLACEMENT void operator delete(void* memory) noexcept { std::free(memory); }
ASCEND_RX_REPLACEMENT void operator delete[](void* memory) noexcept { std::free(memory); }
ASCEND_RX_REPLACEMENT void operator delete(void* memory, size_t) noexcept { std::free(memory); }
ASCEND_RX_REPLACEMENT void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
ASCEND_RX_REPLACEMENT void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
ASCEND_RX_REPLACEMENT void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
ASCEND_RX_REPLACEMENT void operator delete(void* memory, size_t, std::align_val_t) noexcept {
  std::free(memory);
}
ASCEND_RX_REPLACEMENT void operator delete[](void* memory, size_t, std::align_val_t) noexcept {
  std::free(memory);
}
#endif
