// Loads a model and finds out which dims its inputs and outputs have: in each gear, with a batch of 1, or
// none before an execution. Used by one thread. REQUIRES: an OnnxAccess::Guard.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runtime/onnx/load_session.h"
#include "runtime/onnx/loading.h"
#include "runtime/onnx/run_on_zeros.h"
#include "runtime/onnx/tensor_description.h"
#include "runtime/tensors/gears.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

class ModelLoader {
 public:
  // Throws a Failure that says what is wrong with the model, or that the load was to end.
  ModelLoader(const OnnxLibrary& onnx, const ModelSource& source, Loading& loading);

  OwnedSession session;
  std::shared_ptr<ModelInfo> info;

 private:
  OwnedSession load(NamedSizes sizes) const;
  void load_again(const NamedSizes& sizes);
  void describe();
  NamedSizes given_sizes() const;
  void rename_outputs();
  std::optional<Gears> declared_gears() const;

  // Models without gears.
  NamedSizes batch_of_one() const;
  bool only_batch_is_unknown(const NamedSizes& batch) const;
  void fix_batch(const NamedSizes& batch);
  void set_only_shape(bool nameless_batch);

  // Models with gears.
  void make_shapes(const Gears& gears);
  std::vector<bool> outputs_by_contents(const Gears& gears) const;
  std::optional<NamedSizes> sizes_in(const std::vector<TensorInfo>& inputs) const;
  void find_outputs(Shape& shape, const std::vector<bool>& by_contents,
                    std::chrono::steady_clock::time_point last);
  void forget_unknown_outputs();
  void describe_gears();

  const OnnxLibrary& onnx_;
  const ModelSource& source_;
  Loading& loading_;
  NamedSizes given_;                        // of named dims, by the source
  std::vector<TensorDescription> inputs_;   // of the network, as the file has them
  std::vector<TensorDescription> outputs_;  // of the network
  bool zeros_fail_ = false;                 // a run on zeros has failed: there is no other
};

}  // namespace ascend_rx::runtime
