// What is wrong in an offline model, as a clause with the file as its subject: "ends before …". Thrown inside
// this folder only: who knows the file's name makes a Failure of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ascend_rx::runtime {

struct Malformed {
  std::string clause;
};

// As far as a description is believed. The reader in TypeScript (packages/native/lib/om) has the same limits:
// what one of both refuses, the other one refuses, too.
constexpr size_t most_partitions = 1024;
constexpr size_t most_bytes_of_in_out_info = size_t{16} * 1024 * 1024;
constexpr size_t most_tensors = 4096;
constexpr size_t most_bytes_of_text = size_t{1} << 20;
constexpr int64_t largest_number = (int64_t{1} << 53) - 1;  // that JavaScript holds

inline void check_number(int64_t number, const char* place) {
  if (number >= -largest_number && number <= largest_number) return;
  throw Malformed{std::string("has a number in its ") + place + " that is too large"};
}

inline void check_few(size_t count) {
  if (count <= most_tensors) return;
  throw Malformed{"has more than " + std::to_string(most_tensors) + " inputs, outputs or names"};
}

// -1: a dim without a size; -2: not even the number of dims is known.
inline void check_dim(int64_t dim) {
  if (dim < -2) throw Malformed{"has a dim of " + std::to_string(dim)};
}

}  // namespace ascend_rx::runtime
