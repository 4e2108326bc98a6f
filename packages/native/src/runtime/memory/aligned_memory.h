// An owned piece of memory with the alignment of device memory. Its contents are undefined.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace ascend_rx::runtime {

// Device and page-locked memory start at multiples of this.
constexpr size_t memory_alignment = 64;

class AlignedMemory {
 public:
  AlignedMemory() = default;
  // Throws std::bad_alloc.
  explicit AlignedMemory(size_t size) {
    void* memory = nullptr;
    if (posix_memalign(&memory, memory_alignment, size > 0 ? size : 1) != 0) throw std::bad_alloc();
    data_.reset(memory);
  }

  void* data() const { return data_.get(); }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  std::unique_ptr<void, Free> data_;
};

}  // namespace ascend_rx::runtime
