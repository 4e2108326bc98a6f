// The kind of a model file, found from its contents. A pure function.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ascend_rx::runtime {

enum class FileKind { onnx, offline_model, other };

FileKind detect_file_kind(const uint8_t* bytes, size_t size);

}  // namespace ascend_rx::runtime
