// The names that ATC gives to the outputs of an ONNX model, found in the model's graph: a pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ascend_rx::runtime {

// "node:index:name" for each output, in the model's order. Unverified on hardware, as no file has shown it: a
// node without a name is its operator and its place among all nodes, counted from 0 ("Conv_3"); where no node
// makes the output, because it is an input of the model or a constant, the node is called as the output is.
// `file`: an ONNX file. Throws Failure 100013 where its graph cannot be read.
std::vector<std::string> atc_output_names(std::string_view file);

}  // namespace ascend_rx::runtime
