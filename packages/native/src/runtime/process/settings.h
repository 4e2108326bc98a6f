// How the embedded runtime behaves: the object "embedded" of aclInit's configuration file, over that of the
// environment variable ASCEND_RX_EMBEDDED. Fixed by the first aclInit of the process; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "acl/acl.h"
#include "json.h"

namespace ascend_rx::runtime {

// A failure on purpose: of one call of a function, or of some by chance.
struct Fault {
  std::string function;
  uint64_t call = 0;       // which one, from 1; 0: by chance
  double probability = 0;  // of every call, when by chance
  uint64_t seed = 1;
  aclError code = ACL_SUCCESS;
  bool at_task = false;  // the call succeeds, and the task that it queued fails
};

// How long an execution takes at least, uniform between the two.
struct ServiceTime {
  double least_us = 0;
  double most_us = 0;
  uint64_t seed = 1;
};

// What happens at a mistake that a real device would not notice, or punish later.
enum class Strictness { off, warn, fail };

struct Settings {
  aclrtRunMode run_mode = ACL_HOST;
  int32_t devices = 1;
  std::optional<size_t> memory_bytes;  // per device; without: what the machine has
  int threads = 0;                     // of one execution; 0: as many as ONNX Runtime likes
  ServiceTime service_time;
  size_t queue_depth = 2048;  // tasks that wait in a stream; a submitter to a full one waits
  std::vector<Fault> faults;
  Strictness strict = Strictness::off;
  std::string trace;  // a file; empty: none
  // Of the configuration itself, not of "embedded".
  bool errors_per_process = false;  // err_msg_mode 1: aclGetRecentErrMsg tells those of all threads

  // Those in force. Before the first aclInit: the environment's.
  static const Settings& current();
  // For the first aclInit. `config`: a whole file, or empty. Throws Failure: 100006 for what is no JSON,
  // 100000 for unknown keys and wrong values, each named.
  static void configure(const std::string& config, const std::string& file);
};

}  // namespace ascend_rx::runtime
