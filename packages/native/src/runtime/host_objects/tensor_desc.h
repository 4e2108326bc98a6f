// The C interface's aclTensorDesc: the description of a tensor. A plain value; who keeps one copies it. Not
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "acl/acl.h"

struct aclTensorDesc {
  aclDataType type = ACL_DT_UNDEFINED;
  aclFormat format = ACL_FORMAT_UNDEFINED;
  std::vector<int64_t> dims;  // below 0: unknown
  std::string name;
  std::vector<std::array<int64_t, ACL_DIM_ENDPOINTS>> ranges;  // empty until they are set
};
