#include "runtime/config/json_object_reader.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/json_text.h"

namespace ascend_rx::runtime {
namespace {

std::string number_text(double number) {
  return number == std::floor(number) && std::fabs(number) < 1e15
             ? std::to_string(static_cast<int64_t>(number))
             : std::to_string(number);
}

}  // namespace

Failure unexpected(const std::string& place, const std::string& expected, const Json& received) {
  std::string shown = received.kind();
  if (const auto* const number = received.as<double>()) shown = number_text(*number);
  if (const auto* const text = received.as<std::string>()) shown = json_string(*text);
  return {ACL_ERROR_INVALID_PARAM, place + ": expected " + expected + " but received " + shown};
}

JsonObjectReader::JsonObjectReader(const Json& json, std::string place)
    : members_(json.as<Json::Members>()), place_(std::move(place)) {
  if (!members_) throw unexpected(place_, "an object", json);
}

const Json* JsonObjectReader::find(const char* key) {
  known_keys_.emplace_back(key);
  for (const auto& [name, value] : *members_) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::optional<double> JsonObjectReader::number(const char* key, double least, double most) {
  const Json* const json = find(key);
  if (!json) return std::nullopt;
  const auto* const value = json->as<double>();
  if (!value || *value < least || *value > most) {
    throw unexpected(place_of(key), "a number from " + number_text(least) + " to " + number_text(most),
                     *json);
  }
  return *value;
}

std::optional<int64_t> JsonObjectReader::integer(const char* key, double least, double most) {
  const auto value = number(key, least, most);
  if (!value) return std::nullopt;
  if (*value != std::floor(*value)) throw unexpected(place_of(key), "an integer", *find(key));
  return static_cast<int64_t>(*value);
}

std::optional<std::string> JsonObjectReader::text(const char* key) {
  const Json* const json = find(key);
  if (!json) return std::nullopt;
  const auto* const value = json->as<std::string>();
  if (!value) throw unexpected(place_of(key), "a string", *json);
  return *value;
}

std::optional<size_t> JsonObjectReader::word(const char* key, const std::vector<const char*>& words) {
  const Json* const json = find(key);
  if (!json) return std::nullopt;
  const auto* const value = json->as<std::string>();
  std::string list;
  for (size_t i = 0; i < words.size(); ++i) {
    if (value && *value == words[i]) return i;
    list += (i == 0 ? "\"" : " or \"") + std::string(words[i]) + "\"";
  }
  throw unexpected(place_of(key), list, *json);
}

void JsonObjectReader::finish() const {
  for (const auto& [name, value] : *members_) {
    if (std::find(known_keys_.begin(), known_keys_.end(), name) != known_keys_.end()) continue;
    std::string keys;
    for (const std::string& key : known_keys_) keys.append(keys.empty() ? "" : ", ").append(key);
    std::string message = place_;
    message.append(": unknown key '").append(name).append("'; there are ").append(keys);
    throw Failure(ACL_ERROR_INVALID_PARAM, message);
  }
}

}  // namespace ascend_rx::runtime
