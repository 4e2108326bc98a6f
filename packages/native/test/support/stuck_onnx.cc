// An ONNX Runtime that opens and then never answers, for tests of a process that ends meanwhile. It sends the
// process SIGUSR2 when a thread is inside it. Its static object is destroyed by exit() as those of the real
// one are; with a thread inside, that is a fault.
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace {

class StaticObject {
 public:
  StaticObject() = default;
  StaticObject(const StaticObject&) = delete;
  StaticObject& operator=(const StaticObject&) = delete;
  ~StaticObject() {
    constexpr char line[] = "a static object was destroyed while a thread used it\n";
    static_cast<void>(!write(STDERR_FILENO, line, sizeof line - 1));
    std::abort();
  }
};

const StaticObject object;

}  // namespace

extern "C" __attribute__((visibility("default"))) const void* OrtGetApiBase() {
  static_cast<void>(kill(getpid(), SIGUSR2));
  for (;;) pause();
}
