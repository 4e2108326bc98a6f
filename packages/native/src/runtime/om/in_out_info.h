// The partition of an offline model that describes its inputs and outputs without protobuf
// (MODEL_INOUT_INFO). Newer files have it.
#pragma once

#include <string_view>

#include "runtime/om/offline_model.h"

namespace ascend_rx::runtime {

// Sets inputs, outputs and gears. Throws Malformed.
void read_in_out_info(std::string_view partition, OfflineModel& model);

}  // namespace ascend_rx::runtime
