#include "runtime/host_objects/dataset.h"

#include "runtime/checks/object_registry.h"

namespace ascend_rx::runtime {

void set_tensor_desc(aclmdlDataset& dataset, size_t index, const aclTensorDesc& desc) {
  if (dataset.descs.size() <= index) dataset.descs.resize(index + 1);
  std::unique_ptr<aclTensorDesc>& kept = dataset.descs[index];
  if (kept) {
    *kept = desc;
    return;
  }
  auto copy = std::make_unique<aclTensorDesc>(desc);
  ObjectRegistry::add(copy.get(), ObjectKind::tensor_desc);
  kept = std::move(copy);
}

}  // namespace ascend_rx::runtime
