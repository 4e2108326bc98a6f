// Either a value, or the failure in its place.
#pragma once

#include <optional>
#include <variant>

#include "session/status.h"

namespace ascend_rx::session {

template <class T>
using Result = std::variant<T, Failure>;

// Nothing, or a failure.
using Outcome = std::optional<Failure>;

}  // namespace ascend_rx::session
