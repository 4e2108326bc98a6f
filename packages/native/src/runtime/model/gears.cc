#include "gears.h"

#include <cmath>

#include "process/failure.h"
#include "process/json.h"

namespace ascend_rx::runtime {
namespace {

using Kind = DynamicShapes::Kind;

constexpr size_t most_gears = ACL_MAX_BATCH_NUM;  // what aclmdlBatch and aclmdlHW have room for

[[noreturn]] void refuse(const std::string& text) { throw Failure(ACL_ERROR_GE_SHAPE_INVALID, text); }

int64_t size_from(const Json& json, const std::string& where) {
  constexpr double most = 1LL << 40;
  const auto* const number = json.as<double>();
  if (!number || *number < 1 || *number > most || *number != std::floor(*number)) {
    refuse(where + ": expected sizes from 1 upwards but received " +
           (number ? std::to_string(*number) : json.kind()));
  }
  return static_cast<int64_t>(*number);
}

// One gear: a number where a batch is meant, else a list.
std::vector<int64_t> gear_from(const Json& json, Kind kind, const std::string& where) {
  if (kind == Kind::batch) return {size_from(json, where)};
  const auto* const list = json.as<Json::List>();
  if (!list) refuse(where + ": expected a list of sizes for each gear but received " + json.kind());
  if (kind == Kind::height_width && list->size() != 2) {
    refuse(where + ": expected height and width for each gear but received " + std::to_string(list->size()) +
           " sizes");
  }
  std::vector<int64_t> sizes;
  for (const Json& size : *list) sizes.push_back(size_from(size, where));
  return sizes;
}

}  // namespace

Gears Gears::parse(const std::string& text, const std::string& where) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const JsonProblem& problem) {
    refuse(where + " is not JSON: " + problem.text);
  }
  const auto* const members = json.as<Json::Members>();
  if (!members || members->size() != 1)
    refuse(where + R"(: expected an object with one of "batch", "hw" and "dims")");
  const auto& [key, value] = members->front();
  Gears gears;
  if (key == "batch") {
    gears.kind = Kind::batch;
  } else if (key == "hw") {
    gears.kind = Kind::height_width;
  } else if (key == "dims") {
    gears.kind = Kind::dims;
  } else {
    refuse(where + ": unknown key '" + key + R"('; there are "batch", "hw" and "dims")");
  }
  const auto* const list = value.as<Json::List>();
  if (!list || list->empty() || list->size() > most_gears) {
    refuse(where + "." + key + ": expected a list of 1 to " + std::to_string(most_gears) + " gears");
  }
  const std::string place = where + "." + key;
  for (const Json& gear : *list) gears.values.push_back(gear_from(gear, gears.kind, place));
  return gears;
}

std::vector<TensorInfo> Gears::apply(std::vector<TensorInfo> inputs, size_t gear) const {
  const std::vector<int64_t>& sizes = values[gear];
  size_t used = 0;
  for (TensorInfo& input : inputs) {
    for (size_t i = 0; i < input.dims.size(); ++i) {
      int64_t& dim = input.dims[i];
      if (dim >= 0) continue;
      if (kind == Kind::batch && i == 0) {
        dim = sizes[0];
        ++used;
      } else if (kind == Kind::height_width && input.dims.size() == 4 && i >= 2) {
        dim = sizes[i - 2];
        ++used;
      } else if (kind == Kind::height_width && i == 0) {
        dim = 1;
      } else if (kind == Kind::dims && used < sizes.size()) {
        dim = sizes[used++];
      } else if (kind == Kind::dims) {
        refuse("the gears have " + std::to_string(sizes.size()) + " sizes, the model has more unknown dims");
      } else {
        refuse("input '" + input.name + "' has an unknown dim " + std::to_string(i) +
               " that these gears do not name; use \"dims\"");
      }
    }
  }
  if (used == 0) refuse("gears are declared, but the model has no unknown dim that they name");
  if (kind == Kind::dims && used < sizes.size()) {
    refuse("the gears have " + std::to_string(sizes.size()) + " sizes, the model has " +
           std::to_string(used) + " unknown dims");
  }
  return inputs;
}

}  // namespace ascend_rx::runtime
