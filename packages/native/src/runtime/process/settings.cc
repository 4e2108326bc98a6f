#include "settings.h"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <utility>

#include "failure.h"

namespace ascend_rx::runtime {
namespace {

constexpr double kilo_million = 1e9;  // a bound for counts and times that are certainly a mistake beyond it

std::string number_text(double number) {
  return number == std::floor(number) && std::fabs(number) < 1e15
             ? std::to_string(static_cast<int64_t>(number))
             : std::to_string(number);
}

// One JSON object, each of whose keys must be asked for.
class Section {
 public:
  // `where` names the object in messages.
  Section(const Json& json, std::string where)
      : members_(json.as<Json::Members>()), where_(std::move(where)) {
    if (!members_) throw expected("an object", json);
  }

  const Json* find(const char* key) {
    known_.emplace_back(key);
    for (const auto& [name, value] : *members_) {
      if (name == key) return &value;
    }
    return nullptr;
  }

  // Between `least` and `most`; nothing when the key is not there.
  std::optional<double> number(const char* key, double least, double most) {
    const Json* const json = find(key);
    if (!json) return std::nullopt;
    const auto* const value = json->as<double>();
    if (!value || *value < least || *value > most) {
      throw at(key).expected("a number from " + number_text(least) + " to " + number_text(most), *json);
    }
    return *value;
  }

  std::optional<int64_t> integer(const char* key, double least, double most) {
    const auto value = number(key, least, most);
    if (!value) return std::nullopt;
    if (*value != std::floor(*value)) throw at(key).expected("an integer", *find(key));
    return static_cast<int64_t>(*value);
  }

  std::optional<std::string> text(const char* key) {
    const Json* const json = find(key);
    if (!json) return std::nullopt;
    const auto* const value = json->as<std::string>();
    if (!value) throw at(key).expected("a string", *json);
    return *value;
  }

  // One of the words, by its place; nothing when the key is not there.
  std::optional<size_t> word(const char* key, const std::vector<const char*>& words) {
    const Json* const json = find(key);
    if (!json) return std::nullopt;
    const auto* const value = json->as<std::string>();
    std::string list;
    for (size_t i = 0; i < words.size(); ++i) {
      if (value && *value == words[i]) return i;
      list += (i == 0 ? "\"" : " or \"") + std::string(words[i]) + "\"";
    }
    throw at(key).expected(list, *json);
  }

  // To be called last: a key that nobody asked for is a mistake of spelling.
  void finish() const {
    for (const auto& [name, value] : *members_) {
      if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
      std::string keys;
      for (const std::string& key : known_) keys.append(keys.empty() ? "" : ", ").append(key);
      std::string message = where_;
      message.append(": unknown key '").append(name).append("'; there are ").append(keys);
      throw Failure(ACL_ERROR_INVALID_PARAM, message);
    }
  }

  // Names a key for a message.
  struct Place {
    std::string where;
    Failure expected(const std::string& what, const Json& json) const {
      std::string came = json.kind();
      if (const auto* const number = json.as<double>()) came = number_text(*number);
      if (const auto* const text = json.as<std::string>()) came = json_string(*text);
      return {ACL_ERROR_INVALID_PARAM, where + ": expected " + what + " but received " + came};
    }
  };
  Place at(const std::string& key) const { return {where_ + "." + key}; }
  Failure expected(const std::string& what, const Json& json) const {
    return Place{where_}.expected(what, json);
  }

 private:
  const Json::Members* const members_;
  const std::string where_;
  std::vector<std::string> known_;
};

// Whether this library has a function of that name to give out; true where the linker does not say.
bool is_function(const std::string& name) {
  static const char in_this_library = 0;
  Dl_info here{};
  if (name.compare(0, 3, "acl") != 0) return false;
  if (dladdr(&in_this_library, &here) == 0) return true;
  const std::unique_ptr<void, int (*)(void*)> library(dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD),
                                                      dlclose);
  return !library || dlsym(library.get(), name.c_str()) != nullptr;
}

bool queues_a_task(const std::string& function) {
  constexpr const char* functions[] = {"aclmdlExecuteAsync", "aclrtMemcpyAsync", "aclrtMemcpy2dAsync",
                                       "aclrtMemsetAsync"};
  return std::any_of(std::begin(functions), std::end(functions),
                     [&](const char* one) { return function == one; });
}

Fault read_fault(const Json& json, const std::string& where) {
  Section section(json, where);
  Fault fault;
  fault.function = section.text("function").value_or("");
  fault.call = static_cast<uint64_t>(section.integer("call", 1, kilo_million).value_or(0));
  fault.probability = section.number("probability", 0, 1).value_or(0);
  fault.seed = static_cast<uint64_t>(section.integer("seed", 0, kilo_million).value_or(1));
  fault.code = static_cast<aclError>(section.integer("code", 1, kilo_million).value_or(0));
  fault.at_task = section.word("at", {"call", "task"}).value_or(0) == 1;
  section.finish();
  const auto demand = [&where](bool holds, const std::string& what) {
    if (!holds) throw Failure(ACL_ERROR_INVALID_PARAM, where + ": " + what);
  };
  demand(is_function(fault.function),
         "expected \"function\" to name an ACL function but received " + json_string(fault.function));
  demand(fault.code != ACL_SUCCESS, "expected \"code\", what the function is to return");
  demand((fault.call > 0) != (fault.probability > 0),
         "expected either \"call\", from 1, or \"probability\", above 0");
  demand(!fault.at_task || queues_a_task(fault.function),
         "only functions that queue work can fail at the task: aclmdlExecuteAsync, aclrtMemcpyAsync, "
         "aclrtMemcpy2dAsync, aclrtMemsetAsync");
  return fault;
}

std::vector<Fault> read_faults(const Json& json, const std::string& where) {
  const auto* const list = json.as<Json::List>();
  if (!list) throw Section::Place{where}.expected("a list", json);
  std::vector<Fault> faults;
  faults.reserve(list->size());
  for (size_t i = 0; i < list->size(); ++i) {
    faults.push_back(read_fault((*list)[i], where + "[" + std::to_string(i) + "]"));
  }
  return faults;
}

ServiceTime read_service_time(const Json& json, const std::string& where) {
  if (const auto* const fixed = json.as<double>(); fixed && *fixed >= 0 && *fixed <= kilo_million) {
    return {*fixed, *fixed, 1};
  }
  if (!json.as<Json::Members>()) {
    throw Section::Place{where}.expected("microseconds, or an object with min and max", json);
  }
  Section section(json, where);
  ServiceTime time;
  time.least_us = section.number("min", 0, kilo_million).value_or(0);
  time.most_us = section.number("max", time.least_us, kilo_million).value_or(time.least_us);
  time.seed = static_cast<uint64_t>(section.integer("seed", 0, kilo_million).value_or(1));
  section.finish();
  return time;
}

Strictness read_strictness(const Json& json, const std::string& where) {
  if (const auto* const on = json.as<bool>()) return *on ? Strictness::fail : Strictness::off;
  const auto* const word = json.as<std::string>();
  if (word && *word == "warn") return Strictness::warn;
  if (word && *word == "fail") return Strictness::fail;
  throw Section::Place{where}.expected(R"("warn", "fail", true or false)", json);
}

void read_embedded(Settings& settings, const Json& json, const std::string& where) {
  constexpr double most_megabytes = 1 << 24;
  Section section(json, where);
  if (const auto mode = section.word("runMode", {"device", "host"})) {
    settings.run_mode = *mode == 0 ? ACL_DEVICE : ACL_HOST;
  }
  if (const auto devices = section.integer("devices", 1, 64)) {
    settings.devices = static_cast<int32_t>(*devices);
  }
  if (const auto megabytes = section.integer("memoryMB", 1, most_megabytes)) {
    settings.memory_bytes = static_cast<size_t>(*megabytes) * 1024 * 1024;
  }
  if (const auto threads = section.integer("threads", 0, 1024)) settings.threads = static_cast<int>(*threads);
  if (const Json* const time = section.find("serviceTimeUs")) {
    settings.service_time = read_service_time(*time, where + ".serviceTimeUs");
  }
  if (const auto depth = section.integer("queueDepth", 1, 1 << 20)) {
    settings.queue_depth = static_cast<size_t>(*depth);
  }
  if (const Json* const faults = section.find("faults")) {
    settings.faults = read_faults(*faults, where + ".faults");
  }
  if (const Json* const strict = section.find("strict")) {
    settings.strict = read_strictness(*strict, where + ".strict");
  }
  if (auto trace = section.text("trace")) settings.trace = std::move(*trace);
  section.finish();
}

// How many letters have to be put in, taken out or changed to make one of the other.
size_t distance(const std::string& from, const std::string& to) {
  std::vector<size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= from.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= to.size(); ++j) {
      const size_t changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
    }
  }
  return row.back();
}

// The file belongs to AscendCL, which has keys of its own; but one that nearly is ours is a mistake.
void check_keys(const Json& config, const std::string& file) {
  const auto* const members = config.as<Json::Members>();
  if (!members) throw Section::Place{file}.expected("an object", config);
  const std::string ours = "embedded";
  for (const auto& [key, value] : *members) {
    std::string small = key;
    for (char& letter : small) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (key == ours || (small.compare(0, 5, ours, 0, 5) != 0 && distance(small, ours) > 2)) continue;
    std::string message = file;
    message.append(": unknown key '").append(key).append("'; is '").append(ours).append("' meant?");
    throw Failure(ACL_ERROR_INVALID_PARAM, message);
  }
}

Json parse(const std::string& text, const std::string& name) {
  try {
    return Json::parse(text);
  } catch (const JsonProblem& problem) {
    throw Failure(ACL_ERROR_PARSE_FILE, name + " is not JSON: " + problem.text);
  }
}

// Throws Failure.
void read_environment(Settings& settings) {
  constexpr const char* name = "ASCEND_RX_EMBEDDED";
  const char* const text = std::getenv(name);
  if (text && *text) read_embedded(settings, parse(text, name), name);
}

// Unverified on hardware: that 1 is the mode of the process, 0 that of the thread, as number or text.
bool read_error_mode(const Json& config) {
  const Json* const mode = config.find("err_msg_mode");
  const auto* const text = mode ? mode->as<std::string>() : nullptr;
  const auto* const number = mode ? mode->as<double>() : nullptr;
  return (text && *text == "1") || (number && *number == 1);
}

std::atomic<const Settings*> in_force{nullptr};

}  // namespace

// Wrong ones in the environment are told by aclInit; until then they are not in force.
const Settings& Settings::current() {
  if (const Settings* const present = in_force.load(std::memory_order_acquire)) return *present;
  static const Settings* const early = [] {
    auto* const settings = new Settings;  // outlives static objects that call ACL
    try {
      read_environment(*settings);
    } catch (const Failure&) {
      *settings = {};
    }
    return settings;
  }();
  return *early;
}

void Settings::configure(const std::string& config, const std::string& file) {
  auto settings = std::make_unique<Settings>();
  read_environment(*settings);
  if (!config.empty()) {
    const Json json = parse(config, file);
    check_keys(json, file);
    if (const Json* const embedded = json.find("embedded")) read_embedded(*settings, *embedded, "embedded");
    settings->errors_per_process = read_error_mode(json);
  }
  in_force.store(settings.release(), std::memory_order_release);
}

}  // namespace ascend_rx::runtime
