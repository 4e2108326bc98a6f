// What ONNX Runtime knows of a model's inputs and outputs.
#pragma once

#include <string>
#include <vector>

#include "runtime/onnx/onnx_library.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

struct TensorDescription {
  TensorInfo tensor;                 // `bytes` is not set
  std::vector<std::string> symbols;  // names of the dims; empty for a dim without a name
};

// Throws Failure 145022 for what is no tensor or has an element type that the runtime does not support.
std::vector<TensorDescription> describe_inputs(const OnnxLibrary& onnx, const OrtSession* session);
std::vector<TensorDescription> describe_outputs(const OnnxLibrary& onnx, const OrtSession* session);

// The dims of a value that a run has made.
std::vector<int64_t> value_dims(const OnnxLibrary& onnx, const OrtValue* value);

}  // namespace ascend_rx::runtime
