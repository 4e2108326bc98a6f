// JSON (RFC 8259): a text is read as a whole into values. For small texts, such as configurations, with clear
// messages. Plain values; knows nothing of ACL, of Node and of ONNX Runtime.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ascend_rx {

class Json;

// What is wrong with a text, as a message for people: "line 3: expected ':'".
struct JsonProblem {
  std::string text;
};

class Json {
 public:
  using List = std::vector<Json>;
  using Members = std::vector<std::pair<std::string, Json>>;  // in the order of the text

  // Throws JsonProblem unless the text is one value, of at most 64 levels.
  static Json parse(std::string_view text);

  // The value, if it is of that kind; otherwise null.
  template <typename Kind>
  const Kind* as() const {
    return std::get_if<Kind>(&value_);
  }
  // The member of that name; null when there is none, or when this value is no object.
  const Json* find(std::string_view name) const;
  // "a number", "an object" and so on.
  const char* kind() const;

 private:
  friend class JsonReader;

  // null, a boolean, a number, a string, a list or an object
  std::variant<std::nullptr_t, bool, double, std::string, List, Members> value_ = nullptr;
};

}  // namespace ascend_rx
