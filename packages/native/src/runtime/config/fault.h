// A failure on purpose, as the settings describe it: of one call of a function, or of random calls. A plain
// value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "acl/acl.h"
#include "base/json.h"

namespace ascend_rx::runtime {

struct Fault {
  std::string function;
  uint64_t call = 0;       // which call fails, from 1; 0: random calls
  double probability = 0;  // of each call, when random calls fail
  uint64_t seed = 1;
  aclError code = ACL_SUCCESS;
  bool at_task = false;  // the call succeeds, and the task that it queues fails
};

// The list "faults" of the configuration; `place` names it in messages. Throws Failure 100000.
std::vector<Fault> read_faults(const Json& json, const std::string& place);

}  // namespace ascend_rx::runtime
