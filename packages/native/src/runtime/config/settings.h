// How the embedded runtime behaves: the object "embedded" of aclInit's configuration file, over that of the
// environment variable ASCEND_RX_EMBEDDED. Fixed by the first aclInit of the process; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "acl/acl.h"
#include "base/embedded_defaults.h"
#include "runtime/config/fault.h"

namespace ascend_rx::runtime {

// The simulated duration of an execution: at least so long, uniformly distributed between the two.
struct ServiceTime {
  double least_us = 0;
  double most_us = 0;
  uint64_t seed = 1;
};

// What happens at a misuse that a real device would not notice, or would answer later.
enum class Strictness { off, warn, fail };

struct Settings {
  aclrtRunMode run_mode = ACL_HOST;
  int32_t devices = 1;
  std::optional<size_t> memory_bytes;  // per device; without: what the machine has
  int threads = 0;                     // of one execution; 0: as many as ONNX Runtime likes
  ServiceTime service_time;
  size_t queue_depth = kDefaultQueueDepth;
  std::vector<Fault> faults;
  Strictness strict = Strictness::off;
  std::string trace;  // a file; empty: none
  // A folder with the ONNX files that stand in for offline models (.om); empty: only that of the model
  // itself.
  std::string twins;
  bool atc_output_names = false;  // outputs are called as ATC calls them, not as the ONNX file does
  // The next is a key of the configuration itself, not of "embedded".
  bool errors_per_process = false;  // err_msg_mode 1: aclGetRecentErrMsg gives the errors of all threads

  // The settings in force. Before the first aclInit: those of the environment.
  static const Settings& current();
  // For the first aclInit. `config`: the contents of a file, or empty. Throws Failure: 100006 for what is no
  // JSON, 100000 for unknown keys and wrong values, each of them named.
  static void configure(const std::string& config, const std::string& file);
};

}  // namespace ascend_rx::runtime
