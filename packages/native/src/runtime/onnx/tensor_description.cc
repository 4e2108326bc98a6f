#include "runtime/onnx/tensor_description.h"

#include <memory>

#include "runtime/base/failure.h"
#include "runtime/onnx/element_type.h"

namespace ascend_rx::runtime {
namespace {

std::vector<int64_t> dims_of(const OnnxLibrary& onnx, const OrtTensorTypeAndShapeInfo* shape) {
  size_t count = 0;
  onnx.check(onnx.api.GetDimensionsCount(shape, &count));
  std::vector<int64_t> dims(count);
  onnx.check(onnx.api.GetDimensions(shape, dims.data(), count));
  return dims;
}

std::string take_name(const OnnxLibrary& onnx, char* name) {
  std::string copy = name;
  onnx.check(onnx.api.AllocatorFree(onnx.allocator, name));
  return copy;
}

// REQUIRES: there are no dims. A scalar has one element; without a shape there is no number of them. (Old
// versions of ONNX Runtime do not tell the two apart: then a tensor without a shape counts as a scalar.)
bool has_shape(const OnnxLibrary& onnx, const OrtTensorTypeAndShapeInfo* shape) {
  size_t elements = 0;
  onnx.check(onnx.api.GetTensorShapeElementCount(shape, &elements));
  return elements != 0;
}

TensorDescription describe(const OnnxLibrary& onnx, const char* side, std::string name,
                           OrtTypeInfo* type_info) {
  const std::unique_ptr<OrtTypeInfo, void (*)(OrtTypeInfo*)> type(type_info, onnx.api.ReleaseTypeInfo);
  int kind = 0;
  onnx.check(onnx.api.GetOnnxTypeFromTypeInfo(type.get(), &kind));
  const std::string what = std::string(side) + " '" + name + "' ";
  if (kind != ort::kind_tensor) {
    throw Failure(ACL_ERROR_GE_DATATYPE_INVALID, what + "is no tensor (a sequence, map or optional)");
  }
  const OrtTensorTypeAndShapeInfo* shape = nullptr;
  onnx.check(onnx.api.CastTypeInfoToTensorInfo(type.get(), &shape));
  int element = 0;
  onnx.check(onnx.api.GetTensorElementType(shape, &element));

  TensorDescription description;
  description.tensor.type = type_from_onnx(element);
  if (description.tensor.type == ACL_DT_UNDEFINED) {
    throw Failure(ACL_ERROR_GE_DATATYPE_INVALID,
                  what + "has an element type that the embedded runtime does not carry (ONNX type " +
                      std::to_string(element) +
                      "); it carries float, double, float16, bool and signed and unsigned integers");
  }
  description.tensor.name = std::move(name);
  description.tensor.dims = dims_of(onnx, shape);
  const size_t rank = description.tensor.dims.size();
  if (rank > ACL_MAX_DIM_CNT) throw Failure(ACL_ERROR_GE_SHAPE_INVALID, what + "has more than 128 dims");
  std::vector<const char*> symbols(rank);
  onnx.check(onnx.api.GetSymbolicDimensions(shape, symbols.data(), rank));
  for (const char* symbol : symbols) description.symbols.emplace_back(symbol ? symbol : "");
  if (rank == 0 && !has_shape(onnx, shape)) {
    description.tensor.dims = {unknown_rank};
    description.symbols = {""};
  }
  return description;
}

TensorDescription describe_input(const OnnxLibrary& onnx, const OrtSession* session, size_t index) {
  char* name = nullptr;
  onnx.check(onnx.api.SessionGetInputName(session, index, onnx.allocator, &name));
  OrtTypeInfo* type = nullptr;
  onnx.check(onnx.api.SessionGetInputTypeInfo(session, index, &type));
  return describe(onnx, "input", take_name(onnx, name), type);
}

TensorDescription describe_output(const OnnxLibrary& onnx, const OrtSession* session, size_t index) {
  char* name = nullptr;
  onnx.check(onnx.api.SessionGetOutputName(session, index, onnx.allocator, &name));
  OrtTypeInfo* type = nullptr;
  onnx.check(onnx.api.SessionGetOutputTypeInfo(session, index, &type));
  return describe(onnx, "output", take_name(onnx, name), type);
}

}  // namespace

std::vector<TensorDescription> describe_inputs(const OnnxLibrary& onnx, const OrtSession* session) {
  size_t count = 0;
  onnx.check(onnx.api.SessionGetInputCount(session, &count));
  std::vector<TensorDescription> inputs;
  inputs.reserve(count);
  for (size_t i = 0; i < count; ++i) inputs.push_back(describe_input(onnx, session, i));
  return inputs;
}

std::vector<TensorDescription> describe_outputs(const OnnxLibrary& onnx, const OrtSession* session) {
  size_t count = 0;
  onnx.check(onnx.api.SessionGetOutputCount(session, &count));
  std::vector<TensorDescription> outputs;
  outputs.reserve(count);
  for (size_t i = 0; i < count; ++i) outputs.push_back(describe_output(onnx, session, i));
  return outputs;
}

std::vector<int64_t> value_dims(const OnnxLibrary& onnx, const OrtValue* value) {
  OrtTensorTypeAndShapeInfo* shape = nullptr;
  onnx.check(onnx.api.GetTensorTypeAndShape(value, &shape));
  const std::unique_ptr<OrtTensorTypeAndShapeInfo, void (*)(OrtTensorTypeAndShapeInfo*)> owned(
      shape, onnx.api.ReleaseTensorTypeAndShapeInfo);
  return dims_of(onnx, shape);
}

}  // namespace ascend_rx::runtime
