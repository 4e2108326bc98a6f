// Owners of ACL objects: unique_ptr whose deleter calls the function that releases, and hands its
// status to the library (a failing release is counted, never fatal). The caller sees to the current
// context where the ABI wants one. Not thread-safe, as the objects behind are not.
#pragma once

#include <memory>

#include "library.h"

namespace ascend_rx::acl {

template <auto Release>
struct Releaser {
  const Library* library = nullptr;

  template <class T>
  void operator()(T* object) const {
    library->released((library->acl.*Release)(object));
  }
};

using Context = std::unique_ptr<void, Releaser<&Functions::aclrtDestroyContext>>;
using Stream = std::unique_ptr<void, Releaser<&Functions::aclrtDestroyStream>>;
using Event = std::unique_ptr<void, Releaser<&Functions::aclrtDestroyEvent>>;
using DeviceMemory = std::unique_ptr<void, Releaser<&Functions::aclrtFree>>;
using HostMemory = std::unique_ptr<void, Releaser<&Functions::aclrtFreeHost>>;
using DataBuffer = std::unique_ptr<aclDataBuffer, Releaser<&Functions::aclDestroyDataBuffer>>;
using Dataset = std::unique_ptr<aclmdlDataset, Releaser<&Functions::aclmdlDestroyDataset>>;
using ModelDesc = std::unique_ptr<aclmdlDesc, Releaser<&Functions::aclmdlDestroyDesc>>;

}  // namespace ascend_rx::acl
