#include "session/model.h"

#include <algorithm>
#include <utility>

namespace ascend_rx::session {
namespace {

// Of inputs or of outputs, depending on the getters passed in.
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
    tensor.bytes = size(desc, i);
    tensors.push_back(std::move(tensor));
  }
  return std::nullopt;
}

// Loads what the file held before `change`, from memory.
Outcome load_kept(const Library& library, const ModelFile& file, const std::string& change, uint32_t& id) {
  const auto& load = library.acl.aclmdlLoadFromMem;
  auto contents = load ? file.read() : std::string("this AscendCL cannot load it from memory");
  if (const auto* const why = std::get_if<std::string>(&contents)) {
    return Failure{library.acl.aclmdlLoadFromFile.name(), ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID,
                   change + " since the model was loaded, and " + *why + "; load the model again"};
  }
  const auto& bytes = std::get<ModelFile::Bytes>(contents);
  const Status status = load(bytes.data.get(), bytes.size, &id);
  return status.ok() ? Outcome() : library.describe(status);
}

Failure refusal(const char* api, const std::string& why) {
  return Failure{api, ACL_ERROR_RT_FEATURE_NOT_SUPPORT, why};
}

// With the number of samples, all dims are known.
bool is_known_for_a_sample(const ModelDescription& model) {
  const auto is_known = [](const TensorSpec& tensor) {
    return tensor.dims.empty() || are_known({tensor.dims.begin() + 1, tensor.dims.end()});
  };
  return std::all_of(model.inputs.begin(), model.inputs.end(), is_known) &&
         std::all_of(model.outputs.begin(), model.outputs.end(), is_known);
}

// Turns the description of a batch into that of one sample. `largest`: the largest gear. `may_be_known`: the
// leading dim may be known, and is the largest gear then.
Outcome describe_sample(TensorSpec& tensor, uint64_t largest, bool may_be_known) {
  const int64_t leading = tensor.dims.empty() ? 0 : tensor.dims[0];
  const bool batched = leading < 0 || (may_be_known && static_cast<uint64_t>(leading) == largest);
  if (!batched || tensor.bytes % largest != 0) {
    return refusal("aclmdlGetDynamicBatch",
                   "`" + tensor.name + "` has no leading dim for the samples of a batch");
  }
  tensor.dims[0] = 1;
  tensor.bytes /= largest;
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<Model>> Model::load(const Library& library, const ModelFile& file) {
  // The object first: what is loaded has an owner at once.
  std::unique_ptr<Model> model(new Model(library));
  std::string change = file.change();
  if (change.empty()) {
    const Status status = library.acl.aclmdlLoadFromFile(file.path().c_str(), &model->id_);
    model->is_loaded_ = status.ok();
    Outcome failure;
    if (!status.ok()) failure = library.describe(status);
    // It may have changed while it was read.
    change = file.change();
    if (change.empty() && failure) return *std::move(failure);
  }
  if (!change.empty()) {
    model.reset(new Model(library));
    if (Outcome failure = load_kept(library, file, change, model->id_)) return *std::move(failure);
  }
  model->is_loaded_ = true;
  if (Outcome failure = model->describe()) return *std::move(failure);
  return model;
}

Model::~Model() {
  if (is_loaded_) library_.record_release(library_.acl.aclmdlUnload(id_));
}

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
  if (Outcome failure = describe_gears(desc.get())) return failure;
  if (description_.dynamic) return std::nullopt;
  description_.input_block = TensorBlock::of(description_.inputs, description_.largest_batch());
  description_.output_block = TensorBlock::of(description_.outputs, description_.largest_batch());
  return std::nullopt;
}

// A model with gears has one input more than the network, which holds the gear. It is left out of the
// description.
Outcome Model::describe_gears(aclmdlDesc* desc) {
  const Functions& acl = library_.acl;
  std::vector<TensorSpec>& inputs = description_.inputs;
  const auto gear_input = std::find_if(inputs.begin(), inputs.end(), [](const TensorSpec& input) {
    return input.name == ACL_DYNAMIC_TENSOR_NAME;
  });
  if (gear_input == inputs.end()) return describe_dynamic(desc, false);
  description_.gear_input_index = static_cast<size_t>(gear_input - inputs.begin());
  description_.gear_input_bytes = gear_input->bytes;
  inputs.erase(gear_input);
  if (inputs.empty()) return refusal(acl.aclmdlGetDesc.name(), "the model has gears, and no input for them");
  if (acl.aclmdlGetDynamicBatch && acl.aclmdlSetDynamicBatchSize) {
    aclmdlBatch batch{};
    if (const Status status = acl.aclmdlGetDynamicBatch(desc, &batch); !status.ok())
      return library_.describe(status);
    const bool has_batches = batch.batchCount > 0 && batch.batchCount <= ACL_MAX_BATCH_NUM;
    if (has_batches && is_known_for_a_sample(description_)) return describe_batches(batch);
  }
  return describe_dynamic(desc, true);
}

Outcome Model::describe_batches(const aclmdlBatch& batch) {
  std::vector<uint64_t>& gears = description_.gears;
  gears.assign(batch.batch, batch.batch + batch.batchCount);
  std::sort(gears.begin(), gears.end());
  gears.erase(std::unique(gears.begin(), gears.end()), gears.end());
  if (gears.front() == 0) return refusal("aclmdlGetDynamicBatch", "a gear has no samples");
  for (TensorSpec& input : description_.inputs) {
    if (Outcome failure = describe_sample(input, gears.back(), false)) return failure;
  }
  for (TensorSpec& output : description_.outputs) {
    if (Outcome failure = describe_sample(output, gears.back(), true)) return failure;
  }
  return std::nullopt;
}

Outcome Model::describe_dynamic(aclmdlDesc* desc, bool has_gear_input) {
  auto shapes = read_dynamic_shapes(library_, id_, desc,
                                    {description_.inputs, description_.outputs, has_gear_input,
                                     description_.gear_input_index, description_.gear_input_bytes});
  if (auto* const failure = std::get_if<Failure>(&shapes)) return std::move(*failure);
  description_.dynamic = std::move(std::get<std::shared_ptr<const DynamicShapes>>(shapes));
  return std::nullopt;
}

}  // namespace ascend_rx::session
