#include "runtime/onnx/onnx_session.h"

#include <algorithm>

#include "runtime/base/failure.h"
#include "runtime/config/settings.h"
#include "runtime/onnx/onnx_binding.h"
#include "runtime/onnx/onnx_library.h"
#include "runtime/onnx/onnx_values.h"
#include "runtime/onnx/run_control.h"
#include "runtime/onnx/tensor_description.h"
#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {
namespace {

bool is_fixed(const TensorInfo& tensor) {
  return std::all_of(tensor.dims.begin(), tensor.dims.end(), [](int64_t dim) { return dim >= 0; });
}

void set_bytes(TensorInfo& tensor, const char* side) {
  const auto bytes = tensor_bytes(tensor.type, tensor.dims);
  if (!bytes) {
    throw Failure(ACL_ERROR_GE_SHAPE_INVALID,
                  std::string(side) + " '" + tensor.name + "' (" + dims_text(tensor.dims) + ") is too large");
  }
  tensor.bytes = *bytes;
}

}  // namespace

OnnxSession::OnnxSession(const Source& source)
    : onnx_(OnnxLibrary::open()), info_(std::make_shared<ModelInfo>()) {
  try {
    load(source, {});
    const std::vector<std::string> batches = describe();
    if (const std::optional<Gears> gears = declared_gears(source)) {
      make_shapes(*gears);
    } else {
      if (!batches.empty()) {  // loaded again, so that ONNX Runtime knows them as fixed, too
        onnx_.api.ReleaseSession(std::exchange(session_, nullptr));
        load(source, batches);
        describe();
      }
      fix_inputs();
      name_tensors();
      Shape shape{info_->inputs, info_->outputs};
      fix_outputs(shape);
      info_->outputs = shape.outputs;
      info_->shapes.push_back(std::move(shape));
    }
  } catch (...) {
    if (session_) onnx_.api.ReleaseSession(session_);
    throw;
  }
  shared_info_ = info_;
}

OnnxSession::~OnnxSession() { onnx_.api.ReleaseSession(session_); }

// `batches`: names of dims that become 1.
void OnnxSession::load(const Source& source, const std::vector<std::string>& batches) {
  OrtSessionOptions* made = nullptr;
  onnx_.check(onnx_.api.CreateSessionOptions(&made));
  const std::unique_ptr<OrtSessionOptions, void (*)(OrtSessionOptions*)> options(
      made, onnx_.api.ReleaseSessionOptions);
  onnx_.check(onnx_.api.SetSessionExecutionMode(made, ort::sequential));
  onnx_.check(onnx_.api.SetSessionLogSeverityLevel(made, ort::log_fatal));
  onnx_.check(onnx_.api.SetSessionGraphOptimizationLevel(made, ort::all_optimisations));
  if (const int threads = Settings::current().threads; threads > 0) {
    onnx_.check(onnx_.api.SetIntraOpNumThreads(made, threads));
  }
  // Idle threads sleep instead of spinning. The format of a file follows from its contents, not from its
  // name.
  onnx_.check(onnx_.api.AddSessionConfigEntry(made, "session.intra_op.allow_spinning", "0"));
  onnx_.check(onnx_.api.AddSessionConfigEntry(made, "session.load_model_format", "ONNX"));
  for (const std::string& batch : batches) {
    onnx_.check(onnx_.api.AddFreeDimensionOverrideByName(made, batch.c_str(), 1));
  }
  onnx_.check(source.bytes
                  ? onnx_.api.CreateSessionFromArray(onnx_.env, source.bytes, source.size, made, &session_)
                  : onnx_.api.CreateSession(onnx_.env, source.path.c_str(), made, &session_),
              ACL_ERROR_GE_LOAD_MODEL);
}

// Fills info_. Gives the names of the inputs' leading dims that are symbolic.
std::vector<std::string> OnnxSession::describe() {
  *info_ = {};
  std::vector<std::string> batches;
  size_t count = 0;
  onnx_.check(onnx_.api.SessionGetInputCount(session_, &count));
  for (size_t i = 0; i < count; ++i) {
    TensorDescription input = describe_input(onnx_, session_, i);
    const bool symbolic = !input.tensor.dims.empty() && input.tensor.dims[0] < 0 && !input.symbols[0].empty();
    if (symbolic) batches.push_back(input.symbols[0]);
    info_->inputs.push_back(std::move(input.tensor));
  }
  onnx_.check(onnx_.api.SessionGetOutputCount(session_, &count));
  for (size_t i = 0; i < count; ++i) info_->outputs.push_back(describe_output(onnx_, session_, i).tensor);
  return batches;
}

// The names that a run uses. The network's own inputs come first in info_.
void OnnxSession::name_tensors() {
  size_t count = 0;
  onnx_.check(onnx_.api.SessionGetInputCount(session_, &count));
  for (size_t i = 0; i < count; ++i) input_names_.push_back(info_->inputs[i].name.c_str());
  for (const TensorInfo& output : info_->outputs) output_names_.push_back(output.name.c_str());
}

void OnnxSession::fix_inputs() {
  for (TensorInfo& input : info_->inputs) {
    if (!input.dims.empty() && input.dims[0] < 0) input.dims[0] = 1;
    if (!is_fixed(input)) {
      throw Failure(ACL_ERROR_GE_SHAPE_INVALID, "input '" + input.name + "' (" + dims_text(input.dims) +
                                                    ") has dims without a size beyond the first; make them "
                                                    "fixed in the ONNX file, or declare gears");
    }
    set_bytes(input, "input");
  }
}

void OnnxSession::fix_outputs(Shape& shape) const {
  if (!std::all_of(shape.outputs.begin(), shape.outputs.end(), is_fixed)) learn_output_dims(shape);
  for (TensorInfo& output : shape.outputs) set_bytes(output, "output");
}

// Makes one run on zeros, for which ONNX Runtime allocates the outputs.
void OnnxSession::learn_output_dims(Shape& shape) const {
  std::vector<std::unique_ptr<char[]>> zeros;
  OnnxValues inputs;
  for (const TensorInfo& input : shape.inputs) {
    zeros.push_back(
        std::make_unique<char[]>(input.bytes + 1));  // + 1: never null, for an empty tensor either
    inputs.add(input, zeros.back().get());
  }
  OnnxValues outputs;
  for (size_t i = 0; i < output_names_.size(); ++i) outputs.add_empty();
  const RunControl control;
  OrtStatus* const status =
      onnx_.api.Run(session_, control.options(), input_names_.data(), inputs.begin(), input_names_.size(),
                    output_names_.data(), output_names_.size(), outputs.begin());
  if (status) {
    throw Failure(
        ACL_ERROR_GE_SHAPE_INVALID,
        "the dims of the outputs are not in the model, and a run on zeros, which would show them, failed: " +
            onnx_.take_message(status));
  }
  for (size_t i = 0; i < output_names_.size(); ++i)
    shape.outputs[i].dims = value_dims(onnx_, outputs.begin()[i]);
}

// ------------------------------------------------------------------------------------------ gears

// From the file beside the model or, if there is none, from the model's metadata.
std::optional<Gears> OnnxSession::declared_gears(const Source& source) const {
  if (!source.bytes) {
    if (std::optional<Gears> gears = Gears::beside(source.path)) return gears;
  }
  constexpr const char* key = "ascend_rx.gears";
  OrtModelMetadata* made = nullptr;
  onnx_.check(onnx_.api.SessionGetModelMetadata(session_, &made));
  const std::unique_ptr<OrtModelMetadata, void (*)(OrtModelMetadata*)> metadata(
      made, onnx_.api.ReleaseModelMetadata);
  char* text = nullptr;
  onnx_.check(onnx_.api.ModelMetadataLookupCustomMetadataMap(made, onnx_.allocator, key, &text));
  if (!text) return std::nullopt;
  const std::string json = text;
  onnx_.check(onnx_.api.AllocatorFree(onnx_.allocator, text));
  return Gears::parse(json, std::string("the model's metadata ") + key);
}

// Makes a shape for each gear; info_ has the sizes of the largest.
void OnnxSession::make_shapes(const Gears& gears) {
  gears.fix_others(info_->inputs);
  name_tensors();
  const auto input_bytes = [](const Shape& shape) {
    size_t bytes = 0;
    for (const TensorInfo& input : shape.inputs) bytes += input.bytes;
    return bytes;
  };
  auto dynamic = std::make_shared<DynamicShapes>();
  dynamic->kind = gears.kind;
  size_t largest = 0;
  for (size_t gear = 0; gear < gears.values.size(); ++gear) {
    Shape shape{gears.apply(info_->inputs, gear), info_->outputs};
    for (TensorInfo& input : shape.inputs) set_bytes(input, "input");
    fix_outputs(shape);
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
    info_->shapes.push_back(std::move(shape));
    if (input_bytes(info_->shapes[gear]) > input_bytes(info_->shapes[largest])) largest = gear;
  }
  dynamic->current.store(largest);
  const auto make_room = [](std::vector<TensorInfo>& all, const std::vector<TensorInfo>& of_gear) {
    for (size_t i = 0; i < all.size(); ++i) all[i].bytes = std::max(all[i].bytes, of_gear[i].bytes);
  };
  info_->outputs = info_->shapes[largest].outputs;
  for (const Shape& shape : info_->shapes) {
    make_room(info_->inputs, shape.inputs);
    make_room(info_->outputs, shape.outputs);
  }
  const auto sizes = static_cast<int64_t>(dynamic->choices[0].size());
  info_->inputs.push_back(
      {ACL_DYNAMIC_TENSOR_NAME, ACL_INT64, {sizes}, dynamic->choices[0].size() * sizeof(int64_t)});
  // The vectors have grown, so the names are in other places now.
  input_names_.clear();
  output_names_.clear();
  name_tensors();
  info_->dynamic = std::move(dynamic);
}

void OnnxSession::run(const OnnxBinding& binding, const RunControl& control) const {
  onnx_.check(onnx_.api.RunWithBinding(session_, control.options(), binding.get()),
              ACL_ERROR_RT_MODEL_EXECUTE);
}

}  // namespace ascend_rx::runtime
