#include "runtime/model/file_kind.h"

#include <cstring>

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

  // Gives the number of the next field; false where the bytes are no protobuf message. Numbers are not given
  // as optionals: GCC takes the value of an empty one for uninitialised where it compiles for
  // AddressSanitizer alone.
  bool next(uint64_t& field) {
    uint64_t tag = 0;
    if (!varint(tag)) return false;
    field = tag >> 3;
    return field != 0 && field <= largest_field && skip_value(tag & 7);
  }

 private:
  bool skip_value(uint64_t wire_type) {
    uint64_t number = 0;
    switch (wire_type) {
      case 0:
        return varint(number);
      case 1:
        return skip(8);
      case 2:
        return varint(number) && skip(number);
      case 5:
        return skip(4);
      default:
        return false;
    }
  }

  bool varint(uint64_t& value) {
    value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < size_; shift += 7) {
      const uint8_t byte = bytes_[at_++];
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
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
    uint64_t field = 0;
    if (!fields.next(field)) return FileKind::other;
    version = version || field == ir_version_field;
    graph = graph || field == graph_field;
  }
  return version && graph ? FileKind::onnx : FileKind::other;
}

}  // namespace ascend_rx::runtime
