#include "model.h"

#include <algorithm>
#include <utility>

namespace ascend_rx::acl {
namespace {

// The getters of inputs and of outputs have the same form: told apart only by which are passed in.
template <class Count, class Name, class Dims, class Type, class Size>
Outcome read_tensors(const Library& library, aclmdlDesc* desc, const Count& count, const Name& name,
                     const Dims& dims, const Type& type, const Size& size, std::vector<TensorSpec>& tensors) {
  const size_t total = count(desc);
  tensors.reserve(total);
  for (size_t i = 0; i < total; ++i) {
    aclmdlIODims shape{};
    if (const Status status = dims(desc, i, &shape); !status.ok()) return library.describe(status);
    TensorSpec tensor;
    tensor.name = name(desc, i);
    tensor.type = type(desc, i);
    tensor.dims.assign(shape.dims, shape.dims + shape.dimCount);
    if (std::any_of(tensor.dims.begin(), tensor.dims.end(), [](int64_t dim) { return dim < 0; })) {
      return Failure{"aclmdlGetInputDims", ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                     "`" + tensor.name +
                         "` has dims that are known with the gear only; models with gears are for "
                         "C++ programs so far: give one with fixed dims"};
    }
    tensor.bytes = size(desc, i);
    tensors.push_back(std::move(tensor));
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Model>> Model::load(const Library& library, const std::string& path) {
  uint32_t id = 0;
  if (const Status status = library.acl.aclmdlLoadFromFile(path.c_str(), &id); !status.ok()) {
    return library.describe(status);
  }
  std::unique_ptr<Model> model(new Model(library, id));
  if (Outcome failure = model->describe()) return *std::move(failure);
  return model;
}

Model::~Model() { library_.released(library_.acl.aclmdlUnload(id_)); }

Outcome Model::describe() {
  const Functions& acl = library_.acl;
  const ModelDesc desc(acl.aclmdlCreateDesc(), {&library_});
  if (!desc) return library_.describe(Status(acl.aclmdlCreateDesc.name(), ACL_ERROR_BAD_ALLOC));
  if (const Status status = acl.aclmdlGetDesc(desc.get(), id_); !status.ok())
    return library_.describe(status);
  if (Outcome failure = read_tensors(
          library_, desc.get(), acl.aclmdlGetNumInputs, acl.aclmdlGetInputNameByIndex, acl.aclmdlGetInputDims,
          acl.aclmdlGetInputDataType, acl.aclmdlGetInputSizeByIndex, description_.inputs)) {
    return failure;
  }
  if (Outcome failure =
          read_tensors(library_, desc.get(), acl.aclmdlGetNumOutputs, acl.aclmdlGetOutputNameByIndex,
                       acl.aclmdlGetOutputDims, acl.aclmdlGetOutputDataType, acl.aclmdlGetOutputSizeByIndex,
                       description_.outputs)) {
    return failure;
  }
  description_.input_block = TensorBlock::of(description_.inputs);
  description_.output_block = TensorBlock::of(description_.outputs);
  return std::nullopt;
}

}  // namespace ascend_rx::acl
