// ONNX Runtime: found and opened when the first model is loaded, then kept until the process ends.
// Thread-safe.
#pragma once

#include <string>

#include "acl/acl.h"
#include "runtime/onnx/onnx_api.h"

namespace ascend_rx::runtime {

class OnnxLibrary {
 public:
  // The library; opens it if that has not been done yet. Throws a Failure that says how to install it.
  // REQUIRES: an OnnxAccess::Guard.
  static const OnnxLibrary& open();
  // REQUIRES: open() has succeeded.
  static const OnnxLibrary& instance();

  OnnxApi api{};
  OrtEnv* env = nullptr;
  OrtMemoryInfo* memory = nullptr;
  OrtAllocator* allocator = nullptr;

  // Throws a Failure with `code` and ONNX Runtime's message when one of its calls failed; releases the
  // status.
  void check(OrtStatus* status, aclError code = ACL_ERROR_RT_INTERNAL_ERROR) const;
  // ONNX Runtime's message; releases the status, which must not be null.
  std::string take_message(OrtStatus* status) const;

 private:
  explicit OnnxLibrary(const void* const* table);
};

}  // namespace ascend_rx::runtime
