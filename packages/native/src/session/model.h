// One model loaded on a device. Whenever the model is loaded, executed or destroyed, the current context must
// be the one it was loaded in. Owned by an ExecutionStream. The description is constant once the model is
// loaded, and may be read by any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "session/dynamic_shapes.h"
#include "session/handles.h"
#include "session/model_file.h"
#include "session/result.h"
#include "session/tensor_block.h"

namespace ascend_rx::session {

struct ModelDescription {
  // Of one sample: in a model with batch gears with a leading dim of 1. The input that holds the gear is left
  // out.
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  // The batch sizes that the model can execute, ascending. Empty: it takes one sample at a time.
  std::vector<uint64_t> gears;
  // Of a dynamic model. Null: all dims are known, and so are the sizes in bytes.
  std::shared_ptr<const DynamicShapes> dynamic;
  // With gears of any kind: the index among all inputs of the one that holds the gear, and its size.
  size_t gear_input_index = 0;
  size_t gear_input_bytes = 0;
  // For the largest gear. Not for a dynamic model.
  TensorBlock input_block;
  TensorBlock output_block;

  size_t largest_batch() const { return gears.empty() ? 1 : static_cast<size_t>(gears.back()); }
  // Slots that were made for `other` fit this model, too.
  bool has_interface_of(const ModelDescription& other) const {
    const bool is_alike_in_shapes =
        dynamic && other.dynamic ? *dynamic == *other.dynamic : !dynamic && !other.dynamic;
    return inputs == other.inputs && outputs == other.outputs && gears == other.gears && is_alike_in_shapes &&
           gear_input_index == other.gear_input_index && gear_input_bytes == other.gear_input_bytes;
  }
};

class Model {
 public:
  // aclmdlLoadFromFile and aclmdlGetDesc. If the path has other contents than when the model was loaded
  // first, aclmdlLoadFromMem, from the file that was kept open. REQUIRES: a current context.
  static Result<std::unique_ptr<Model>> load(const Library& library, const ModelFile& file);

  // aclmdlUnload.
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  uint32_t id() const { return id_; }
  const ModelDescription& description() const { return description_; }

 private:
  explicit Model(const Library& library) : library_(library) {}
  Outcome describe();
  Outcome describe_gears(aclmdlDesc* desc);
  Outcome describe_batches(const aclmdlBatch& batch);
  Outcome describe_dynamic(aclmdlDesc* desc, bool has_gear_input);

  const Library& library_;
  uint32_t id_ = 0;
  bool is_loaded_ = false;
  ModelDescription description_;
};

}  // namespace ascend_rx::session
