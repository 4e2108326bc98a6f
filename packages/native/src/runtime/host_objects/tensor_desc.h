// The C interface's aclTensorDesc: the description of a tensor, or the first of an array of them. A plain
// value; who keeps one copies it. Not thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "acl/acl.h"

struct aclTensorDesc {
  aclDataType type = ACL_DT_UNDEFINED;
  aclFormat format = ACL_FORMAT_UNDEFINED;
  std::vector<int64_t> dims;  // below 0: unknown
  std::string name;
  std::vector<std::array<int64_t, ACL_DIM_ENDPOINTS>> ranges;  // empty until they are set
  void* address = nullptr;  // of the tensor's memory; null where it is not known
  std::shared_ptr<std::vector<aclTensorDesc>> others = nullptr;  // those behind the first one of an array
  bool in_array = false;                                         // one of `others`: the array owns it
};
