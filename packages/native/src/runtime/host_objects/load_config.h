// The C interface's aclmdlConfigHandle: the settings of a load that have an effect here. Not thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

struct aclmdlConfigHandle {
  std::optional<size_t> load_type;  // one of ACL_MDL_LOAD_FROM_*
  std::optional<std::string> path;
  const void* model = nullptr;  // the caller's, until the load
  size_t model_size = 0;
};
