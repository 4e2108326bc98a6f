#include "runtime/onnx/model_loader.h"

#include <algorithm>
#include <set>

#include "runtime/base/failure.h"

namespace ascend_rx::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// How long a run on zeros may take: for the dims of a gear, for a size that is only a hint; and the runs for
// all gears of a model together.
constexpr std::chrono::seconds longest_for_gear{10};
constexpr std::chrono::seconds longest_for_hint{2};
constexpr std::chrono::seconds longest_for_gears{60};

bool all_known(const std::vector<TensorInfo>& tensors) {
  return std::all_of(tensors.begin(), tensors.end(), has_known_dims);
}

std::vector<TensorInfo> tensors_of(const std::vector<TensorDescription>& descriptions) {
  std::vector<TensorInfo> tensors;
  tensors.reserve(descriptions.size());
  for (const TensorDescription& description : descriptions) tensors.push_back(description.tensor);
  return tensors;
}

// Sets the bytes of tensors whose dims are known; gives those of all.
size_t set_bytes(std::vector<TensorInfo>& tensors, const char* side) {
  size_t sum = 0;
  for (TensorInfo& tensor : tensors) {
    if (!has_known_dims(tensor)) continue;
    const auto bytes = tensor_bytes(tensor.type, tensor.dims);
    if (!bytes) {
      throw Failure(ACL_ERROR_GE_SHAPE_INVALID, std::string(side) + " '" + tensor.name + "' (" +
                                                    dims_text(tensor.dims) + ") is too large");
    }
    tensor.bytes = *bytes;
    if (__builtin_add_overflow(sum, *bytes, &sum) || sum > PTRDIFF_MAX)
      throw Failure(ACL_ERROR_GE_SHAPE_INVALID, std::string("the ") + side + "s together are too large");
  }
  return sum;
}

// The size that an offline model has for a dim of an input; below 0 where none is known.
int64_t given_size(const ModelSource& source, size_t input, size_t dim) {
  if (input >= source.input_dims.size() || dim >= source.input_dims[input].size()) return -1;
  return source.input_dims[input][dim];
}

bool are_distinct(const ModelInfo& info) {
  std::set<std::string> names;
  for (const TensorInfo& input : info.inputs) names.insert(input.name);
  return std::all_of(info.outputs.begin(), info.outputs.end(),
                     [&](const TensorInfo& output) { return names.insert(output.name).second; });
}

}  // namespace

ModelLoader::ModelLoader(const OnnxLibrary& onnx, const ModelSource& source, Loading& loading)
    : session(load_session(onnx, source, {})),
      info(std::make_shared<ModelInfo>()),
      onnx_(onnx),
      source_(source),
      loading_(loading) {
  describe();
  given_ = given_sizes();
  if (!given_.empty()) load_again({});
  info->distinct = are_distinct(*info);
  if (const std::optional<Gears> gears = declared_gears()) {
    make_shapes(*gears);
  } else if (const NamedSizes batch = batch_of_one(); only_batch_is_unknown(batch)) {
    fix_batch(batch);
  } else {
    set_only_shape(false);
  }
  info->sized = std::all_of(info->shapes.begin(), info->shapes.end(), [](const Shape& shape) {
    return all_known(shape.inputs) && all_known(shape.outputs);
  });
  rename_outputs();
}

OwnedSession ModelLoader::load(NamedSizes sizes) const {
  sizes.insert(given_.begin(), given_.end());
  return load_session(onnx_, source_, sizes);
}

// So that ONNX Runtime knows the sizes as fixed, too, and with them the dims of outputs.
void ModelLoader::load_again(const NamedSizes& sizes) {
  session.reset();
  session = load(sizes);
  describe();
}

// Dims without a name get the size that the source has for them here.
void ModelLoader::describe() {
  inputs_ = describe_inputs(onnx_, session.get());
  for (size_t i = 0; i < inputs_.size(); ++i) {
    TensorDescription& input = inputs_[i];
    for (size_t j = 0; j < input.symbols.size(); ++j) {
      int64_t& dim = input.tensor.dims[j];
      if (dim == -1 && input.symbols[j].empty()) dim = std::max<int64_t>(given_size(source_, i, j), -1);
    }
  }
  outputs_ = describe_outputs(onnx_, session.get());
  info->inputs = tensors_of(inputs_);
  info->outputs = tensors_of(outputs_);
}

// The sizes that the source has for dims with a name.
NamedSizes ModelLoader::given_sizes() const {
  NamedSizes sizes;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    for (size_t j = 0; j < inputs_[i].symbols.size(); ++j) {
      const std::string& name = inputs_[i].symbols[j];
      const int64_t size = given_size(source_, i, j);
      if (inputs_[i].tensor.dims[j] == -1 && !name.empty() && size >= 0) sizes.emplace(name, size);
    }
  }
  return sizes;
}

// ONNX Runtime goes on to know them by their names in the file.
void ModelLoader::rename_outputs() {
  const size_t count = info->outputs.size();
  if (source_.output_names.size() != count) return;
  for (size_t i = 0; i < count; ++i) {
    info->outputs[i].atc_name = source_.output_names[i];
    for (Shape& shape : info->shapes) shape.outputs[i].atc_name = source_.output_names[i];
  }
}

// From the file beside the model or, if there is none, from the model's metadata.
std::optional<Gears> ModelLoader::declared_gears() const {
  if (!source_.bytes) {
    if (std::optional<Gears> gears = Gears::beside(source_.path)) return gears;
  }
  constexpr const char* key = "ascend_rx.gears";
  OrtModelMetadata* made = nullptr;
  onnx_.check(onnx_.api.SessionGetModelMetadata(session.get(), &made));
  const std::unique_ptr<OrtModelMetadata, void (*)(OrtModelMetadata*)> metadata(
      made, onnx_.api.ReleaseModelMetadata);
  char* text = nullptr;
  onnx_.check(onnx_.api.ModelMetadataLookupCustomMetadataMap(made, onnx_.allocator, key, &text));
  if (!text) return std::nullopt;
  const std::string json = text;
  onnx_.check(onnx_.api.AllocatorFree(onnx_.allocator, text));
  return Gears::parse(json, std::string("the model's metadata ") + key);
}

// ------------------------------------------------------------------------------------- without gears

// The leading dims of inputs that have a name and no size. A dim that an input has twice, as an adjacency
// matrix has, is no batch.
NamedSizes ModelLoader::batch_of_one() const {
  NamedSizes batch;
  std::set<std::string> others;
  for (const TensorDescription& input : inputs_) {
    const std::vector<int64_t>& dims = input.tensor.dims;
    if (dims.empty() || dims[0] >= 0 || input.symbols[0].empty()) continue;
    const std::string& name = input.symbols[0];
    batch[name] = 1;
    if (std::count(input.symbols.begin(), input.symbols.end(), name) > 1) others.insert(name);
  }
  for (const std::string& name : others) batch.erase(name);
  return batch;
}

bool ModelLoader::only_batch_is_unknown(const NamedSizes& batch) const {
  return std::all_of(inputs_.begin(), inputs_.end(), [&](const TensorDescription& input) {
    const std::vector<int64_t>& dims = input.tensor.dims;
    if (!dims.empty() && dims[0] == unknown_rank) return false;
    for (size_t i = 1; i < dims.size(); ++i) {
      if (dims[i] < 0 && batch.count(input.symbols[i]) == 0) return false;
    }
    return true;
  });
}

void ModelLoader::fix_batch(const NamedSizes& batch) {
  if (!batch.empty()) load_again(batch);
  bool nameless = false;
  for (TensorInfo& input : info->inputs) {
    if (input.dims.empty() || input.dims[0] >= 0) continue;
    input.dims[0] = 1;
    nameless = true;
  }
  set_only_shape(nameless);
}

// `nameless_batch`: ONNX Runtime does not know that the batch is 1. Then a leading dim of an output counts as
// the batch if a run shows 1 there.
void ModelLoader::set_only_shape(bool nameless_batch) {
  set_bytes(info->inputs, "input");
  Shape shape{info->inputs, info->outputs};
  if (all_known(shape.inputs) && !all_known(shape.outputs)) {
    const auto longest = source_.output_dims.empty() ? longest_for_hint : longest_for_gear;
    const auto found = run_on_zeros(onnx_, session.get(), shape, Clock::now() + longest, loading_);
    for (size_t i = 0; found && i < shape.outputs.size(); ++i) {
      TensorInfo& output = shape.outputs[i];
      const std::vector<int64_t>& dims = (*found)[i];
      if (has_known_dims(output)) continue;
      output.bytes = tensor_bytes(output.type, dims).value_or(0);
      if (nameless_batch && dims.size() == output.dims.size() && output.dims[0] == -1 && dims[0] == 1)
        output.dims[0] = 1;
      // As the offline model has them: they do not depend on contents.
      if (i < source_.output_dims.size() && dims == source_.output_dims[i]) output.dims = dims;
    }
  }
  set_bytes(shape.outputs, "output");
  info->outputs = shape.outputs;
  info->shapes.push_back(std::move(shape));
}

// ----------------------------------------------------------------------------------------- with gears

// Makes a shape for each gear; info has the sizes of the largest.
void ModelLoader::make_shapes(const Gears& gears) {
  gears.fix_others(info->inputs);
  const std::vector<bool> by_contents = outputs_by_contents(gears);
  auto dynamic = std::make_shared<DynamicShapes>();
  dynamic->kind = gears.kind;
  const Clock::time_point last = Clock::now() + longest_for_gears;
  size_t largest = 0;
  size_t most_bytes = 0;
  for (size_t gear = 0; gear < gears.values.size(); ++gear) {
    Shape shape{gears.apply(info->inputs, gear), info->outputs};
    const size_t bytes = set_bytes(shape.inputs, "input");
    find_outputs(shape, by_contents, last);
    std::vector<int64_t> choice = gears.values[gear];
    if (gears.kind == DynamicShapes::Kind::dims) {
      choice.clear();
      for (const TensorInfo& input : shape.inputs) {
        choice.insert(choice.end(), input.dims.begin(), input.dims.end());
      }
    }
    if (choice.size() > ACL_MAX_DIM_CNT) {
      throw Failure(ACL_ERROR_GE_SHAPE_INVALID, "a gear has more than 128 dims over all inputs");
    }
    dynamic->choices.push_back(std::move(choice));
    info->shapes.push_back(std::move(shape));
    if (bytes > most_bytes) {
      largest = gear;
      most_bytes = bytes;
    }
  }
  dynamic->current.store(largest);
  info->dynamic = std::move(dynamic);
  forget_unknown_outputs();
  describe_gears();
}

// Which outputs have dims that do not follow from those of the inputs. Those of the others do if the file
// says so by their names, or if ONNX Runtime finds them out for the sizes of one gear.
std::vector<bool> ModelLoader::outputs_by_contents(const Gears& gears) const {
  std::set<std::string> names;
  for (const TensorDescription& input : inputs_) names.insert(input.symbols.begin(), input.symbols.end());
  names.erase("");
  const auto follows = [&](const TensorDescription& output) {
    for (size_t i = 0; i < output.tensor.dims.size(); ++i) {
      if (output.tensor.dims[i] < 0 && names.count(output.symbols[i]) == 0) return false;
    }
    return true;
  };
  std::vector<bool> by_contents(outputs_.size(), false);
  if (std::all_of(outputs_.begin(), outputs_.end(), follows)) return by_contents;
  const std::optional<NamedSizes> sizes = sizes_in(gears.apply(info->inputs, 0));
  if (!sizes) return by_contents;
  const OwnedSession probe = load(*sizes);
  const std::vector<TensorDescription> found = describe_outputs(onnx_, probe.get());
  for (size_t i = 0; i < outputs_.size(); ++i)
    by_contents[i] = !follows(outputs_[i]) && !has_known_dims(found[i].tensor);
  return by_contents;
}

// The sizes of the inputs' unknown dims by name; nothing where one has no name, or has two sizes.
std::optional<NamedSizes> ModelLoader::sizes_in(const std::vector<TensorInfo>& inputs) const {
  NamedSizes sizes;
  for (size_t i = 0; i < inputs_.size(); ++i) {
    for (size_t j = 0; j < inputs_[i].tensor.dims.size(); ++j) {
      if (inputs_[i].tensor.dims[j] >= 0) continue;
      const std::string& name = inputs_[i].symbols[j];
      if (name.empty() || sizes.emplace(name, inputs[i].dims[j]).first->second != inputs[i].dims[j])
        return std::nullopt;
    }
  }
  return sizes;
}

// The outputs in one gear: as a run shows them or, if it does not until `last`, as their names say.
void ModelLoader::find_outputs(Shape& shape, const std::vector<bool>& by_contents, Clock::time_point last) {
  bool hints_only = true;
  for (size_t i = 0; i < shape.outputs.size(); ++i)
    hints_only = hints_only && (by_contents[i] || has_known_dims(shape.outputs[i]));
  std::optional<OutputDims> found;
  if (!zeros_fail_ && !all_known(shape.outputs)) {
    const Clock::time_point now = Clock::now();
    const Clock::time_point until = std::min(now + (hints_only ? longest_for_hint : longest_for_gear), last);
    if (now < until) found = run_on_zeros(onnx_, session.get(), shape, until, loading_);
    zeros_fail_ = !found;
  }
  const NamedSizes sizes = sizes_in(shape.inputs).value_or(NamedSizes{});
  for (size_t i = 0; i < shape.outputs.size(); ++i) {
    TensorInfo& output = shape.outputs[i];
    if (has_known_dims(output)) continue;
    if (found && by_contents[i]) {
      output.bytes = tensor_bytes(output.type, (*found)[i]).value_or(0);
    } else if (found) {
      output.dims = (*found)[i];
    } else {
      for (size_t j = 0; j < output.dims.size(); ++j) {
        const auto named = sizes.find(outputs_[i].symbols[j]);
        if (output.dims[j] < 0 && named != sizes.end()) output.dims[j] = named->second;
      }
    }
  }
  set_bytes(shape.outputs, "output");
}

// An output that is unknown in one gear is unknown in all of them.
void ModelLoader::forget_unknown_outputs() {
  for (size_t i = 0; i < outputs_.size(); ++i) {
    const bool known = std::all_of(info->shapes.begin(), info->shapes.end(),
                                   [i](const Shape& shape) { return has_known_dims(shape.outputs[i]); });
    if (known) continue;
    for (Shape& shape : info->shapes) shape.outputs[i].dims = outputs_[i].tensor.dims;
  }
}

// What clients see: dims that depend on the gear are unknown in inputs, and those of the largest gear in
// outputs.
void ModelLoader::describe_gears() {
  const auto make_room = [](std::vector<TensorInfo>& all, const std::vector<TensorInfo>& of_gear) {
    for (size_t i = 0; i < all.size(); ++i) all[i].bytes = std::max(all[i].bytes, of_gear[i].bytes);
  };
  info->outputs = info->shapes[info->dynamic->current.load()].outputs;
  for (const Shape& shape : info->shapes) {
    make_room(info->inputs, shape.inputs);
    make_room(info->outputs, shape.outputs);
  }
  const size_t sizes = info->dynamic->choices[0].size();
  TensorInfo choice;
  choice.name = ACL_DYNAMIC_TENSOR_NAME;
  choice.type = ACL_INT64;
  choice.dims = {static_cast<int64_t>(sizes)};
  choice.bytes = sizes * sizeof(int64_t);
  info->inputs.push_back(std::move(choice));
}

}  // namespace ascend_rx::runtime
