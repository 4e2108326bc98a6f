// One model loaded on a device. The current context must be the one it was loaded in whenever it is
// loaded, executed or destroyed. Owned by a Session and used on its submission thread; the
// description is constant and may be read by any thread once loaded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "handles.h"
#include "result.h"
#include "tensor_block.h"

namespace ascend_rx::acl {

struct ModelDescription {
  // Of one sample: in a model with batch gears a leading dim of 1. Without the input that holds the choice.
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  // The batch sizes it can execute, ascending; none: it takes one sample at a time.
  std::vector<uint64_t> gears;
  // With gears: the place among the model's inputs of the one that holds the choice, and its size.
  size_t choice_index = 0;
  size_t choice_bytes = 0;
  // For the largest gear.
  TensorBlock input_block;
  TensorBlock output_block;

  size_t largest_batch() const { return gears.empty() ? 1 : static_cast<size_t>(gears.back()); }
  // The same model, for those who prepared themselves for the other one.
  bool is_like(const ModelDescription& other) const {
    return inputs == other.inputs && outputs == other.outputs && gears == other.gears &&
           choice_index == other.choice_index && choice_bytes == other.choice_bytes;
  }
};

class Model {
 public:
  // aclmdlLoadFromFile and aclmdlGetDesc. REQUIRES: a current context.
  static Result<std::unique_ptr<Model>> load(const Library& library, const std::string& path);

  // aclmdlUnload.
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  uint32_t id() const { return id_; }
  const ModelDescription& description() const { return description_; }

 private:
  Model(const Library& library, uint32_t id) : library_(library), id_(id) {}
  Outcome describe();
  Outcome describe_batches(aclmdlDesc* desc);

  const Library& library_;
  const uint32_t id_;
  ModelDescription description_;
};

}  // namespace ascend_rx::acl
