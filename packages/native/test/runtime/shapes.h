// Descriptions of tensors in datasets, and outputs without memory.
#pragma once

#include <vector>

#include "world.h"

// Describes an input for the next executions with the dataset.
inline void describe(const Dataset& dataset, size_t index, aclDataType type,
                     const std::vector<int64_t>& dims) {
  aclTensorDesc* const desc =
      aclCreateTensorDesc(type, static_cast<int>(dims.size()), dims.data(), ACL_FORMAT_ND);
  CHECK_OK(aclmdlSetDatasetTensorDesc(dataset.dataset, desc, index));
  aclDestroyTensorDesc(desc);
}

// The dims that an execution has noted for an output; {-100} where it has noted none.
inline std::vector<int64_t> noted_dims(const aclmdlDataset* dataset, size_t index) {
  const aclTensorDesc* const desc = aclmdlGetDatasetTensorDesc(dataset, index);
  if (!desc) return {-100};
  std::vector<int64_t> dims;
  for (size_t i = 0; i < aclGetTensorDescNumDims(desc); ++i) dims.push_back(aclGetTensorDescDim(desc, i));
  return dims;
}

inline bool has_dims(const Dataset& dataset, size_t index, const std::vector<int64_t>& dims) {
  return noted_dims(dataset.dataset, index) == dims;
}

// A dataset of outputs for which the execution allocates memory.
class MissingOutputs {
 public:
  explicit MissingOutputs(size_t count) : dataset(aclmdlCreateDataset()) {
    for (size_t i = 0; i < count; ++i) {
      buffers.push_back(aclCreateDataBuffer(nullptr, 0));
      CHECK_OK(aclmdlAddDatasetBuffer(dataset, buffers.back()));
    }
  }
  ~MissingOutputs() {
    release();
    for (aclDataBuffer* buffer : buffers) CHECK_OK(aclDestroyDataBuffer(buffer));
    CHECK_OK(aclmdlDestroyDataset(dataset));
  }
  MissingOutputs(const MissingOutputs&) = delete;
  MissingOutputs& operator=(const MissingOutputs&) = delete;

  // As a client does between executions.
  void release() const {
    for (aclDataBuffer* buffer : buffers) {
      if (void* const data = aclGetDataBufferAddr(buffer)) CHECK_OK(aclrtFree(data));
      CHECK_OK(aclUpdateDataBuffer(buffer, nullptr, 0));
    }
  }

  size_t size(size_t index) const { return aclGetDataBufferSizeV2(buffers[index]); }
  template <typename Element>
  Element* as(size_t index) const {
    return static_cast<Element*>(aclGetDataBufferAddr(buffers[index]));
  }

  aclmdlDataset* const dataset;
  std::vector<aclDataBuffer*> buffers;
};
