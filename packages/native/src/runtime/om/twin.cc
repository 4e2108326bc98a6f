#include "runtime/om/twin.h"

#include <algorithm>
#include <filesystem>

#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {
namespace {

struct Side {
  const char* name;
  bool of_outputs;
};

std::string shown(const TensorInfo& tensor) {
  return "'" + tensor.name + "', " + data_type_name(tensor.type) + " " + dims_text(tensor.dims) +
         (tensor.bytes > 0 ? ", " + std::to_string(tensor.bytes) + " bytes" : "");
}

// A dim without a size fits any.
bool fit(const std::vector<int64_t>& left, const std::vector<int64_t>& right) {
  const auto has_rank = [](const auto& dims) { return dims.size() != 1 || dims[0] != unknown_rank; };
  return !has_rank(left) || !has_rank(right) ||
         std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](int64_t a, int64_t b) { return a == b || a < 0 || b < 0; });
}

// The names of what differs between two tensors of the same place; empty when nothing does.
std::string differing(const TensorInfo& offline, const TensorInfo& twin, const Side& side) {
  std::string parts;
  const auto compare = [&](bool equal, const char* part) {
    if (!equal) parts += (parts.empty() ? "" : ", ") + std::string(part);
  };
  compare(offline.name == twin.name || (side.of_outputs && onnx_output_name(offline.name) == twin.name),
          "name");
  compare(offline.type == twin.type, "type");
  const bool same_dims = fit(offline.dims, twin.dims);
  compare(same_dims, "dims");
  if (same_dims && has_known_dims(offline) && has_known_dims(twin))
    compare(offline.bytes == twin.bytes || offline.bytes == 0, "bytes");
  return parts;
}

// The input that holds the choice of a gear. What its type and size are in the file is not known.
bool is_added(const TensorInfo& input) { return input.name == ACL_DYNAMIC_TENSOR_NAME; }

std::vector<TensorInfo> of_the_network(std::vector<TensorInfo> inputs) {
  inputs.erase(std::remove_if(inputs.begin(), inputs.end(), is_added), inputs.end());
  return inputs;
}

std::string compare(const std::vector<TensorInfo>& offline, const std::vector<TensorInfo>& twin,
                    const Side& side) {
  std::string lines;
  for (size_t i = 0; i < std::max(offline.size(), twin.size()); ++i) {
    const std::string parts =
        i < offline.size() && i < twin.size() ? differing(offline[i], twin[i], side) : "there is no other";
    if (parts.empty()) continue;
    lines += "\n  " + std::string(side.name) + " " + std::to_string(i) + " (" + parts + "): the .om has " +
             (i < offline.size() ? shown(offline[i]) : "none") + "; the ONNX file has " +
             (i < twin.size() ? shown(twin[i]) : "none");
  }
  return lines;
}

// The sizes of all inputs in one gear, as the file has them: of a batch; of height and width; of the dims
// without a size, or of all dims.
std::vector<int64_t> sizes_in(const OfflineModel& offline, DynamicShapes::Kind kind,
                              const std::vector<int64_t>& gear) {
  size_t count = 0;
  for (const TensorInfo& input : of_the_network(offline.inputs)) count += input.dims.size();
  std::vector<int64_t> sizes;
  size_t used = 0;
  const auto at = [&gear](size_t i) { return i < gear.size() ? gear[i] : int64_t{-1}; };
  for (size_t i = 0; i < offline.inputs.size(); ++i) {
    const TensorInfo& input = offline.inputs[i];
    if (is_added(input)) continue;
    const bool channels_last =
        i < offline.input_formats.size() && offline.input_formats[i] == ACL_FORMAT_NHWC;
    const size_t height = channels_last ? 1 : 2;
    for (size_t j = 0; j < input.dims.size(); ++j) {
      int64_t size = input.dims[j];
      if (kind == DynamicShapes::Kind::dims) {
        if (size == -1 || gear.size() == count) size = at(used++);
      } else if (size == -1 && kind == DynamicShapes::Kind::batch && j == 0) {
        size = at(0);
      } else if (size == -1 && kind == DynamicShapes::Kind::height_width &&
                 (j == height || j == height + 1)) {
        size = at(j - height);
      }
      sizes.push_back(size);
    }
  }
  return sizes;
}

std::vector<std::vector<int64_t>> sorted(std::vector<std::vector<int64_t>> gears) {
  std::sort(gears.begin(), gears.end());
  return gears;
}

// In order, what each gear means for the inputs.
std::vector<std::vector<int64_t>> gears_of(const OfflineModel& offline) {
  std::vector<std::vector<int64_t>> all;
  for (const std::vector<int64_t>& gear : offline.gears->values)
    all.push_back(sizes_in(offline, offline.gears->kind, gear));
  return sorted(std::move(all));
}

std::vector<std::vector<int64_t>> gears_of(const ModelInfo& twin) {
  std::vector<std::vector<int64_t>> all;
  for (const Shape& shape : twin.shapes) {
    std::vector<int64_t>& sizes = all.emplace_back();
    for (const TensorInfo& input : shape.inputs)
      sizes.insert(sizes.end(), input.dims.begin(), input.dims.end());
  }
  return sorted(std::move(all));
}

std::string kind_text(DynamicShapes::Kind kind) {
  switch (kind) {
    case DynamicShapes::Kind::batch:
      return "batch";
    case DynamicShapes::Kind::height_width:
      return "hw";
    case DynamicShapes::Kind::dims:
      return "dims";
  }
  return "";
}

}  // namespace

std::vector<std::string> twin_candidates(const std::string& path, const std::string& twins) {
  namespace fs = std::filesystem;
  const fs::path file(path);
  fs::path beside = file;
  if (const std::string ending = file.extension().string(); ending == ".om" || ending == ".OM") {
    beside.replace_extension(".onnx");
  } else {
    beside += ".onnx";
  }
  std::vector<std::string> candidates;
  if (!twins.empty()) candidates.push_back((fs::path(twins) / beside.filename()).string());
  candidates.push_back(beside.string());
  return candidates;
}

std::string_view onnx_output_name(std::string_view atc_name) {
  for (size_t colon = atc_name.find(':'); colon != std::string_view::npos;
       colon = atc_name.find(':', colon + 1)) {
    const size_t end = atc_name.find_first_not_of("0123456789", colon + 1);
    if (end == std::string_view::npos) break;
    if (end > colon + 1 && atc_name[end] == ':' && end + 1 < atc_name.size()) return atc_name.substr(end + 1);
  }
  return atc_name;
}

std::string twin_differences(const OfflineModel& offline, const ModelInfo& twin) {
  std::string lines = compare(of_the_network(offline.inputs), of_the_network(twin.inputs), {"input", false});
  lines += compare(offline.outputs, twin.outputs, {"output", true});
  const auto shown_gears = [](DynamicShapes::Kind kind, const std::vector<std::vector<int64_t>>& gears) {
    std::string text = kind_text(kind) + " gears";
    for (const std::vector<int64_t>& gear : gears)
      text += (&gear == &gears[0] ? " " : ", ") + dims_text(gear);
    return text;
  };
  const bool same_kind =
      offline.gears ? twin.dynamic && twin.dynamic->kind == offline.gears->kind : !twin.dynamic;
  if (!same_kind || (offline.gears && gears_of(offline) != gears_of(twin))) {
    lines += "\n  gears: the .om has " +
             (offline.gears ? shown_gears(offline.gears->kind, offline.gears->values) : "no gears") +
             ", the ONNX file has " +
             (twin.dynamic ? shown_gears(twin.dynamic->kind, twin.dynamic->choices) : "no gears") +
             "; they are declared beside it (docs/dynamic-shapes.md)";
  }
  if (!lines.empty() && offline.models > 1) {
    lines += "\n  the .om holds " + std::to_string(offline.models) +
             " models: this is about the first one, nothing is read of the others";
  }
  return lines;
}

}  // namespace ascend_rx::runtime
