// What a stream can do. Small and copied by value; owned are an execution and a reference to an event.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "acl/acl.h"
#include "memory/copy_rows.h"

namespace ascend_rx::runtime {

class Event;
class Execution;

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
  bool blocks;            // the stream waits until the function has returned
  uint64_t subscription;  // the stream's subscription it was launched under; void with it
};

// Goes back to its model's pool when it has run or is discarded.
struct ExecuteWork {
  Execution* execution;
};

// The three of events, made by the event: it is told of each, run or discarded.
struct RecordWork {
  Event* event;
  uint64_t number;
};

// Nothing behind it runs until the event's records up to that number are reached.
struct WaitWork {
  Event* event;
  uint64_t records;
};

// Undoes the event's records up to that number.
struct ResetWork {
  Event* event;
  uint64_t records;
};

struct Task {
  std::variant<CopyWork, CopyRows, FillWork, CallbackWork, ExecuteWork, RecordWork, WaitWork, ResetWork> work;
  uint32_t thread = 0;           // kernel id of the thread that queued it
  aclError fault = ACL_SUCCESS;  // what it is to fail with, on purpose
  bool watched = false;          // TaskWatch has an eye on it
  bool strict = false;           // and checks what it works on
  bool summed = false;           // what it is to read must not change before
  uint64_t checksum = 0;         // of that
};

// How a task went.
struct Outcome {
  aclError code = ACL_SUCCESS;
  std::string text;
};

}  // namespace ascend_rx::runtime
