#include "runtime/config/settings.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <utility>

#include "runtime/config/json_object_reader.h"

namespace ascend_rx::runtime {
namespace {

constexpr double largest_number = 1e9;  // a larger number is certainly a mistake

ServiceTime read_service_time(const Json& json, const std::string& place) {
  if (const auto* const fixed = json.as<double>(); fixed && *fixed >= 0 && *fixed <= largest_number) {
    return {*fixed, *fixed, 1};
  }
  if (!json.as<Json::Members>()) {
    throw unexpected(place, "microseconds, or an object with min and max", json);
  }
  JsonObjectReader object(json, place);
  ServiceTime time;
  time.least_us = object.number("min", 0, largest_number).value_or(0);
  time.most_us = object.number("max", time.least_us, largest_number).value_or(time.least_us);
  time.seed = static_cast<uint64_t>(object.integer("seed", 0, largest_number).value_or(1));
  object.finish();
  return time;
}

Strictness read_strictness(const Json& json, const std::string& place) {
  if (const auto* const on = json.as<bool>()) return *on ? Strictness::fail : Strictness::off;
  const auto* const word = json.as<std::string>();
  if (word && *word == "warn") return Strictness::warn;
  if (word && *word == "fail") return Strictness::fail;
  throw unexpected(place, R"("warn", "fail", true or false)", json);
}

void read_embedded(Settings& settings, const Json& json, const std::string& place) {
  constexpr double most_megabytes = 1 << 24;
  JsonObjectReader object(json, place);
  if (const auto mode = object.word("runMode", {"device", "host"})) {
    settings.run_mode = *mode == 0 ? ACL_DEVICE : ACL_HOST;
  }
  if (const auto devices = object.integer("devices", 1, 64)) {
    settings.devices = static_cast<int32_t>(*devices);
  }
  if (const auto megabytes = object.integer("memoryMB", 1, most_megabytes)) {
    settings.memory_bytes = static_cast<size_t>(*megabytes) * 1024 * 1024;
  }
  if (const auto threads = object.integer("threads", 0, 1024)) settings.threads = static_cast<int>(*threads);
  if (const Json* const time = object.find("serviceTimeUs")) {
    settings.service_time = read_service_time(*time, place + ".serviceTimeUs");
  }
  if (const auto depth = object.integer("queueDepth", 1, 1 << 20)) {
    settings.queue_depth = static_cast<size_t>(*depth);
  }
  if (const Json* const faults = object.find("faults")) {
    settings.faults = read_faults(*faults, place + ".faults");
  }
  if (const Json* const strict = object.find("strict")) {
    settings.strict = read_strictness(*strict, place + ".strict");
  }
  if (auto trace = object.text("trace")) settings.trace = std::move(*trace);
  if (auto twins = object.text("twins")) settings.twins = std::move(*twins);
  if (const auto names = object.word("outputNames", {"onnx", "atc"})) settings.atc_output_names = *names == 1;
  object.finish();
}

// How many letters have to be inserted, removed or replaced to make one text from the other (Levenshtein).
size_t edit_distance(const std::string& from, const std::string& to) {
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

// The file is AscendCL's, which has keys of its own. A key that is nearly ours is a spelling mistake.
void check_keys(const Json& config, const std::string& file) {
  const auto* const members = config.as<Json::Members>();
  if (!members) throw unexpected(file, "an object", config);
  const std::string ours = "embedded";
  for (const auto& [key, value] : *members) {
    std::string small = key;
    for (char& letter : small) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    if (key == ours || (small.compare(0, 5, ours, 0, 5) != 0 && edit_distance(small, ours) > 2)) continue;
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

// 1 means the mode of the process, 0 that of the thread, as a number or as a text: unverified on hardware.
bool read_error_mode(const Json& config) {
  const Json* const mode = config.find("err_msg_mode");
  const auto* const text = mode ? mode->as<std::string>() : nullptr;
  const auto* const number = mode ? mode->as<double>() : nullptr;
  return (text && *text == "1") || (number && *number == 1);
}

std::atomic<const Settings*> configured{nullptr};

}  // namespace

// Before the first aclInit. Wrong settings in the environment are ignored here; aclInit reports them.
const Settings& Settings::current() {
  if (const Settings* const settings = configured.load(std::memory_order_acquire)) return *settings;
  static const Settings* const from_environment = [] {
    auto* const settings = new Settings;  // outlives static objects that call ACL
    try {
      read_environment(*settings);
    } catch (const Failure&) {
      *settings = {};
    }
    return settings;
  }();
  return *from_environment;
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
  configured.store(settings.release(), std::memory_order_release);
}

}  // namespace ascend_rx::runtime
