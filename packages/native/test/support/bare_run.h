// ONNX Runtime's own Run of the no-op model, without the embedded runtime: what executions are compared with.
#pragma once

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "noop_model.h"
#include "runtime/onnx/onnx_api.h"

class BareRun {
 public:
  // `library`: path of libonnxruntime.so.
  explicit BareRun(const char* library) {
    void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) give_up(dlerror());
    ascend_rx::runtime::OnnxApiBase* (*get_base)() = nullptr;
    bind(get_base, dlsym(handle, "OrtGetApiBase"));
    const void* const* const table = get_base()->GetApi(ascend_rx::runtime::onnx_api_version);
#define X(slot, name, result, parameters) bind(api_.name, table[slot]);
    ASCEND_RX_ONNX_FUNCTIONS(X)
#undef X
    namespace ort = ascend_rx::runtime::ort;
    const std::string model = noop_model::file();
    OrtEnv* env = nullptr;
    OrtSessionOptions* options = nullptr;
    OrtMemoryInfo* memory = nullptr;
    check(api_.CreateEnv(ort::log_fatal, "bare", &env));
    check(api_.CreateSessionOptions(&options));
    check(api_.CreateSessionFromArray(env, model.data(), model.size(), options, &session_));
    check(api_.CreateRunOptions(&run_options_));
    check(api_.CreateCpuMemoryInfo(ort::arena_allocator, ort::default_memory, &memory));
    constexpr int64_t dims[] = {1, noop_model::floats};
    constexpr int float32 = 1;
    check(api_.CreateTensorWithDataAsOrtValue(memory, x_, noop_model::bytes, dims, 2, float32, &input_));
    check(api_.CreateTensorWithDataAsOrtValue(memory, y_, noop_model::bytes, dims, 2, float32, &output_));
    check(api_.CreateIoBinding(session_, &binding_));
    check(api_.BindInput(binding_, "x", input_));
    check(api_.BindOutput(binding_, "y", output_));
  }

  // Runs with a binding that was made before.
  void run_bound() { check(api_.RunWithBinding(session_, run_options_, binding_)); }

  void run() {
    const char* const input_name = "x";
    const char* const output_name = "y";
    const OrtValue* const input = input_;
    check(api_.Run(session_, run_options_, &input_name, &input, 1, &output_name, 1, &output_));
  }

 private:
  template <typename Function>
  static void bind(Function*& function, const void* address) {
    function = reinterpret_cast<Function*>(reinterpret_cast<uintptr_t>(address));
  }

  void check(OrtStatus* status) const {
    if (status) give_up(api_.GetErrorMessage(status));
  }

  [[noreturn]] static void give_up(const char* why) {
    std::fprintf(stderr, "ONNX Runtime: %s\n", why);
    std::exit(1);
  }

  ascend_rx::runtime::OnnxApi api_{};
  OrtSession* session_ = nullptr;
  OrtRunOptions* run_options_ = nullptr;
  OrtValue* input_ = nullptr;
  OrtValue* output_ = nullptr;
  OrtIoBinding* binding_ = nullptr;
  float x_[noop_model::floats] = {};
  float y_[noop_model::floats] = {};
};
