#include "runtime/base/protobuf.h"

namespace ascend_rx::runtime {

bool ProtobufReader::next(ProtobufField& field) {
  field = {};
  uint64_t tag = 0;
  if (!varint(tag)) return false;
  field.number = tag >> 3;
  if (field.number == 0) return false;
  uint64_t length = 0;
  std::string_view skipped;
  switch (tag & 7) {
    case 0:
      return varint(field.value);
    case 1:
      return take(8, skipped);
    case 2:
      field.has_bytes = true;
      return varint(length) && take(length, field.bytes);
    case 5:
      return take(4, skipped);
    default:
      return false;
  }
}

bool ProtobufReader::varint(uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 64 && !at_end(); shift += 7) {
    const auto byte = static_cast<uint8_t>(message_[at_++]);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool ProtobufReader::take(uint64_t count, std::string_view& bytes) {
  if (count > message_.size() - at_) return false;
  bytes = message_.substr(at_, static_cast<size_t>(count));
  at_ += bytes.size();
  return true;
}

}  // namespace ascend_rx::runtime
