// Arrays of aclTensorDesc for the client: one handle, the first description, which owns the others.
#pragma once

#include <vector>

#include "runtime/host_objects/tensor_desc.h"

namespace ascend_rx::runtime {

// The client releases it with aclDestroyTensorDesc. Null for no descriptions. Throws std::bad_alloc.
aclTensorDesc* make_tensor_desc_array(std::vector<aclTensorDesc> descs);

// The description at `index`; null where there is none.
aclTensorDesc* at(aclTensorDesc& array, size_t index);

// The client gives a description, or an array, back. Throws Failure for one that an array owns. REQUIRES:
// live.
void destroy_tensor_desc(const aclTensorDesc* desc);

}  // namespace ascend_rx::runtime
