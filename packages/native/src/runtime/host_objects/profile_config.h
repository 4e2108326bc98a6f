// The C interface's aclprofConfig. What it asks to be measured has no meaning here, so only its identity
// counts.
#pragma once

#include <cstdint>

#include "acl/acl_prof.h"

struct aclprofConfig {
  uint64_t data_types = 0;  // ACL_PROF_* bits
};
