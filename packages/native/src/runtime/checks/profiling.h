// The state of acl_prof.h: whether profiling was begun, into which folder, and with which configurations it
// is started. Where the setting "trace" is on, each time from the first start to the last stop has a trace
// file of its own in that folder; else nothing is written, and the log says so once. Process-wide,
// thread-safe. Every code is unverified on hardware.
#pragma once

#include <string>

namespace ascend_rx::runtime {

class Profiling {
 public:
  // Throws Failure: 100042 when it was begun already, 100003 when the trace is on and the folder does not
  // exist.
  static void begin(std::string folder);
  // Stops everything. Throws Failure 100043 when it was not begun.
  static void end();

  // A configuration is started and stopped; it is known by its address. Throw Failure: 100042 and 100043 as
  // above, 100004 when the trace cannot be written.
  static void start(const void* configuration);
  static void stop(const void* configuration);
  static bool started(const void* configuration);

  // A trace is being written into the folder.
  static bool writing();
};

}  // namespace ascend_rx::runtime
