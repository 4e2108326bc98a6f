// The places where ONNX Runtime's shared library may be.
#pragma once

#include <string>
#include <vector>

namespace ascend_rx::runtime {

// What to try with dlopen, in this order: the file that ASCEND_RX_ONNXRUNTIME names (then nothing else); the
// package onnxruntime-node in a node_modules folder above this library, as Node would resolve it; the
// system's library.
std::vector<std::string> onnx_library_candidates();

}  // namespace ascend_rx::runtime
