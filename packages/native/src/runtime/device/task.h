// What a stream can do. Small and copied by value; the only thing owned is an execution.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "acl/acl.h"
#include "memory/copy_rows.h"

namespace ascend_rx::runtime {

class Execution;

struct CopyWork {
  void* to;
  const void* from;
  size_t bytes;
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

struct Task {
  std::variant<CopyWork, CopyRows, FillWork, CallbackWork, ExecuteWork> work;
  uint32_t thread = 0;  // kernel id of the thread that queued it
};

// How a task went.
struct Outcome {
  aclError code = ACL_SUCCESS;
  std::string text;
};

}  // namespace ascend_rx::runtime
