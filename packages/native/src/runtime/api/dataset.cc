// Data buffers and datasets: plain host objects, for which no one but the caller's thread is needed.
#include "model/dataset.h"

#include <new>

#include "acl/acl.h"
#include "process/entry.h"

using namespace ascend_rx::runtime;

aclDataBuffer* aclCreateDataBuffer(void* data, size_t size) {
  return new (std::nothrow) aclDataBuffer{data, size};
}

aclError aclDestroyDataBuffer(const aclDataBuffer* dataBuffer) {
  return entry("aclDestroyDataBuffer", [&] {
    require(dataBuffer != nullptr, ACL_ERROR_INVALID_PARAM, "dataBuffer is NULL");
    delete dataBuffer;
    return ACL_SUCCESS;
  });
}

void* aclGetDataBufferAddr(const aclDataBuffer* dataBuffer) {
  return dataBuffer ? dataBuffer->data : nullptr;
}

uint32_t aclGetDataBufferSize(const aclDataBuffer* dataBuffer) {
  return static_cast<uint32_t>(aclGetDataBufferSizeV2(dataBuffer));
}

size_t aclGetDataBufferSizeV2(const aclDataBuffer* dataBuffer) { return dataBuffer ? dataBuffer->size : 0; }

aclError aclUpdateDataBuffer(aclDataBuffer* dataBuffer, void* data, size_t size) {
  return entry("aclUpdateDataBuffer", [&] {
    require(dataBuffer != nullptr, ACL_ERROR_INVALID_PARAM, "dataBuffer is NULL");
    *dataBuffer = {data, size};
    return ACL_SUCCESS;
  });
}

aclmdlDataset* aclmdlCreateDataset() { return new (std::nothrow) aclmdlDataset; }

aclError aclmdlDestroyDataset(const aclmdlDataset* dataset) {
  return entry("aclmdlDestroyDataset", [&] {
    require(dataset != nullptr, ACL_ERROR_INVALID_PARAM, "dataset is NULL");
    delete dataset;
    return ACL_SUCCESS;
  });
}

aclError aclmdlAddDatasetBuffer(aclmdlDataset* dataset, aclDataBuffer* dataBuffer) {
  return entry("aclmdlAddDatasetBuffer", [&] {
    require(dataset && dataBuffer, ACL_ERROR_INVALID_PARAM, "dataset or dataBuffer is NULL");
    dataset->buffers.push_back(dataBuffer);
    return ACL_SUCCESS;
  });
}

size_t aclmdlGetDatasetNumBuffers(const aclmdlDataset* dataset) {
  return dataset ? dataset->buffers.size() : 0;
}

aclDataBuffer* aclmdlGetDatasetBuffer(const aclmdlDataset* dataset, size_t index) {
  return dataset && index < dataset->buffers.size() ? dataset->buffers[index] : nullptr;
}

// A copy is kept, so that the caller's may go; setting another one changes the copy in place. Whether the
// real library copies, and what it does with NULL, is unverified on hardware.
aclError aclmdlSetDatasetTensorDesc(aclmdlDataset* dataset, aclTensorDesc* tensorDesc, size_t index) {
  return entry("aclmdlSetDatasetTensorDesc", [&] {
    require(dataset && tensorDesc, ACL_ERROR_INVALID_PARAM, "dataset or tensorDesc is NULL");
    require(index < dataset->buffers.size(), ACL_ERROR_INVALID_PARAM,
            "the dataset has no data buffer with this index");
    if (dataset->descs.size() <= index) dataset->descs.resize(index + 1);
    std::unique_ptr<aclTensorDesc>& kept = dataset->descs[index];
    if (kept) {
      *kept = *tensorDesc;
    } else {
      kept = std::make_unique<aclTensorDesc>(*tensorDesc);
    }
    return ACL_SUCCESS;
  });
}

aclTensorDesc* aclmdlGetDatasetTensorDesc(const aclmdlDataset* dataset, size_t index) {
  return dataset && index < dataset->descs.size() ? dataset->descs[index].get() : nullptr;
}
