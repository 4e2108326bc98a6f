// Device memory, and pinned host memory of the same size where the two are apart (run mode ACL_HOST), that
// grows as executions need it. Owned by the slot of a dynamic model; submission thread. The memory belongs to
// the session's context: release() it before the context.
#pragma once

#include <cstddef>

#include "session/handles.h"

namespace ascend_rx::session {

class GrowingMemory {
 public:
  // Makes room for so many bytes. The contents are undefined afterwards. After a failure there is no memory.
  // REQUIRES: the device does not use it; the session's context is current.
  Status reserve(const Library& library, aclrtRunMode mode, size_t bytes);
  void release();

  // With ACL_DEVICE both are the same.
  std::byte* device() const { return static_cast<std::byte*>(device_.get()); }
  std::byte* host() const { return host_ ? static_cast<std::byte*>(host_.get()) : device(); }

 private:
  size_t bytes_ = 0;
  DeviceMemory device_;
  HostMemory host_;
};

}  // namespace ascend_rx::session
