// A library for LD_PRELOAD: the system gives a process no thread when the C++ library asks for its n-th one,
// n from the environment variable ASCEND_RX_REFUSED_THREAD. Node and ONNX Runtime start threads without the
// C++ library, so those that are counted are the addon's and the embedded runtime's. A refusal is a line on
// stderr, so that a test knows of it.
#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace {

std::atomic<int> asked{0};

bool is_of_cpp_library(const void* caller) {
  Dl_info info{};
  return dladdr(caller, &info) != 0 && info.dli_fname && std::strstr(info.dli_fname, "libstdc++");
}

int refused() {
  const char* const text = std::getenv("ASCEND_RX_REFUSED_THREAD");
  return text ? std::atoi(text) : 0;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int pthread_create(pthread_t* thread,
                                                                     const pthread_attr_t* attributes,
                                                                     void* (*body)(void*), void* argument) {
  static const auto create = reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
  if (is_of_cpp_library(__builtin_return_address(0)) && ++asked == refused()) {
    constexpr char line[] = "a thread was refused\n";
    static_cast<void>(!write(STDERR_FILENO, line, sizeof line - 1));
    return EAGAIN;
  }
  return create(thread, attributes, body, argument);
}
