#include "runtime/tensors/gears.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/json.h"
#include "runtime/base/failure.h"

namespace ascend_rx::runtime {
namespace {

using Kind = DynamicShapes::Kind;

constexpr size_t most_gears = ACL_MAX_BATCH_NUM;  // as many as aclmdlBatch and aclmdlHW hold

[[noreturn]] void refuse(const std::string& text) { throw Failure(ACL_ERROR_GE_SHAPE_INVALID, text); }

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
}

int64_t size_from(const Json& json, const std::string& place) {
  constexpr double most = 1LL << 40;
  const auto* const number = json.as<double>();
  if (!number || *number < 1 || *number > most || *number != std::floor(*number)) {
    refuse(place + ": expected sizes from 1 to 1099511627776 but received " +
           (number ? number_text(*number) : json.kind()));
  }
  return static_cast<int64_t>(*number);
}

// One gear: a number for a batch, a list for the other kinds.
std::vector<int64_t> gear_from(const Json& json, Kind kind, const std::string& place) {
  if (kind == Kind::batch) return {size_from(json, place)};
  const auto* const list = json.as<Json::List>();
  if (!list) refuse(place + ": expected a list of sizes for each gear but received " + json.kind());
  if (kind == Kind::height_width && list->size() != 2) {
    refuse(place + ": expected height and width for each gear but received " + std::to_string(list->size()) +
           " sizes");
  }
  std::vector<int64_t> sizes;
  for (const Json& size : *list) sizes.push_back(size_from(size, place));
  return sizes;
}

}  // namespace

Gears Gears::parse(const std::string& text, const std::string& place) {
  Json json;
  try {
    json = Json::parse(text);
  } catch (const JsonProblem& problem) {
    refuse(place + " is not JSON: " + problem.text);
  }
  const auto* const members = json.as<Json::Members>();
  if (!members || members->size() != 1)
    refuse(place + R"(: expected an object with one of "batch", "hw" and "dims")");
  const auto& [key, value] = members->front();
  Gears gears;
  if (key == "batch") {
    gears.kind = Kind::batch;
  } else if (key == "hw") {
    gears.kind = Kind::height_width;
  } else if (key == "dims") {
    gears.kind = Kind::dims;
  } else {
    refuse(place + ": unknown key '" + key + R"('; there are "batch", "hw" and "dims")");
  }
  const std::string member = place + "." + key;
  const auto* const list = value.as<Json::List>();
  if (!list || list->empty() || list->size() > most_gears) {
    refuse(member + ": expected a list of 1 to " + std::to_string(most_gears) + " gears");
  }
  for (const Json& json_gear : *list) {
    std::vector<int64_t> gear = gear_from(json_gear, gears.kind, member);
    if (std::find(gears.values.begin(), gears.values.end(), gear) != gears.values.end())
      refuse(member + ": the gear " + dims_text(gear) + " is there twice");
    gears.values.push_back(std::move(gear));
  }
  return gears;
}

std::optional<Gears> Gears::beside(const std::string& model) {
  const std::string path = model + ".gears.json";
  std::error_code why;
  const std::filesystem::file_status status = std::filesystem::status(path, why);
  // No file has a name that is too long.
  if (status.type() == std::filesystem::file_type::not_found || why == std::errc::filename_too_long)
    return std::nullopt;
  if (!why && !is_regular_file(status)) refuse("cannot read " + path + ": it is no file");
  std::ifstream file(path, std::ios::binary);
  if (why || !file) refuse("cannot read " + path + (why ? ": " + why.message() : ""));
  return parse({std::istreambuf_iterator<char>(file), {}}, path);
}

// Models with gears for height and width have a fixed batch.
void Gears::fix_others(std::vector<TensorInfo>& inputs) const {
  if (kind != Kind::height_width) return;
  for (TensorInfo& input : inputs) {
    if (!input.dims.empty() && input.dims[0] < 0) input.dims[0] = 1;
  }
}

// Where height or width is known, the gear must name the same number.
void Gears::check_picture(const TensorInfo& input, size_t gear) const {
  if (input.dims.size() != 4 || (input.dims[2] >= 0 && input.dims[3] >= 0)) return;
  for (size_t i = 2; i < 4; ++i) {
    if (input.dims[i] < 0 || input.dims[i] == values[gear][i - 2]) continue;
    refuse("gear " + std::to_string(gear) + " (" + dims_text(values[gear]) + "): input '" + input.name +
           "' (" + dims_text(input.dims) + ") has " + std::to_string(input.dims[i]) + " for dim " +
           std::to_string(i));
  }
}

std::vector<TensorInfo> Gears::apply(std::vector<TensorInfo> inputs, size_t gear) const {
  const std::vector<int64_t>& sizes = values[gear];
  size_t used = 0;
  for (TensorInfo& input : inputs) {
    if (kind == Kind::height_width) check_picture(input, gear);
    for (size_t i = 0; i < input.dims.size(); ++i) {
      int64_t& dim = input.dims[i];
      if (dim >= 0) continue;
      if (kind == Kind::batch && i == 0) {
        dim = sizes[0];
        ++used;
      } else if (kind == Kind::height_width && input.dims.size() == 4 && i >= 2) {
        dim = sizes[i - 2];
        ++used;
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
