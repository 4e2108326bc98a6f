// The tasks of a stream. Small values that are copied; a task owns its execution and its reference to an
// event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "acl/acl.h"
#include "runtime/memory/copy_rows.h"

namespace ascend_rx::runtime {

class Event;
class QueuedExecution;

struct CopyWork {
  void* to;
  const void* from;
  size_t bytes;
  bool from_host;
};

struct FillWork {
  void* at;
  int value;
  size_t bytes;
};

struct CallbackWork {
  aclrtCallback function;
  void* user_data;
  bool blocks;  // the stream waits until the function has returned
  uint64_t
      subscription;  // names the stream's subscription at the launch; with the subscription it becomes void
};

// The execution is given back when it has run or is discarded.
struct ExecuteWork {
  QueuedExecution* execution;
};

// The next three are made by the event, which every one of them settles when it runs or is discarded.
struct RecordWork {
  Event* event;
  uint64_t number;
};

// Nothing behind it runs until the event's records up to that number are settled.
struct WaitWork {
  Event* event;
  uint64_t records;
};

// Makes the event incomplete again, unless a later record than that number is reached.
struct ResetWork {
  Event* event;
  uint64_t records;
};

struct Task {
  std::variant<CopyWork, CopyRows, FillWork, CallbackWork, ExecuteWork, RecordWork, WaitWork, ResetWork> work;
  uint32_t thread = 0;           // kernel id of the thread that queued it
  aclError fault = ACL_SUCCESS;  // it fails with this code, on purpose
  // For TaskWatch.
  bool watched = false;   // faults, strict checks or the trace are on
  bool strict = false;    // strict checks are on
  bool summed = false;    // what the task reads has a checksum
  uint64_t checksum = 0;  // of what the task reads
};

// The result of a task.
struct Outcome {
  aclError code = ACL_SUCCESS;
  std::string text;
};

}  // namespace ascend_rx::runtime
