// What an execution reads of its datasets: their buffers, the gear, the descriptions of inputs. All of it is
// checked against the model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "acl/acl.h"
#include "runtime/checks/strict.h"
#include "runtime/host_objects/dataset.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/memory/memory_checks.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

// A buffer may be so much shorter than its tensor: the real library adds its padding to a buffer's size.
constexpr size_t tolerated_shortage = 64;

// Throw Failure; out of line, so that executions which are right stay short.
[[noreturn]] void refuse_count(const aclmdlDataset& dataset, size_t expected, const char* side, bool sized);
[[noreturn]] void refuse_without_gear();
[[noreturn]] void refuse_without_memory(const TensorInfo& tensor, const char* side);
[[noreturn]] void refuse_size(const TensorInfo& tensor, const char* side, size_t size);
// Compares the descriptions of inputs with the tensors of an execution; a dim may be unknown on either side.
void check_descriptions(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset);

inline void check_count(const aclmdlDataset& dataset, size_t expected, const char* side, bool sized) {
  if (dataset.buffers.size() != expected) refuse_count(dataset, expected, side, sized);
}

// The shape of the gear that was chosen for the dataset; of a model without gears, its only one.
inline const Shape& chosen_shape(const ModelInfo& info, const aclmdlDataset& input) {
  if (!info.dynamic) return info.shapes[0];
  if (input.gears != info.dynamic) refuse_without_gear();
  return info.shapes[input.gear];
}

// The buffer must have memory, and enough for the tensor. An empty tensor needs none.
inline void check_buffer(const aclDataBuffer* buffer, const TensorInfo& tensor, const char* side,
                         int32_t device) {
  if (!live(buffer) || (!buffer->data && tensor.bytes > 0)) refuse_without_memory(tensor, side);
  if (buffer->size + tolerated_shortage < tensor.bytes) refuse_size(tensor, side, buffer->size);
  if (strict() && buffer->data) {
    check_device_memory({buffer->data, buffer->size}, (std::string(side) + " '" + tensor.name + "'").c_str(),
                        device);
  }
}

}  // namespace ascend_rx::runtime
