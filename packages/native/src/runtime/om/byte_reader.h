// Reads little-endian numbers and runs of bytes, one after the other, and nothing behind their end. The bytes
// must outlive what is read. For one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/om/malformed.h"

namespace ascend_rx::runtime {

class ByteReader {
 public:
  // `what`: names the bytes in messages.
  ByteReader(std::string_view bytes, const char* what) : bytes_(bytes), what_(what) {}

  size_t left() const { return bytes_.size() - at_; }

  // These throw Malformed where there are fewer bytes left.
  uint32_t u32() { return static_cast<uint32_t>(number(4)); }
  int32_t i32() { return static_cast<int32_t>(u32()); }
  int64_t i64() {
    const auto value = static_cast<int64_t>(number(8));
    check_number(value, what_);
    return value;
  }
  uint64_t u64() { return number(8); }
  // A u64 that also JavaScript can hold.
  uint64_t safe_u64() {
    const uint64_t value = number(8);
    check_number(value > INT64_MAX ? INT64_MAX : static_cast<int64_t>(value), what_);
    return value;
  }
  // Throws Malformed unless there are bytes left for so many things of that size.
  void check(uint64_t count, size_t size) const {
    if (count <= left() / size) return;
    throw Malformed{std::string("has a length or count in its ") + what_ + " that needs " +
                    std::to_string(count) + (size == 1 ? "" : " times " + std::to_string(size)) +
                    " bytes where " + std::to_string(left()) + " are left"};
  }
  void check_at_end() const {
    if (left() > 0) throw Malformed{"has " + std::to_string(left()) + " bytes too many in its " + what_};
  }
  std::string_view take(uint64_t count) {
    check(count, 1);
    const std::string_view taken = bytes_.substr(at_, static_cast<size_t>(count));
    at_ += taken.size();
    return taken;
  }

 private:
  uint64_t number(size_t size) {
    const std::string_view bytes = take(size);
    uint64_t value = 0;
    for (size_t i = size; i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
    return value;
  }

  const std::string_view bytes_;
  const char* const what_;
  size_t at_ = 0;
};

}  // namespace ascend_rx::runtime
