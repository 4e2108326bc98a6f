// What an offline model (.om) says of itself: its inputs and outputs, and the chip it was compiled for. Plain
// values. Nothing in the file is believed: every length, offset and count is checked before it is used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/tensors/gears.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

struct OfflineModel {
  std::string name;
  std::string chip;  // "Ascend310B4"; empty where the file does not say
  // With the names that ATC gave them and, of inputs with static AIPP, the dims that AIPP takes. `bytes` 0:
  // not known.
  std::vector<TensorInfo> inputs;
  std::vector<TensorInfo> outputs;
  std::vector<int32_t> input_formats;  // aclFormat, by input; empty: not read
  std::optional<Gears> gears;
  uint64_t work_bytes = 0;  // of the memory that an execution works in
  uint64_t weight_bytes = 0;
  // How many models are in the file. All else is the first one's: nothing is read of the others.
  uint32_t models = 1;
};

// Whether the bytes are an offline model: they begin as one.
bool is_offline_model(std::string_view file);

// `what`: the file's name, for messages. Throws Failure: 100013 for a file that contradicts itself or is of
// an unknown version, 207000 for an encrypted one. The codes are unverified on hardware.
OfflineModel read_offline_model(std::string_view file, const std::string& what);

// "what, an offline model (.om), …; give the ONNX file it was compiled from".
std::string offline_refusal(const std::string& what, const std::string& clause);

}  // namespace ascend_rx::runtime
