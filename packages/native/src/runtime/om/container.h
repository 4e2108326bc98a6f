// The outside of an offline model: its header and its table of partitions. The layout is that of
// docs/facts.md: what no file has shown is not read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ascend_rx::runtime {

enum class PartitionType : uint64_t { model_def = 0, weights = 1, in_out_info = 8 };

struct Container {
  struct Partition {
    uint64_t type;
    std::string_view bytes;  // in the file
  };

  std::string name;  // of the model
  bool encrypted = false;
  // How many models are in the file. Where the tables of others than the first one are, no file has shown.
  uint32_t models = 1;
  // Of the first model. None where the file is encrypted.
  std::vector<Partition> partitions;

  // Null where there is none.
  const Partition* find(PartitionType type) const;
};

// Whether the bytes begin as an offline model does.
bool begins_as_container(std::string_view file);

// Throws Malformed. REQUIRES: begins_as_container(file).
Container read_container(std::string_view file);

}  // namespace ascend_rx::runtime
