// Data buffers and datasets: plain host objects, used on the caller's thread only.
#include "runtime/host_objects/dataset.h"

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/host_objects/host_object.h"

using namespace ascend_rx::runtime;

namespace {

size_t size_of(const aclDataBuffer* buffer) { return live(buffer) ? buffer->size : 0; }

}  // namespace

aclDataBuffer* aclCreateDataBuffer(void* data, size_t size) {
  return entry<aclDataBuffer*>(CALL(aclCreateDataBuffer, data, size), nullptr,
                               [&] { return make_object<aclDataBuffer>(data, size); });
}

aclError aclDestroyDataBuffer(const aclDataBuffer* dataBuffer) {
  return entry(CALL(aclDestroyDataBuffer, dataBuffer), [&] {
    require(live(dataBuffer) != nullptr, ACL_ERROR_INVALID_PARAM, "dataBuffer is NULL");
    destroy_object(dataBuffer);
    return ACL_SUCCESS;
  });
}

void* aclGetDataBufferAddr(const aclDataBuffer* dataBuffer) {
  return entry<void*>(CALL(aclGetDataBufferAddr, dataBuffer), nullptr,
                      [&] { return live(dataBuffer) ? dataBuffer->data : nullptr; });
}

uint32_t aclGetDataBufferSize(const aclDataBuffer* dataBuffer) {
  return entry<uint32_t>(CALL(aclGetDataBufferSize, dataBuffer), 0,
                         [&] { return static_cast<uint32_t>(size_of(dataBuffer)); });
}

size_t aclGetDataBufferSizeV2(const aclDataBuffer* dataBuffer) {
  return entry<size_t>(CALL(aclGetDataBufferSizeV2, dataBuffer), 0, [&] { return size_of(dataBuffer); });
}

aclError aclUpdateDataBuffer(aclDataBuffer* dataBuffer, void* data, size_t size) {
  return entry(CALL(aclUpdateDataBuffer, dataBuffer, data, size), [&] {
    require(live(dataBuffer) != nullptr, ACL_ERROR_INVALID_PARAM, "dataBuffer is NULL");
    *dataBuffer = {data, size};
    return ACL_SUCCESS;
  });
}

aclmdlDataset* aclmdlCreateDataset() {
  return entry<aclmdlDataset*>(CALL(aclmdlCreateDataset), nullptr,
                               [] { return make_object<aclmdlDataset>(); });
}

aclError aclmdlDestroyDataset(const aclmdlDataset* dataset) {
  return entry(CALL(aclmdlDestroyDataset, dataset), [&] {
    require(live(dataset) != nullptr, ACL_ERROR_INVALID_PARAM, "dataset is NULL");
    for (const auto& desc : dataset->descs) ObjectRegistry::remove(desc.get());
    destroy_object(dataset);
    return ACL_SUCCESS;
  });
}

aclError aclmdlAddDatasetBuffer(aclmdlDataset* dataset, aclDataBuffer* dataBuffer) {
  return entry(CALL(aclmdlAddDatasetBuffer, dataset, dataBuffer), [&] {
    require(live(dataset) && live(dataBuffer), ACL_ERROR_INVALID_PARAM, "dataset or dataBuffer is NULL");
    dataset->buffers.push_back(dataBuffer);
    return ACL_SUCCESS;
  });
}

size_t aclmdlGetDatasetNumBuffers(const aclmdlDataset* dataset) {
  return entry<size_t>(CALL(aclmdlGetDatasetNumBuffers, dataset), 0,
                       [&] { return live(dataset) ? dataset->buffers.size() : 0; });
}

aclDataBuffer* aclmdlGetDatasetBuffer(const aclmdlDataset* dataset, size_t index) {
  return entry<aclDataBuffer*>(CALL(aclmdlGetDatasetBuffer, dataset, index), nullptr, [&] {
    return live(dataset) && index < dataset->buffers.size() ? dataset->buffers[index] : nullptr;
  });
}

// The dataset keeps a copy, so that the caller may destroy the original. Executions read the descriptions of
// inputs (docs/dynamic-shapes.md). Whether the real library copies, and what it does with NULL, is unverified
// on hardware.
aclError aclmdlSetDatasetTensorDesc(aclmdlDataset* dataset, aclTensorDesc* tensorDesc, size_t index) {
  return entry(CALL(aclmdlSetDatasetTensorDesc, dataset, tensorDesc, index), [&] {
    require(live(dataset) && live(tensorDesc), ACL_ERROR_INVALID_PARAM, "dataset or tensorDesc is NULL");
    require(index < dataset->buffers.size(), ACL_ERROR_INVALID_PARAM,
            "the dataset has no data buffer with this index");
    set_tensor_desc(*dataset, index, *tensorDesc);
    return ACL_SUCCESS;
  });
}

aclTensorDesc* aclmdlGetDatasetTensorDesc(const aclmdlDataset* dataset, size_t index) {
  return entry<aclTensorDesc*>(CALL(aclmdlGetDatasetTensorDesc, dataset, index), nullptr, [&] {
    return live(dataset) && index < dataset->descs.size() ? dataset->descs[index].get() : nullptr;
  });
}
