// The description of a model. Everything here reads a copy of it. Bad arguments give the function's
// "nothing": 0, an empty text, an undefined type.
#include "runtime/host_objects/model_desc.h"

#include <cstring>

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/model/models.h"

using namespace ascend_rx::runtime;

namespace {

using Tensors = std::vector<TensorInfo> ModelInfo::*;

const TensorInfo* find(const aclmdlDesc* desc, Tensors side, size_t index) {
  if (!live(desc) || !desc->info) return nullptr;
  const std::vector<TensorInfo>& tensors = (*desc->info).*side;
  return index < tensors.size() ? &tensors[index] : nullptr;
}

size_t count(const aclmdlDesc* desc, Tensors side) {
  return live(desc) && desc->info ? ((*desc->info).*side).size() : 0;
}

size_t bytes(const aclmdlDesc* desc, Tensors side, size_t index) {
  const TensorInfo* const tensor = find(desc, side, index);
  return tensor ? tensor->bytes : 0;
}

const char* name(const aclmdlDesc* desc, Tensors side, size_t index) {
  const TensorInfo* const tensor = find(desc, side, index);
  return tensor ? tensor->shown_name().c_str() : "";
}

aclDataType type(const aclmdlDesc* desc, Tensors side, size_t index) {
  const TensorInfo* const tensor = find(desc, side, index);
  return tensor ? tensor->type : ACL_DT_UNDEFINED;
}

// ONNX files name no format. Four dims count as NCHW, which is the default of the converter, too.
aclFormat format(const aclmdlDesc* desc, Tensors side, size_t index) {
  const TensorInfo* const tensor = find(desc, side, index);
  if (!tensor) return ACL_FORMAT_UNDEFINED;
  return tensor->dims.size() == 4 ? ACL_FORMAT_NCHW : ACL_FORMAT_ND;
}

aclError index_of(const aclmdlDesc* desc, Tensors side, const char* wanted, size_t* index) {
  require(live(desc) && wanted && index, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
  for (size_t i = 0; i < count(desc, side); ++i) {
    if (find(desc, side, i)->shown_name() == wanted) {
      *index = i;
      return ACL_SUCCESS;
    }
  }
  throw Failure(ACL_ERROR_INVALID_PARAM, "the model has nothing named '" + std::string(wanted) + "' there");
}

void fill(const TensorInfo& tensor, aclmdlIODims* dims) {
  std::memset(dims, 0, sizeof *dims);
  tensor.shown_name().copy(dims->name, sizeof dims->name - 1);
  dims->dimCount = tensor.dims.size();
  for (size_t i = 0; i < tensor.dims.size(); ++i) dims->dims[i] = tensor.dims[i];
}

aclError dims_of(const aclmdlDesc* desc, Tensors side, size_t index, aclmdlIODims* dims) {
  require(live(desc) && dims, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
  const TensorInfo* const tensor = find(desc, side, index);
  require(tensor != nullptr, ACL_ERROR_INVALID_PARAM, "the index is beyond the model's inputs or outputs");
  fill(*tensor, dims);
  return ACL_SUCCESS;
}

// The dims of the gear that was chosen last.
aclError current_output_dims(const aclmdlDesc* desc, size_t index, aclmdlIODims* dims) {
  require(live(desc) && dims, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
  require(desc->info && index < desc->info->outputs.size(), ACL_ERROR_INVALID_PARAM,
          "the index is beyond the model's outputs");
  const size_t gear = desc->info->dynamic ? desc->info->dynamic->current.load() : 0;
  fill(desc->info->shapes[gear].outputs[index], dims);
  return ACL_SUCCESS;
}

constexpr Tensors inputs = &ModelInfo::inputs;
constexpr Tensors outputs = &ModelInfo::outputs;

}  // namespace

aclmdlDesc* aclmdlCreateDesc() {
  return entry<aclmdlDesc*>(CALL(aclmdlCreateDesc), nullptr, [] { return make_object<aclmdlDesc>(); });
}

aclError aclmdlDestroyDesc(aclmdlDesc* modelDesc) {
  return entry(CALL(aclmdlDestroyDesc, modelDesc), [&] {
    require(live(modelDesc) != nullptr, ACL_ERROR_INVALID_PARAM, "modelDesc is NULL");
    destroy_object(modelDesc);
    return ACL_SUCCESS;
  });
}

aclError aclmdlGetDesc(aclmdlDesc* modelDesc, uint32_t modelId) {
  return entry(CALL(aclmdlGetDesc, modelDesc, modelId), [&] {
    require(live(modelDesc) != nullptr, ACL_ERROR_INVALID_PARAM, "modelDesc is NULL");
    modelDesc->info = Models::instance().get(modelId)->info();
    return ACL_SUCCESS;
  });
}

size_t aclmdlGetNumInputs(aclmdlDesc* modelDesc) {
  return entry<size_t>(CALL(aclmdlGetNumInputs, modelDesc), 0, [&] { return count(modelDesc, inputs); });
}
size_t aclmdlGetNumOutputs(aclmdlDesc* modelDesc) {
  return entry<size_t>(CALL(aclmdlGetNumOutputs, modelDesc), 0, [&] { return count(modelDesc, outputs); });
}

size_t aclmdlGetInputSizeByIndex(aclmdlDesc* modelDesc, size_t index) {
  return entry<size_t>(CALL(aclmdlGetInputSizeByIndex, modelDesc, index), 0,
                       [&] { return bytes(modelDesc, inputs, index); });
}
size_t aclmdlGetOutputSizeByIndex(aclmdlDesc* modelDesc, size_t index) {
  return entry<size_t>(CALL(aclmdlGetOutputSizeByIndex, modelDesc, index), 0,
                       [&] { return bytes(modelDesc, outputs, index); });
}

const char* aclmdlGetInputNameByIndex(const aclmdlDesc* modelDesc, size_t index) {
  return entry<const char*>(CALL(aclmdlGetInputNameByIndex, modelDesc, index), "",
                            [&] { return name(modelDesc, inputs, index); });
}
const char* aclmdlGetOutputNameByIndex(const aclmdlDesc* modelDesc, size_t index) {
  return entry<const char*>(CALL(aclmdlGetOutputNameByIndex, modelDesc, index), "",
                            [&] { return name(modelDesc, outputs, index); });
}

aclError aclmdlGetInputIndexByName(const aclmdlDesc* modelDesc, const char* name, size_t* index) {
  return entry(CALL(aclmdlGetInputIndexByName, modelDesc, name, index),
               [&] { return index_of(modelDesc, inputs, name, index); });
}
aclError aclmdlGetOutputIndexByName(const aclmdlDesc* modelDesc, const char* name, size_t* index) {
  return entry(CALL(aclmdlGetOutputIndexByName, modelDesc, name, index),
               [&] { return index_of(modelDesc, outputs, name, index); });
}

aclError aclmdlGetInputDims(const aclmdlDesc* modelDesc, size_t index, aclmdlIODims* dims) {
  return entry(CALL(aclmdlGetInputDims, modelDesc, index, dims),
               [&] { return dims_of(modelDesc, inputs, index, dims); });
}
aclError aclmdlGetInputDimsV2(const aclmdlDesc* modelDesc, size_t index, aclmdlIODims* dims) {
  return entry(CALL(aclmdlGetInputDimsV2, modelDesc, index, dims),
               [&] { return dims_of(modelDesc, inputs, index, dims); });
}
aclError aclmdlGetOutputDims(const aclmdlDesc* modelDesc, size_t index, aclmdlIODims* dims) {
  return entry(CALL(aclmdlGetOutputDims, modelDesc, index, dims),
               [&] { return dims_of(modelDesc, outputs, index, dims); });
}
aclError aclmdlGetCurOutputDims(const aclmdlDesc* modelDesc, size_t index, aclmdlIODims* dims) {
  return entry(CALL(aclmdlGetCurOutputDims, modelDesc, index, dims),
               [&] { return current_output_dims(modelDesc, index, dims); });
}

aclFormat aclmdlGetInputFormat(const aclmdlDesc* modelDesc, size_t index) {
  return entry<aclFormat>(CALL(aclmdlGetInputFormat, modelDesc, index), ACL_FORMAT_UNDEFINED,
                          [&] { return format(modelDesc, inputs, index); });
}
aclFormat aclmdlGetOutputFormat(const aclmdlDesc* modelDesc, size_t index) {
  return entry<aclFormat>(CALL(aclmdlGetOutputFormat, modelDesc, index), ACL_FORMAT_UNDEFINED,
                          [&] { return format(modelDesc, outputs, index); });
}

aclDataType aclmdlGetInputDataType(const aclmdlDesc* modelDesc, size_t index) {
  return entry<aclDataType>(CALL(aclmdlGetInputDataType, modelDesc, index), ACL_DT_UNDEFINED,
                            [&] { return type(modelDesc, inputs, index); });
}
aclDataType aclmdlGetOutputDataType(const aclmdlDesc* modelDesc, size_t index) {
  return entry<aclDataType>(CALL(aclmdlGetOutputDataType, modelDesc, index), ACL_DT_UNDEFINED,
                            [&] { return type(modelDesc, outputs, index); });
}
