// A file's contents in memory, read only, for as long as the object lives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ascend_rx::runtime {

class MappedFile {
 public:
  // Throws Failure: 145002 where there is no such file or it cannot be read, 145006 where it is empty.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const uint8_t* bytes() const { return static_cast<const uint8_t*>(address_); }
  size_t size() const { return size_; }

 private:
  void* address_ = nullptr;
  size_t size_ = 0;
};

}  // namespace ascend_rx::runtime
