// The kind of a model file, found from its contents. A pure function.
#pragma once

#include <string_view>

namespace ascend_rx::runtime {

enum class FileKind { onnx, offline_model, other };

FileKind detect_file_kind(std::string_view bytes);

}  // namespace ascend_rx::runtime
