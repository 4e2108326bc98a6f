// Sizes of the dimensions of a tensor, and how much memory they take. Values; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "acl/acl.h"

namespace ascend_rx::session {

// A dim below 0 has a size only once an execution has its inputs.
using Dims = std::vector<int64_t>;

// The only dim of a tensor of which not even the number of dims is known. ATC and the ABI have this number.
constexpr int64_t kUnknownRank = -2;

bool are_known(const Dims& dims);

// Bytes of a tensor. Nothing: a dim is not known, the number is too large, or an element of that type is not
// a whole number of bytes.
std::optional<size_t> bytes_of(aclDataType type, const Dims& dims);

}  // namespace ascend_rx::session
