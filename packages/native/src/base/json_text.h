// Writes values as JSON (RFC 8259). Pure functions; they know nothing of ACL, of Node and of ONNX Runtime.
#pragma once

#include <string>
#include <string_view>

namespace ascend_rx {

// The text as a JSON string, with its quotes. Bytes that are not UTF-8 become U+FFFD.
std::string json_string(std::string_view text);
// The number. JSON has no infinity and no NaN: these become strings.
std::string json_number(double number);

}  // namespace ascend_rx
