#include "runtime/model/load_request.h"

#include <algorithm>
#include <filesystem>

#include "runtime/base/failure.h"
#include "runtime/config/settings.h"
#include "runtime/model/file_kind.h"
#include "runtime/model/mapped_file.h"
#include "runtime/om/twin.h"
#include "runtime/onnx/graph_outputs.h"

namespace ascend_rx::runtime {
namespace {

constexpr const char* in_memory = "the memory given";

// ONNX Runtime allocates its own working memory. Clients allocate what is named here, so it must not be 0.
constexpr size_t nominal_work_size = 64 * 1024;

std::string_view bytes_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes()), file.size()};
}

[[noreturn]] void refuse_other(const std::string& what) {
  throw Failure(ACL_ERROR_PARSE_MODEL,
                what +
                    " is not a model: it is no ONNX file, and no offline model (.om) that can be read; an "
                    "encrypted one looks like that, too");
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string on_the_chip(const OfflineModel& model) {
  return "is compiled for an NPU" + (model.chip.empty() ? "" : " (" + model.chip + ")");
}

// Throws Failure when there is none.
std::string find_twin(const std::string& path, const OfflineModel& model) {
  std::string tried;
  for (const std::string& candidate : twin_candidates(path, Settings::current().twins)) {
    if (exists(candidate)) return candidate;
    tried += (tried.empty() ? "" : " and ") + candidate;
  }
  throw Failure(
      ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
      offline_refusal(path, on_the_chip(model) +
                                ", and the ONNX file to run in its place is not there: looked for " + tried));
}

std::vector<std::string> names_of_outputs(const std::vector<TensorInfo>& outputs) {
  std::vector<std::string> names;
  names.reserve(outputs.size());
  for (const TensorInfo& output : outputs) names.push_back(output.name);
  return names;
}

LoadRequest twin_of(const std::string& path, OfflineModel model) {
  LoadRequest request;
  request.onnx.path = find_twin(path, model);
  const MappedFile twin(request.onnx.path);
  if (detect_file_kind(bytes_of(twin)) != FileKind::onnx) {
    throw Failure(ACL_ERROR_PARSE_MODEL,
                  request.onnx.path + ", to run in place of " + path + ", is no ONNX file");
  }
  for (const TensorInfo& input : model.inputs) request.onnx.input_dims.push_back(input.dims);
  for (const TensorInfo& output : model.outputs) request.onnx.output_dims.push_back(output.dims);
  if (Settings::current().atc_output_names) request.onnx.output_names = names_of_outputs(model.outputs);
  request.offline = std::make_shared<const OfflineModel>(std::move(model));
  return request;
}

void name_outputs(OnnxSession::Source& source, std::string_view file) {
  if (Settings::current().atc_output_names) source.output_names = atc_output_names(file);
}

}  // namespace

LoadRequest LoadRequest::of_file(const std::string& path) {
  const MappedFile file(path);
  const std::string_view bytes = bytes_of(file);
  LoadRequest request;
  switch (detect_file_kind(bytes)) {
    case FileKind::onnx:
      request.onnx.path = path;
      name_outputs(request.onnx, bytes);
      break;
    case FileKind::offline_model:
      request = twin_of(path, read_offline_model(bytes, path));
      break;
    case FileKind::other:
      refuse_other(path);
  }
  request.given = path;
  return request;
}

LoadRequest LoadRequest::of_bytes(const void* bytes, size_t size) {
  const std::string_view file(static_cast<const char*>(bytes), size);
  LoadRequest request;
  switch (detect_file_kind(file)) {
    case FileKind::onnx:
      request.onnx.bytes = bytes;
      request.onnx.size = size;
      name_outputs(request.onnx, file);
      break;
    case FileKind::offline_model: {
      const OfflineModel model = read_offline_model(file, in_memory);
      throw Failure(
          ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
          offline_refusal(in_memory, on_the_chip(model) +
                                         ", and memory has no name by which the ONNX file to run in its "
                                         "place could be found; load it with aclmdlLoadFromFile, with that "
                                         "file beside it (" +
                                         (model.name.empty() ? "model" : model.name) + ".onnx)"));
    }
    case FileKind::other:
      refuse_other(in_memory);
  }
  return request;
}

void LoadRequest::check(const ModelInfo& loaded) const {
  if (!offline) return;
  const std::string differences = twin_differences(*offline, loaded);
  if (differences.empty()) return;
  throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                onnx.path + ", to run in place of the offline model " + given +
                    ", has other inputs or outputs:" + differences +
                    "\ngive the ONNX file that the .om was compiled from, or compile it again");
}

ModelMemory ModelMemory::of(std::string_view model, const std::string& what) {
  switch (detect_file_kind(model)) {
    case FileKind::onnx:
      return {nominal_work_size, model.size()};
    case FileKind::offline_model: {
      const OfflineModel offline = read_offline_model(model, what);
      return {std::max<size_t>(offline.work_bytes, 1), std::max<size_t>(offline.weight_bytes, 1)};
    }
    case FileKind::other:
      break;
  }
  refuse_other(what);
}

}  // namespace ascend_rx::runtime
