// Bundles: the models that were loaded from one file. An ONNX file is a bundle of one model. Process-wide,
// thread-safe, never destroyed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "base/mutex.h"

namespace ascend_rx::runtime {

class Bundles {
 public:
  static Bundles& instance();

  // Ids count up from 1; none is used twice.
  uint32_t add(std::vector<uint32_t> models);
  // The ids of its models. Throws Failure 148053 (unverified on hardware).
  std::vector<uint32_t> get(uint32_t id);
  void remove(uint32_t id);

 private:
  Mutex mutex_;
  std::map<uint32_t, std::vector<uint32_t>> bundles_ GUARDED_BY(mutex_);
  uint32_t last_ GUARDED_BY(mutex_) = 0;
};

}  // namespace ascend_rx::runtime
