#include "runtime/host_objects/tensor_desc_array.h"

#include <memory>
#include <utility>

#include "runtime/base/failure.h"
#include "runtime/host_objects/host_object.h"

namespace ascend_rx::runtime {
namespace {

using Descs = std::vector<aclTensorDesc>;

// The strict checks know each description of an array, as clients give it to calls.
void forget(const Descs& descs) {
  for (const aclTensorDesc& desc : descs) ObjectRegistry::remove(&desc);
}

}  // namespace

aclTensorDesc* make_tensor_desc_array(Descs descs) {
  if (descs.empty()) return nullptr;
  aclTensorDesc first = std::move(descs.front());
  descs.erase(descs.begin());
  const auto others = std::make_shared<Descs>(std::move(descs));
  first.others = others;
  try {
    for (aclTensorDesc& desc : *others) {
      desc.in_array = true;
      ObjectRegistry::add(&desc, kind_of(&desc));
    }
    return make_object<aclTensorDesc>(std::move(first));
  } catch (...) {
    forget(*others);
    throw;
  }
}

aclTensorDesc* at(aclTensorDesc& array, size_t index) {
  if (index == 0) return &array;
  return array.others && index <= array.others->size() ? &(*array.others)[index - 1] : nullptr;
}

void destroy_tensor_desc(const aclTensorDesc* desc) {
  require(!desc->in_array, ACL_ERROR_INVALID_PARAM,
          "the description belongs to an array; destroy the array, by its first description");
  if (desc->others) forget(*desc->others);
  destroy_object(desc);
}

}  // namespace ascend_rx::runtime
