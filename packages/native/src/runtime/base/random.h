// Random numbers from a seed (xorshift64*): the same seed gives the same numbers on every machine. Not
// thread-safe.
#pragma once

#include <cstdint>

namespace ascend_rx::runtime {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 0x2545f4914f6cdd1du) {
    if (state_ == 0) state_ = 1;
  }

  // 0 ≤ x < 1.
  double fraction() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return static_cast<double>((state_ * 0x2545f4914f6cdd1du) >> 11) * 0x1p-53;
  }

 private:
  uint64_t state_;
};

}  // namespace ascend_rx::runtime
