// Walks over the fields of a protobuf message, as far as its readers need it: no groups, nothing nested by
// itself. It reads nothing outside of the bytes it was given, whatever lengths they name, and each step
// consumes at least one byte, so it ends. The bytes must outlive what is read. For one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ascend_rx::runtime {

struct ProtobufField {
  uint64_t number = 0;
  bool has_bytes = false;  // the wire type is the one with a length: a text, a message or a packed list
  std::string_view bytes;  // of that wire type, else empty
  uint64_t value = 0;      // of a varint, else 0
};

class ProtobufReader {
 public:
  explicit ProtobufReader(std::string_view message) : message_(message) {}

  bool at_end() const { return at_ == message_.size(); }

  // Both give false where the bytes are no such thing, or reach beyond the end of the message. Results are
  // not given as optionals: GCC takes the value of an empty one for uninitialised where it compiles for
  // AddressSanitizer alone.
  bool next(ProtobufField& field);
  // A number of a packed list.
  bool varint(uint64_t& value);

 private:
  bool take(uint64_t count, std::string_view& bytes);

  const std::string_view message_;
  size_t at_ = 0;
};

}  // namespace ascend_rx::runtime
