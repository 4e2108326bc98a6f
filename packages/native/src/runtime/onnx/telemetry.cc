#include "runtime/onnx/telemetry.h"

#include <cstdlib>

namespace ascend_rx::runtime {
namespace {

// In a program that links this library no other thread exists yet.
__attribute__((constructor)) void at_load() { turn_telemetry_off(); }

}  // namespace

void turn_telemetry_off() noexcept {
  constexpr const char* variable = "ORT_DISABLE_TELEMETRY";
  // Without memory for the variable nothing is set, and ONNX Runtime cannot be loaded either.
  if (!std::getenv(variable)) static_cast<void>(setenv(variable, "1", 0));
}

}  // namespace ascend_rx::runtime
