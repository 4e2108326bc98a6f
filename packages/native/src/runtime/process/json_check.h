// Whether a text is JSON (RFC 8259). A pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ascend_rx::runtime {

// What is wrong, with the line; nothing when the text is one JSON value.
std::optional<std::string> json_problem(std::string_view text);

}  // namespace ascend_rx::runtime
