#include "runtime/onnx/onnx_library.h"

#include <dlfcn.h>

#include <atomic>

#include "runtime/base/failure.h"
#include "runtime/onnx/find_onnx_library.h"
#include "runtime/onnx/private_library.h"
#include "runtime/onnx/telemetry.h"

namespace ascend_rx::runtime {
namespace {

constexpr aclError not_found = ACL_ERROR_RT_DEV_SETUP_ERROR;

std::atomic<const OnnxLibrary*> opened{nullptr};

template <typename Function>
void bind(Function*& function, const void* address) {
  function = reinterpret_cast<Function*>(reinterpret_cast<uintptr_t>(address));
}

const void* const* function_table() {
  turn_telemetry_off();
  std::string tried;
  for (const std::string& file : onnx_library_candidates()) {
    void* const handle = open_privately(file);
    if (!handle) {
      const char* const message = dlerror();
      tried += "\n  " + std::string(message ? message : file.c_str());
      continue;
    }
    OnnxApiBase* (*get_base)() = nullptr;
    bind(get_base, dlsym(handle, "OrtGetApiBase"));
    const void* const* const table = get_base ? get_base()->GetApi(onnx_api_version) : nullptr;
    if (table) return table;
    tried += "\n  " + file + ": not ONNX Runtime, or too old";
  }
  throw Failure(
      not_found,
      "the embedded runtime needs ONNX Runtime to run models, and did not find it; remedy: npm install "
      "onnxruntime-node (its install script is not needed: where the script fails, npm install "
      "--ignore-scripts onnxruntime-node), or set ASCEND_RX_ONNXRUNTIME to the path of libonnxruntime.so; "
      "tried:" +
          tried);
}

}  // namespace

OnnxLibrary::OnnxLibrary(const void* const* table) {
#define X(slot, name, result, parameters) bind(api.name, table[slot]);
  ASCEND_RX_ONNX_FUNCTIONS(X)
#undef X
  check(api.CreateEnv(ort::log_fatal, "ascend-rx", &env));
  check(api.CreateCpuMemoryInfo(ort::arena_allocator, ort::default_memory, &memory));
  check(api.GetAllocatorWithDefaultOptions(&allocator));
}

const OnnxLibrary& OnnxLibrary::open() {
  if (!opened) opened = new OnnxLibrary(function_table());
  return *opened;
}

const OnnxLibrary& OnnxLibrary::instance() { return *opened; }

void OnnxLibrary::check(OrtStatus* status, aclError code) const {
  if (status) throw Failure(code, "ONNX Runtime: " + take_message(status));
}

std::string OnnxLibrary::take_message(OrtStatus* status) const {
  std::string message = api.GetErrorMessage(status);
  api.ReleaseStatus(status);
  return message;
}

}  // namespace ascend_rx::runtime
