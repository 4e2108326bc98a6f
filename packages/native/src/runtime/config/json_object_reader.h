// Reads a JSON object of a configuration: every key that is asked for, and no other. A mistake becomes a
// Failure that names the place, what is expected and what was received. On the stack of one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "runtime/base/failure.h"

namespace ascend_rx::runtime {

// The Failure (100000) for a value that is not what is expected at `place`.
Failure unexpected(const std::string& place, const std::string& expected, const Json& received);

class JsonObjectReader {
 public:
  // `place` names the object in messages. Throws Failure unless `json` is an object.
  JsonObjectReader(const Json& json, std::string place);

  // The value of a key; null, or nothing, when the key is not there. All but find() throw Failure for a value
  // of another kind.
  const Json* find(const char* key);
  std::optional<double> number(const char* key, double least, double most);
  std::optional<int64_t> integer(const char* key, double least, double most);
  std::optional<std::string> text(const char* key);
  // One of the words, as its index in the list.
  std::optional<size_t> word(const char* key, const std::vector<const char*>& words);

  // REQUIRES: every key has been asked for. Throws Failure for a key that was not: it is misspelt.
  void finish() const;

 private:
  std::string place_of(const std::string& key) const { return place_ + "." + key; }

  const Json::Members* const members_;
  const std::string place_;
  std::vector<std::string> known_keys_;
};

}  // namespace ascend_rx::runtime
