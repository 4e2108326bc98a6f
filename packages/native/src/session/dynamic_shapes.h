// What is known, when a model is loaded, of the dims that its executions will have. Only of dynamic models:
// those with dims that are known with an execution only. Constant; any thread.
//
// A model with gears was compiled for some dims of its inputs, and each execution chooses one of these gears:
// height and width of pictures, dims of all inputs, or a batch size where the outputs have other unknown dims
// besides. (A model with batch sizes alone is not dynamic: it is described for one sample.) Every other
// dynamic model is told the dims of its inputs by tensor descriptions. Its outputs have dims that are known
// before, or dims that only the execution itself finds out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "session/dims.h"
#include "session/result.h"
#include "session/tensor_block.h"

namespace ascend_rx::session {

class Library;

struct DynamicShapes {
  enum class Gears { kNone, kBatches, kPictures, kDims };

  struct Gear {
    std::vector<Dims> inputs;   // those of the network, without the one that holds the gear
    std::vector<Dims> outputs;  // below 0: known after an execution only
    Dims choice;  // as the ABI takes it: a batch size; height and width; or all dims of all inputs

    bool operator==(const Gear& other) const {
      return inputs == other.inputs && outputs == other.outputs && choice == other.choice;
    }
  };

  Gears kind = Gears::kNone;
  std::vector<Gear> gears;
  // The dims of all outputs are known before an execution, so that it can be asynchronous. Otherwise the
  // execution allocates its outputs, and is synchronous. One model id does not mix the two.
  bool outputs_are_known = false;

  // The gear for inputs of these dims; null: there is none.
  const Gear* gear_for(const std::vector<Dims>& inputs) const;

  bool operator==(const DynamicShapes& other) const {
    return kind == other.kind && gears == other.gears && outputs_are_known == other.outputs_are_known;
  }
};

// Has the executions with this dataset run on a gear. `input`: the index of the input that holds it.
Status choose_gear(const Library& library, uint32_t model_id, aclmdlDataset* dataset, size_t input,
                   DynamicShapes::Gears kind, const DynamicShapes::Gear& gear);

// The parts of a model's description that matter here.
struct DescribedTensors {
  std::vector<TensorSpec>& inputs;
  std::vector<TensorSpec>& outputs;
  bool has_gear_input = false;  // besides `inputs`, without which they are given here
  size_t gear_input_index = 0;
  size_t gear_input_bytes = 0;
};

// Null for a model whose dims are all known. Finds out the outputs of every gear, and sets those dims of
// `tensors.outputs` to -1 that are not the same in all. Fails if the library lacks what such a model needs.
// REQUIRES: the context that the model was loaded in is current.
Result<std::shared_ptr<const DynamicShapes>> read_dynamic_shapes(const Library& library, uint32_t model_id,
                                                                 aclmdlDesc* desc,
                                                                 const DescribedTensors& tensors);

}  // namespace ascend_rx::session
