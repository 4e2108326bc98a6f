// Values (tensors) of ONNX Runtime: over memory that they do not own, or made by ONNX Runtime. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <vector>

#include "runtime/tensors/model_info.h"

struct OrtValue;

namespace ascend_rx::runtime {

class OnnxValues {
 public:
  OnnxValues() = default;
  ~OnnxValues() { clear(); }
  OnnxValues(const OnnxValues&) = delete;
  OnnxValues& operator=(const OnnxValues&) = delete;

  // Throws Failure 507011. REQUIRES: an OnnxAccess::Guard.
  void add(const TensorInfo& tensor, void* data);
  // For an output for which ONNX Runtime allocates the memory.
  void add_empty() { values_.push_back(nullptr); }
  // Once the process ends, the values are not released.
  void clear() noexcept;

  // The dims and the elements of a value that ONNX Runtime has made. REQUIRES: an OnnxAccess::Guard.
  std::vector<int64_t> dims(size_t index) const;
  const void* data(size_t index) const;

  size_t size() const { return values_.size(); }
  OrtValue** begin() { return values_.data(); }

 private:
  std::vector<OrtValue*> values_;
};

}  // namespace ascend_rx::runtime
