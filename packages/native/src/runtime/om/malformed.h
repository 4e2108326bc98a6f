// What is wrong in an offline model, as a clause with the file as its subject: "ends before …". Thrown inside
// this folder only: who knows the file's name makes a Failure of it.
#pragma once

#include <cstdint>
#include <string>

namespace ascend_rx::runtime {

struct Malformed {
  std::string clause;
};

// -1: a dim without a size; -2: not even the number of dims is known.
inline void check_dim(int64_t dim) {
  if (dim < -2) throw Malformed{"has a dim of " + std::to_string(dim)};
}

}  // namespace ascend_rx::runtime
