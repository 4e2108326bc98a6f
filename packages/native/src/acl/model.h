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
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  TensorBlock input_block;
  TensorBlock output_block;
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

  const Library& library_;
  const uint32_t id_;
  ModelDescription description_;
};

}  // namespace ascend_rx::acl
