// The twin of an offline model: the ONNX file it was compiled from, which the embedded runtime runs in its
// place. Where it is looked for, and whether it fits. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/om/offline_model.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

// Where the twin of the file `path` may be, in this order: in the folder `twins`, unless that is empty;
// beside the file. It is called as the file is, with .onnx instead of .om.
std::vector<std::string> twin_candidates(const std::string& path, const std::string& twins);

// What differs between the inputs and outputs of an offline model and those of its twin: a line for each, in
// the order of the model; empty when nothing does.
std::string twin_differences(const OfflineModel& offline, const ModelInfo& twin);

// The ONNX name of an output that ATC has named "node:index:name": what is behind the first ":digits:" from
// the left. Another name is the ONNX name itself.
std::string_view onnx_output_name(std::string_view atc_name);

}  // namespace ascend_rx::runtime
