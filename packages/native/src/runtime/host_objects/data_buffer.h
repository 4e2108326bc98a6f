// The C interface's aclDataBuffer: an address and a size; the memory is the caller's. Not thread-safe.
#pragma once

#include <cstddef>

#include "acl/acl.h"

struct aclDataBuffer {
  void* data;
  size_t size;
};
