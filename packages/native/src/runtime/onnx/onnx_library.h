// ONNX Runtime: found and opened when the first model is loaded, then kept for the life of the process.
// Thread-safe.
#pragma once

#include <string>

#include "acl/acl.h"
#include "onnx_api.h"

namespace ascend_rx::runtime {

class OnnxLibrary {
 public:
  // The library, opened now if it was not yet. Throws Failure that says how to add it. REQUIRES: an
  // OnnxGate::Pass.
  static const OnnxLibrary& open();
  // REQUIRES: open() has succeeded.
  static const OnnxLibrary& instance();

  OnnxApi api{};
  OrtEnv* env = nullptr;
  OrtMemoryInfo* memory = nullptr;
  OrtAllocator* allocator = nullptr;

  // Throws Failure with `code` and their message when a call of theirs failed; releases the status.
  void check(OrtStatus* status, aclError code = ACL_ERROR_RT_INTERNAL_ERROR) const;
  // Their message; releases the status, which must not be null.
  std::string take_message(OrtStatus* status) const;

 private:
  explicit OnnxLibrary(const void* const* table);
};

}  // namespace ascend_rx::runtime
