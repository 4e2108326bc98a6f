// A call of an ACL function as an object: the function's name, the names and the values of the arguments.
// Trace, faults and strict checks read it. Making one costs nothing: texts are written only when they are
// asked for.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "base/json_text.h"

namespace ascend_rx::runtime {

// "0x7f…".
template <typename Pointer>
std::string address_text(const Pointer& pointer) {
  uintptr_t address = 0;
  std::memcpy(&address, &pointer, sizeof address);  // functions, too, which no cast takes
  char text[2 + 2 * sizeof address + 1];
  std::snprintf(text, sizeof text, "0x%zx", static_cast<size_t>(address));
  return text;
}

// An argument or a result as JSON. `written`: the call has succeeded, so what its out parameters point to is
// set.
template <typename Value>
std::string value_text(const Value& value, bool written) {
  if constexpr (std::is_floating_point_v<Value>) {
    return json_number(value);
  } else if constexpr (std::is_arithmetic_v<Value>) {
    return std::to_string(value);
  } else if constexpr (std::is_enum_v<Value>) {
    return std::to_string(static_cast<int>(value));
  } else if constexpr (std::is_same_v<std::decay_t<Value>, const char*>) {
    return value ? json_string(value) : "null";
  } else if constexpr (std::is_pointer_v<Value>) {
    using Target = std::remove_pointer_t<Value>;
    constexpr bool is_out = !std::is_const_v<Target> && (std::is_arithmetic_v<Target> ||
                                                         std::is_enum_v<Target> || std::is_pointer_v<Target>);
    if constexpr (is_out && !std::is_same_v<Target, char>) {
      if (written && value) return value_text(*value, false);
    }
    return json_string(address_text(value));
  } else {
    return "null";
  }
}

template <typename... Values>
struct Call {
  const char* text;                     // "aclrtMalloc, devPtr, size, policy"
  std::tuple<const Values&...> values;  // the function itself comes first

  // The arguments as members of a JSON object.
  std::string arguments(bool written) const {
    std::string members;
    std::string_view names = text;
    const auto add = [&](const auto& value) {
      const size_t comma = names.find(", ");
      const std::string_view name = names.substr(0, comma);
      const bool is_function = name.data() == text;
      if (!is_function) {
        members += (members.empty() ? "" : ",") + json_string(name) + ":" + value_text(value, written);
      }
      names.remove_prefix(comma == std::string_view::npos ? names.size() : comma + 2);
    };
    std::apply([&add](const auto&... value) { (add(value), ...); }, values);
    return members;
  }
};

template <typename... Values>
Call<Values...> make_call(const char* text, const Values&... values) {
  return {text, {values...}};
}

// The name of the function in a Call's text.
inline std::string_view function_name(std::string_view text) { return text.substr(0, text.find(',')); }

// The text of the call that this thread is in; names failures. Null outside of calls.
inline thread_local const char* current_call = nullptr;

}  // namespace ascend_rx::runtime

// CALL(function, parameters…): the call under way. A macro, because only a macro knows the names.
#define CALL(...) ::ascend_rx::runtime::make_call(#__VA_ARGS__, __VA_ARGS__)
