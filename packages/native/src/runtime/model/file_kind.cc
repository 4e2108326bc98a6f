#include "runtime/model/file_kind.h"

#include <cstring>
#include <optional>

namespace ascend_rx::runtime {
namespace {

// ONNX files have no magic number: they are protobuf messages (ModelProto). These fields identify them.
constexpr uint64_t ir_version_field = 1;
constexpr uint64_t graph_field = 7;
constexpr uint64_t largest_field = 1000;  // the format uses numbers below 30

// Walks over the fields of a protobuf message without looking into them.
class Fields {
 public:
  Fields(const uint8_t* bytes, size_t size) : bytes_(bytes), size_(size) {}

  bool at_end() const { return at_ == size_; }

  // The number of the next field; nothing where the bytes are no protobuf message.
  std::optional<uint64_t> next() {
    const auto tag = varint();
    if (!tag || *tag >> 3 == 0 || *tag >> 3 > largest_field) return std::nullopt;
    switch (*tag & 7) {
      case 0:
        return varint() ? std::optional(*tag >> 3) : std::nullopt;
      case 1:
        return skip(8) ? std::optional(*tag >> 3) : std::nullopt;
      case 2: {
        const auto length = varint();
        return length && skip(*length) ? std::optional(*tag >> 3) : std::nullopt;
      }
      case 5:
        return skip(4) ? std::optional(*tag >> 3) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

 private:
  std::optional<uint64_t> varint() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < size_; shift += 7) {
      const uint8_t byte = bytes_[at_++];
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return std::nullopt;
  }

  bool skip(uint64_t count) {
    if (count > size_ - at_) return false;
    at_ += count;
    return true;
  }

  const uint8_t* const bytes_;
  const size_t size_;
  size_t at_ = 0;
};

}  // namespace

FileKind detect_file_kind(const uint8_t* bytes, size_t size) {
  if (size >= 4 && std::memcmp(bytes, "IMOD", 4) == 0) return FileKind::offline_model;
  bool version = false;
  bool graph = false;
  Fields fields(bytes, size);
  while (!fields.at_end()) {
    const auto field = fields.next();
    if (!field) return FileKind::other;
    version = version || *field == ir_version_field;
    graph = graph || *field == graph_field;
  }
  return version && graph ? FileKind::onnx : FileKind::other;
}

}  // namespace ascend_rx::runtime
