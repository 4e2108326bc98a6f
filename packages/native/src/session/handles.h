// Owners of ACL objects: unique_ptr whose deleter calls the ABI's function and gives the status to the
// library (a failed release is counted, never fatal). Where the ABI needs a current context, the caller makes
// it current. Not thread-safe, as the ACL objects are not.
#pragma once

#include <memory>
#include <type_traits>

#include "session/library.h"

namespace ascend_rx::session {

template <auto Release>
struct Releaser {
  const Library* library = nullptr;

  template <class T>
  void operator()(T* object) const {
    if constexpr (std::is_void_v<decltype((library->acl.*Release)(object))>) {
      (library->acl.*Release)(object);
    } else {
      library->record_release((library->acl.*Release)(object));
    }
  }
};

using Context = std::unique_ptr<void, Releaser<&Functions::aclrtDestroyContext>>;
using Stream = std::unique_ptr<void, Releaser<&Functions::aclrtDestroyStream>>;
using Event = std::unique_ptr<void, Releaser<&Functions::aclrtDestroyEvent>>;
using DeviceMemory = std::unique_ptr<void, Releaser<&Functions::aclrtFree>>;
using HostMemory = std::unique_ptr<void, Releaser<&Functions::aclrtFreeHost>>;
using DataBuffer = std::unique_ptr<aclDataBuffer, Releaser<&Functions::aclDestroyDataBuffer>>;
using Dataset = std::unique_ptr<aclmdlDataset, Releaser<&Functions::aclmdlDestroyDataset>>;
using TensorDesc = std::unique_ptr<aclTensorDesc, Releaser<&Functions::aclDestroyTensorDesc>>;
using ModelDesc = std::unique_ptr<aclmdlDesc, Releaser<&Functions::aclmdlDestroyDesc>>;

}  // namespace ascend_rx::session
