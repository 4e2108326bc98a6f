// Elements that are random and repeatable, in memory of exactly their size, so that AddressSanitizer sees a
// read or write outside.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <random>

namespace random_numbers {

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  uint32_t below(uint32_t end) { return static_cast<uint32_t>(engine_() % end); }
  bool one_in(uint32_t count) { return below(count) == 0; }
  // In steps that are few, so that equal numbers come.
  float number(float least, float most) {
    return least + (most - least) * static_cast<float>(below(41)) / 40;
  }
  // Now and then what no model should give.
  float strange(float usual) {
    if (!one_in(30)) return usual;
    constexpr float infinity = std::numeric_limits<float>::infinity();
    constexpr float all[] = {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity, 0.0F, -0.0F};
    return all[below(5)];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace random_numbers
