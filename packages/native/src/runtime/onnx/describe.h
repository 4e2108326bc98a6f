// Reads what a model's inputs and outputs are out of ONNX Runtime.
#pragma once

#include <string>
#include <vector>

#include "model/model_info.h"
#include "onnx_library.h"

namespace ascend_rx::runtime {

struct Description {
  TensorInfo tensor;                 // dims that are not fixed are -1; bytes are not set
  std::vector<std::string> symbols;  // names of dims, empty strings for those without
};

// Throws Failure 145022 for what is no tensor or has an element type we do not carry.
Description describe_input(const OnnxLibrary& onnx, const OrtSession* session, size_t index);
Description describe_output(const OnnxLibrary& onnx, const OrtSession* session, size_t index);

// Dims of a value that a run gave.
std::vector<int64_t> value_dims(const OnnxLibrary& onnx, const OrtValue* value);

}  // namespace ascend_rx::runtime
