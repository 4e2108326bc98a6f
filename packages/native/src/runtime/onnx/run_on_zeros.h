// Runs a model once on zeros, for the dims of its outputs where the model does not tell them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/onnx/loading.h"
#include "runtime/onnx/onnx_library.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

using OutputDims = std::vector<std::vector<int64_t>>;

// The dims of each output. Nothing where the run fails, or is not over at that time: the model may divide by
// what it reads, or never end on zeros. It also ends when the process does, and when the load is to end: then
// it throws Failure. REQUIRES: an OnnxAccess::Guard; the dims of all inputs are known.
std::optional<OutputDims> run_on_zeros(const OnnxLibrary& onnx, OrtSession* session, const Shape& shape,
                                       std::chrono::steady_clock::time_point until, Loading& loading);

}  // namespace ascend_rx::runtime
