// The partition of an offline model that is a protobuf message (MODEL_DEF): attributes of the model and, in
// older files, the only description of its inputs and outputs.
#pragma once

#include <string_view>

#include "runtime/om/offline_model.h"

namespace ascend_rx::runtime {

// Sets the chip, the sizes of memory and, if there is none, the name. Throws Malformed.
void read_model_attributes(std::string_view partition, OfflineModel& model);

// Sets inputs and outputs from the operators of the model's graph. Throws Malformed.
void read_model_graph(std::string_view partition, OfflineModel& model);

}  // namespace ascend_rx::runtime
