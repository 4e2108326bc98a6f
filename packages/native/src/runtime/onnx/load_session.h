// Loading a model into ONNX Runtime: from a file or from memory, with sizes for some of its named dims.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "runtime/onnx/onnx_library.h"

namespace ascend_rx::runtime {

// A file, whose gears are in a file beside it or in its metadata; or bytes, which need not stay.
struct ModelSource {
  std::string path;  // used when `bytes` is null
  const void* bytes = nullptr;
  size_t size = 0;
  // Of the offline model that this file stands in for: sizes of dims, by input and by output. Where the file
  // has no size they count; those below 0 are none.
  std::vector<std::vector<int64_t>> input_dims;
  std::vector<std::vector<int64_t>> output_dims;
  // What clients are told instead of the outputs' names in the file; ignored unless one for each output.
  std::vector<std::string> output_names;
};

using OwnedSession = std::unique_ptr<OrtSession, void (*)(OrtSession*)>;

// Sizes for dims that the model only names: ONNX Runtime takes them for fixed, and finds out what follows.
using NamedSizes = std::map<std::string, int64_t>;

// Throws Failure 145008 with ONNX Runtime's message. REQUIRES: an OnnxAccess::Guard, for the session, too.
OwnedSession load_session(const OnnxLibrary& onnx, const ModelSource& source, const NamedSizes& sizes);

}  // namespace ascend_rx::runtime
