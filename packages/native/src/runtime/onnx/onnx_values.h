// ONNX Runtime's values over memory that is not theirs. Not thread-safe.
#pragma once

#include <cstddef>
#include <vector>

#include "model/model_info.h"

struct OrtValue;

namespace ascend_rx::runtime {

class OnnxValues {
 public:
  OnnxValues() = default;
  ~OnnxValues() { clear(); }
  OnnxValues(const OnnxValues&) = delete;
  OnnxValues& operator=(const OnnxValues&) = delete;

  // Throws Failure 507011. REQUIRES: an OnnxGate::Pass.
  void add(const TensorInfo& tensor, void* data);
  // For an output that ONNX Runtime is to allocate.
  void add_empty() { values_.push_back(nullptr); }
  // Once the process ends they are left alone.
  void clear() noexcept;

  size_t size() const { return values_.size(); }
  OrtValue** begin() { return values_.data(); }

 private:
  std::vector<OrtValue*> values_;
};

}  // namespace ascend_rx::runtime
