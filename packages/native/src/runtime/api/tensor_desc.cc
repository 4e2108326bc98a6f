// Tensor descriptions: plain host objects, for which no one but the caller's thread is needed. What the facts
// do not say of bad arguments is unverified on hardware.
#include "model/tensor_desc.h"

#include "acl/acl.h"
#include "model/model_info.h"
#include "process/entry.h"

using namespace ascend_rx::runtime;

namespace {

void check_dims(int count, const int64_t* dims) {
  require(count >= 0 && count <= ACL_MAX_DIM_CNT, ACL_ERROR_INVALID_PARAM,
          "the number of dims is not 0 to 128");
  require(count == 0 || dims, ACL_ERROR_INVALID_PARAM, "dims is NULL");
}

// Known dims are their own range; unknown ones go from 1 upwards.
std::array<int64_t, ACL_DIM_ENDPOINTS> range_of(const aclTensorDesc& desc, size_t index) {
  if (index < desc.ranges.size()) return desc.ranges[index];
  require(index < desc.dims.size(), ACL_ERROR_INVALID_PARAM, "there is no such dim");
  const int64_t dim = desc.dims[index];
  if (dim < 0) return {1, -1};
  return {dim, dim};
}

aclError check_desc(const aclTensorDesc* desc) {
  require(desc != nullptr, ACL_ERROR_INVALID_PARAM, "desc is NULL");
  return ACL_SUCCESS;
}

}  // namespace

aclTensorDesc* aclCreateTensorDesc(aclDataType dataType, int numDims, const int64_t* dims, aclFormat format) {
  aclTensorDesc* made = nullptr;
  entry("aclCreateTensorDesc", [&] {
    check_dims(numDims, dims);
    made = new aclTensorDesc{dataType, format, std::vector<int64_t>(dims, dims + numDims), {}, {}};
    return ACL_SUCCESS;
  });
  return made;
}

void aclDestroyTensorDesc(const aclTensorDesc* desc) { delete desc; }

aclDataType aclGetTensorDescType(const aclTensorDesc* desc) { return desc ? desc->type : ACL_DT_UNDEFINED; }

aclFormat aclGetTensorDescFormat(const aclTensorDesc* desc) {
  return desc ? desc->format : ACL_FORMAT_UNDEFINED;
}

size_t aclGetTensorDescSize(const aclTensorDesc* desc) {
  return desc ? tensor_bytes(desc->type, desc->dims).value_or(0) : 0;
}

// Bytes of a tensor of bytes are its elements.
size_t aclGetTensorDescElementCount(const aclTensorDesc* desc) {
  return desc ? tensor_bytes(ACL_UINT8, desc->dims).value_or(0) : 0;
}

size_t aclGetTensorDescNumDims(const aclTensorDesc* desc) { return desc ? desc->dims.size() : 0; }

int64_t aclGetTensorDescDim(const aclTensorDesc* desc, size_t index) {
  return desc && index < desc->dims.size() ? desc->dims[index] : -1;
}

aclError aclGetTensorDescDimV2(const aclTensorDesc* desc, size_t index, int64_t* dimSize) {
  return entry("aclGetTensorDescDimV2", [&] {
    require(desc && dimSize, ACL_ERROR_INVALID_PARAM, "desc or dimSize is NULL");
    require(index < desc->dims.size(), ACL_ERROR_INVALID_PARAM, "there is no such dim");
    *dimSize = desc->dims[index];
    return ACL_SUCCESS;
  });
}

const char* aclGetTensorDescName(aclTensorDesc* desc) { return desc ? desc->name.c_str() : ""; }

void aclSetTensorDescName(aclTensorDesc* desc, const char* name) {
  if (!desc) return;
  entry("aclSetTensorDescName", [&] {
    desc->name = name ? name : "";
    return ACL_SUCCESS;
  });
}

aclError aclSetTensorShapeRange(aclTensorDesc* desc, size_t dimsCount,
                                int64_t dimsRange[][ACL_DIM_ENDPOINTS]) {
  return entry("aclSetTensorShapeRange", [&] {
    require(desc && (dimsRange || dimsCount == 0), ACL_ERROR_INVALID_PARAM, "desc or dimsRange is NULL");
    require(dimsCount <= ACL_MAX_DIM_CNT, ACL_ERROR_INVALID_PARAM, "there are more than 128 ranges");
    desc->ranges.clear();
    for (size_t i = 0; i < dimsCount; ++i) desc->ranges.push_back({dimsRange[i][0], dimsRange[i][1]});
    return ACL_SUCCESS;
  });
}

aclError aclGetTensorDescDimRange(const aclTensorDesc* desc, size_t index, size_t dimRangeNum,
                                  int64_t* dimRange) {
  return entry("aclGetTensorDescDimRange", [&] {
    require(desc && dimRange, ACL_ERROR_INVALID_PARAM, "desc or dimRange is NULL");
    require(dimRangeNum >= ACL_DIM_ENDPOINTS, ACL_ERROR_INVALID_PARAM,
            "dimRange has no room for two numbers");
    const auto range = range_of(*desc, index);
    dimRange[0] = range[0];
    dimRange[1] = range[1];
    return ACL_SUCCESS;
  });
}

// The next three are for compiling single operators, which this library does not do, and nothing gives back
// what they set: the arguments are checked.
aclError aclSetTensorConst(aclTensorDesc* desc, void* dataBuffer, size_t length) {
  return entry("aclSetTensorConst", [&] {
    require(dataBuffer && length > 0, ACL_ERROR_INVALID_PARAM, "dataBuffer is NULL, or the length 0");
    return check_desc(desc);
  });
}

aclError aclSetTensorFormat(aclTensorDesc* desc, aclFormat) {
  return entry("aclSetTensorFormat", [&] { return check_desc(desc); });
}

aclError aclSetTensorShape(aclTensorDesc* desc, int numDims, const int64_t* dims) {
  return entry("aclSetTensorShape", [&] {
    check_dims(numDims, dims);
    return check_desc(desc);
  });
}
