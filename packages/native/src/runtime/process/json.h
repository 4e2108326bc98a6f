// JSON (RFC 8259), read whole into values. For configuration: small texts, clear messages.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ascend_rx::runtime {

class Json;

// What is wrong with a text, for people: "line 3: expected ':'".
struct JsonProblem {
  std::string text;
};

class Json {
 public:
  using List = std::vector<Json>;
  using Members = std::vector<std::pair<std::string, Json>>;  // in the order of the text

  // Throws JsonProblem unless the text is one value, of at most 64 levels.
  static Json parse(std::string_view text);

  // The value as what it is; null when it is something else.
  template <typename Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&value_);
  }
  // The member of that name; null without, or when this is no object.
  const Json* find(std::string_view name) const;
  // "a number", "an object" and so on.
  const char* kind() const;

 private:
  friend class JsonReader;

  // null, a boolean, a number, a string, a list or an object
  std::variant<std::nullptr_t, bool, double, std::string, List, Members> value_ = nullptr;
};

// The text as a JSON string, with its quotes. Bytes that are no UTF-8 become U+FFFD.
std::string json_string(std::string_view text);
// The number; what JSON has no numbers for, such as infinity, as a string.
std::string json_number(double number);

}  // namespace ascend_rx::runtime
