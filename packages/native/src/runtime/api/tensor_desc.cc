// Tensor descriptions: plain host objects, used on the caller's thread only. What docs/facts.md does not say
// of bad arguments is unverified on hardware.
#include "runtime/host_objects/tensor_desc.h"

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/api/refuse.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/host_objects/tensor_desc_array.h"
#include "runtime/tensors/model_info.h"

using namespace ascend_rx::runtime;

namespace {

void check_dims(int count, const int64_t* dims) {
  require(count >= 0 && count <= ACL_MAX_DIM_CNT, ACL_ERROR_INVALID_PARAM,
          "the number of dims is not 0 to 128");
  require(count == 0 || dims, ACL_ERROR_INVALID_PARAM, "dims is NULL");
}

// Without a range that was set: a known dim is its own range, an unknown one is at least 1.
std::array<int64_t, ACL_DIM_ENDPOINTS> range_of(const aclTensorDesc& desc, size_t index) {
  if (index < desc.ranges.size()) return desc.ranges[index];
  require(index < desc.dims.size(), ACL_ERROR_INVALID_PARAM, "there is no such dim");
  const int64_t dim = desc.dims[index];
  if (dim < 0) return {1, -1};
  return {dim, dim};
}

// The header names this value of the only dim.
size_t rank_of(const aclTensorDesc& desc) {
  constexpr int64_t unknown_rank = -2;
  const bool unknown = desc.dims.size() == 1 && desc.dims[0] == unknown_rank;
  return unknown ? ACL_UNKNOWN_RANK : desc.dims.size();
}

aclError check_desc(const aclTensorDesc* desc) {
  require(live(desc) != nullptr, ACL_ERROR_INVALID_PARAM, "desc is NULL");
  return ACL_SUCCESS;
}

}  // namespace

aclTensorDesc* aclCreateTensorDesc(aclDataType dataType, int numDims, const int64_t* dims, aclFormat format) {
  return entry<aclTensorDesc*>(CALL(aclCreateTensorDesc, dataType, numDims, dims, format), nullptr, [&] {
    check_dims(numDims, dims);
    return make_object<aclTensorDesc>(dataType, format, std::vector<int64_t>(dims, dims + numDims),
                                      std::string(), decltype(aclTensorDesc::ranges)());
  });
}

void aclDestroyTensorDesc(const aclTensorDesc* desc) {
  entry(CALL(aclDestroyTensorDesc, desc), [&] {
    if (live(desc)) destroy_tensor_desc(desc);
    return ACL_SUCCESS;
  });
}

aclDataType aclGetTensorDescType(const aclTensorDesc* desc) {
  return entry<aclDataType>(CALL(aclGetTensorDescType, desc), ACL_DT_UNDEFINED,
                            [&] { return live(desc) ? desc->type : ACL_DT_UNDEFINED; });
}

aclFormat aclGetTensorDescFormat(const aclTensorDesc* desc) {
  return entry<aclFormat>(CALL(aclGetTensorDescFormat, desc), ACL_FORMAT_UNDEFINED,
                          [&] { return live(desc) ? desc->format : ACL_FORMAT_UNDEFINED; });
}

size_t aclGetTensorDescSize(const aclTensorDesc* desc) {
  return entry<size_t>(CALL(aclGetTensorDescSize, desc), 0,
                       [&] { return live(desc) ? tensor_bytes(desc->type, desc->dims).value_or(0) : 0; });
}

// The elements of a tensor are as many as the bytes of an equal tensor of bytes.
size_t aclGetTensorDescElementCount(const aclTensorDesc* desc) {
  return entry<size_t>(CALL(aclGetTensorDescElementCount, desc), 0,
                       [&] { return live(desc) ? tensor_bytes(ACL_UINT8, desc->dims).value_or(0) : 0; });
}

size_t aclGetTensorDescNumDims(const aclTensorDesc* desc) {
  return entry<size_t>(CALL(aclGetTensorDescNumDims, desc), 0,
                       [&] { return live(desc) ? rank_of(*desc) : 0; });
}

int64_t aclGetTensorDescDim(const aclTensorDesc* desc, size_t index) {
  return entry<int64_t>(CALL(aclGetTensorDescDim, desc, index), -1,
                        [&] { return live(desc) && index < desc->dims.size() ? desc->dims[index] : -1; });
}

aclError aclGetTensorDescDimV2(const aclTensorDesc* desc, size_t index, int64_t* dimSize) {
  return entry(CALL(aclGetTensorDescDimV2, desc, index, dimSize), [&] {
    require(live(desc) && dimSize, ACL_ERROR_INVALID_PARAM, "desc or dimSize is NULL");
    require(index < desc->dims.size(), ACL_ERROR_INVALID_PARAM, "there is no such dim");
    *dimSize = desc->dims[index];
    return ACL_SUCCESS;
  });
}

const char* aclGetTensorDescName(aclTensorDesc* desc) {
  return entry<const char*>(CALL(aclGetTensorDescName, desc), "",
                            [&] { return live(desc) ? desc->name.c_str() : ""; });
}

void aclSetTensorDescName(aclTensorDesc* desc, const char* name) {
  entry(CALL(aclSetTensorDescName, desc, name), [&] {
    if (live(desc)) desc->name = name ? name : "";
    return ACL_SUCCESS;
  });
}

aclError aclSetTensorShapeRange(aclTensorDesc* desc, size_t dimsCount,
                                int64_t dimsRange[][ACL_DIM_ENDPOINTS]) {
  return entry(CALL(aclSetTensorShapeRange, desc, dimsCount, dimsRange), [&] {
    require(live(desc) && (dimsRange || dimsCount == 0), ACL_ERROR_INVALID_PARAM,
            "desc or dimsRange is NULL");
    require(dimsCount <= ACL_MAX_DIM_CNT, ACL_ERROR_INVALID_PARAM, "there are more than 128 ranges");
    desc->ranges.clear();
    for (size_t i = 0; i < dimsCount; ++i) desc->ranges.push_back({dimsRange[i][0], dimsRange[i][1]});
    return ACL_SUCCESS;
  });
}

aclError aclGetTensorDescDimRange(const aclTensorDesc* desc, size_t index, size_t dimRangeNum,
                                  int64_t* dimRange) {
  return entry(CALL(aclGetTensorDescDimRange, desc, index, dimRangeNum, dimRange), [&] {
    require(live(desc) && dimRange, ACL_ERROR_INVALID_PARAM, "desc or dimRange is NULL");
    require(dimRangeNum >= ACL_DIM_ENDPOINTS, ACL_ERROR_INVALID_PARAM,
            "dimRange has no room for two numbers");
    const auto range = range_of(*desc, index);
    dimRange[0] = range[0];
    dimRange[1] = range[1];
    return ACL_SUCCESS;
  });
}

// The next ones are for compiling single operators, which this library does not do. Nothing reads what they
// set, so only the arguments are checked.
aclError aclSetTensorConst(aclTensorDesc* desc, void* dataBuffer, size_t length) {
  return entry(CALL(aclSetTensorConst, desc, dataBuffer, length), [&] {
    require(dataBuffer && length > 0, ACL_ERROR_INVALID_PARAM, "dataBuffer is NULL, or the length 0");
    return check_desc(desc);
  });
}

aclError aclSetTensorFormat(aclTensorDesc* desc, aclFormat format) {
  return entry(CALL(aclSetTensorFormat, desc, format), [&] { return check_desc(desc); });
}

aclError aclSetTensorShape(aclTensorDesc* desc, int numDims, const int64_t* dims) {
  return entry(CALL(aclSetTensorShape, desc, numDims, dims), [&] {
    check_dims(numDims, dims);
    return check_desc(desc);
  });
}

aclError aclSetTensorStorageFormat(aclTensorDesc* desc, aclFormat format) {
  return entry(CALL(aclSetTensorStorageFormat, desc, format), [&] { return check_desc(desc); });
}

aclError aclSetTensorStorageShape(aclTensorDesc* desc, int numDims, const int64_t* dims) {
  return entry(CALL(aclSetTensorStorageShape, desc, numDims, dims), [&] {
    check_dims(numDims, dims);
    return check_desc(desc);
  });
}

aclError aclSetTensorOriginFormat(aclTensorDesc* desc, aclFormat format) {
  return entry(CALL(aclSetTensorOriginFormat, desc, format), [&] { return check_desc(desc); });
}

aclError aclSetTensorOriginShape(aclTensorDesc* desc, int numDims, const int64_t* dims) {
  return entry(CALL(aclSetTensorOriginShape, desc, numDims, dims), [&] {
    check_dims(numDims, dims);
    return check_desc(desc);
  });
}

aclError aclSetTensorValueRange(aclTensorDesc* desc, size_t valueCount,
                                int64_t valueRange[][ACL_TENSOR_VALUE_RANGE_NUM]) {
  return entry(CALL(aclSetTensorValueRange, desc, valueCount, valueRange), [&] {
    require(valueRange || valueCount == 0, ACL_ERROR_INVALID_PARAM, "valueRange is NULL");
    return check_desc(desc);
  });
}

aclError aclSetTensorDynamicInput(aclTensorDesc* desc, const char* dynamicInputName) {
  return entry(CALL(aclSetTensorDynamicInput, desc, dynamicInputName), [&] {
    require(dynamicInputName != nullptr, ACL_ERROR_INVALID_PARAM, "dynamicInputName is NULL");
    return check_desc(desc);
  });
}

aclError aclSetTensorPlaceMent(aclTensorDesc* desc, aclMemType memType) {
  return entry(CALL(aclSetTensorPlaceMent, desc, memType), [&] {
    require(number_of(memType) <= ACL_MEMTYPE_HOST_COMPILE_INDEPENDENT, ACL_ERROR_INVALID_PARAM,
            "there is no such place");
    return check_desc(desc);
  });
}

aclError aclTransTensorDescFormat(const aclTensorDesc* srcDesc, aclFormat dstFormat,
                                  aclTensorDesc** dstDesc) {
  return refuse(CALL(aclTransTensorDescFormat, srcDesc, dstFormat, dstDesc),
                "the layouts of the chip are not known to the embedded runtime, which keeps tensors as ONNX "
                "does: describe the tensor with its dims in the order of the model");
}
