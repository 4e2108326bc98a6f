// A dataset with its data buffers and tensor descriptions, for one execution. An execution reads all of it
// during the call that submits it, so it goes afterwards. It owns no memory of tensors. Submission thread.
#pragma once

#include <cstddef>
#include <vector>

#include "session/dims.h"
#include "session/handles.h"

namespace ascend_rx::session {

class OwnedDataset {
 public:
  // Makes it, with room for so many buffers. Throws std::bad_alloc. REQUIRES: not made yet.
  Status make(const Library& library, size_t buffers);
  // Adds a buffer at the end, which names that memory. Null of 0 bytes: the execution allocates it.
  // REQUIRES: there is room.
  Status add(const Library& library, void* memory, size_t bytes);
  // Says what the last buffer holds. REQUIRES: aclCreateTensorDesc, aclDestroyTensorDesc and
  // aclmdlSetDatasetTensorDesc are there.
  Status describe_last(const Library& library, aclDataType type, const Dims& dims);

  aclmdlDataset* get() const { return dataset_.get(); }
  aclDataBuffer* buffer(size_t index) const { return buffers_[index].get(); }

 private:
  // Declared so that the dataset goes before what it refers to: whether it copies descriptions is not
  // documented.
  std::vector<DataBuffer> buffers_;
  std::vector<TensorDesc> descs_;
  Dataset dataset_;
};

}  // namespace ascend_rx::session
