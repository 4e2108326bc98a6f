#include "session/owned_dataset.h"

#include <utility>

namespace ascend_rx::session {

Status OwnedDataset::make(const Library& library, size_t buffers) {
  buffers_.reserve(buffers);
  descs_.reserve(buffers);
  dataset_ = Dataset(library.acl.aclmdlCreateDataset(), {&library});
  return dataset_ ? Status() : Status(library.acl.aclmdlCreateDataset.name(), ACL_ERROR_BAD_ALLOC);
}

Status OwnedDataset::add(const Library& library, void* memory, size_t bytes) {
  DataBuffer buffer(library.acl.aclCreateDataBuffer(memory, bytes), {&library});
  if (!buffer) return Status(library.acl.aclCreateDataBuffer.name(), ACL_ERROR_BAD_ALLOC);
  // Before the dataset refers to it.
  buffers_.push_back(std::move(buffer));
  return library.acl.aclmdlAddDatasetBuffer(dataset_.get(), buffers_.back().get());
}

Status OwnedDataset::describe_last(const Library& library, aclDataType type, const Dims& dims) {
  const Functions& acl = library.acl;
  TensorDesc desc(acl.aclCreateTensorDesc(type, static_cast<int>(dims.size()), dims.data(), ACL_FORMAT_ND),
                  {&library});
  if (!desc) return Status(acl.aclCreateTensorDesc.name(), ACL_ERROR_BAD_ALLOC);
  descs_.push_back(std::move(desc));
  return acl.aclmdlSetDatasetTensorDesc(dataset_.get(), descs_.back().get(), buffers_.size() - 1);
}

}  // namespace ascend_rx::session
