// Either a value or why there is none.
#pragma once

#include <optional>
#include <variant>

#include "status.h"

namespace ascend_rx::acl {

template <class T>
using Result = std::variant<T, Failure>;

// Nothing, or what went wrong.
using Outcome = std::optional<Failure>;

}  // namespace ascend_rx::acl
