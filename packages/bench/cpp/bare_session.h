// ONNX Runtime's own Run of a model file, without any code of ascend-rx around it: an upper limit for one
// thread.
#pragma once

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "inputs.h"
#include "runtime/onnx/onnx_api.h"

namespace bench {

class BareSession {
 public:
  // `library`: path of libonnxruntime.so. `threads`: per Run; 0: ONNX Runtime chooses. `inputs`: see
  // inputs.h. An error ends the process.
  BareSession(const char* library, const std::string& model, int threads, const std::string& inputs,
              size_t buffers) {
    open(library);
    namespace ort = ascend_rx::runtime::ort;
    OrtEnv* env = nullptr;
    OrtSessionOptions* options = nullptr;
    check(api_.CreateEnv(ort::log_fatal, "bare", &env));
    check(api_.CreateSessionOptions(&options));
    check(api_.SetSessionGraphOptimizationLevel(options, ort::all_optimisations));
    if (threads > 0) check(api_.SetIntraOpNumThreads(options, threads));
    check(api_.CreateSession(env, model.c_str(), options, &session_));
    check(api_.CreateRunOptions(&run_options_));
    check(api_.CreateCpuMemoryInfo(ort::arena_allocator, ort::default_memory, &memory_));
    check(api_.GetAllocatorWithDefaultOptions(&allocator_));
    const Description input = describe(api_.SessionGetInputTypeInfo, api_.SessionGetInputName);
    const Description output = describe(api_.SessionGetOutputTypeInfo, api_.SessionGetOutputName);
    input_name_ = input.name;
    output_name_ = output.name;
    memories_ = read_inputs(inputs, buffers, input.floats);
    for (std::vector<float>& memory : memories_) inputs_.push_back(value(input, memory));
    memories_.emplace_back(output.floats);
    output_ = value(output, memories_.back());
  }
  BareSession(const BareSession&) = delete;
  BareSession& operator=(const BareSession&) = delete;

  void run(size_t inferences) {
    const char* const input_name = input_name_.c_str();
    const char* const output_name = output_name_.c_str();
    for (size_t i = 0; i < inferences; ++i) {
      const OrtValue* const input = inputs_[i % inputs_.size()];
      check(api_.Run(session_, run_options_, &input_name, &input, 1, &output_name, 1, &output_));
    }
  }

 private:
  struct Description {
    std::string name;
    std::vector<int64_t> dims;
    size_t floats = 1;
  };

  void open(const char* library) {
    void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!handle) give_up(dlerror());
    ascend_rx::runtime::OnnxApiBase* (*get_base)() = nullptr;
    bind(get_base, dlsym(handle, "OrtGetApiBase"));
    const void* const* const table = get_base()->GetApi(ascend_rx::runtime::onnx_api_version);
#define X(slot, name, result, parameters) bind(api_.name, table[slot]);
    ASCEND_RX_ONNX_FUNCTIONS(X)
#undef X
  }

  // Describes the first input or output. REQUIRES: it is a tensor of float32.
  template <typename GetType, typename GetName>
  Description describe(GetType get_type, GetName get_name) {
    Description description;
    char* name = nullptr;
    check(get_name(session_, 0, allocator_, &name));
    description.name = name;
    check(api_.AllocatorFree(allocator_, name));
    OrtTypeInfo* type = nullptr;
    const OrtTensorTypeAndShapeInfo* tensor = nullptr;
    size_t rank = 0;
    check(get_type(session_, 0, &type));
    check(api_.CastTypeInfoToTensorInfo(type, &tensor));
    check(api_.GetDimensionsCount(tensor, &rank));
    description.dims.resize(rank);
    check(api_.GetDimensions(tensor, description.dims.data(), rank));
    for (int64_t& dim : description.dims) {
      // A dim without a number is the batch. Each Run has one input.
      if (dim < 0) dim = 1;
      description.floats *= static_cast<size_t>(dim);
    }
    return description;
  }

  OrtValue* value(const Description& description, std::vector<float>& memory) {
    constexpr int float32 = 1;
    OrtValue* made = nullptr;
    check(api_.CreateTensorWithDataAsOrtValue(memory_, memory.data(), memory.size() * sizeof(float),
                                              description.dims.data(), description.dims.size(), float32,
                                              &made));
    return made;
  }

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
  OrtMemoryInfo* memory_ = nullptr;
  OrtAllocator* allocator_ = nullptr;
  std::string input_name_, output_name_;
  std::vector<std::vector<float>> memories_;
  std::vector<OrtValue*> inputs_;
  OrtValue* output_ = nullptr;
};

}  // namespace bench
