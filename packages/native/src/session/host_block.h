// Memory of the process for the outputs of one execution. Whoever has the block owns the memory, and may free
// it on any thread, also when session and library are gone.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace ascend_rx::session {

struct FreeHostBlock {
  void operator()(std::byte* memory) const { ::operator delete(memory, std::align_val_t{64}); }
};

using HostBlock = std::unique_ptr<std::byte, FreeHostBlock>;

// Starts at a multiple of 64; its contents are undefined. Throws std::bad_alloc.
inline HostBlock make_host_block(size_t bytes) {
  return HostBlock(static_cast<std::byte*>(::operator new(bytes, std::align_val_t{64})));
}

}  // namespace ascend_rx::session
