// Reads the words of `commands` as JavaScript has written them: see protocol.h. JavaScript thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "addon/protocol.h"

namespace ascend_rx::addon {

// Executes the staged inputs of slots, or launches a callback for a group of them.
struct BufferedCommand {
  bool launches = false;
  bool blocks = false;  // of a launch
  uint32_t group = 0;   // of a launch
  const uint32_t* slots = nullptr;
  size_t slot_count = 0;
};

class CommandReader {
 public:
  CommandReader(const uint32_t* words, size_t count) : next_(words), end_(words + count) {}

  bool at_end() const { return next_ == end_; }

  // Consecutive executions are one command. Nothing: the words end within a command. REQUIRES: not at_end().
  std::optional<BufferedCommand> read() {
    const uint32_t* const first = next_;
    if (!is_launch(*first)) {
      next_ = std::find_if(first, end_, is_launch);
      return BufferedCommand{false, false, 0, first, static_cast<size_t>(next_ - first)};
    }
    const size_t slots = *first & ~(protocol::kLaunchFlag | protocol::kBlockFlag);
    if (static_cast<size_t>(end_ - first) < protocol::kLaunchHeaderWords + slots) return std::nullopt;
    const uint32_t* const first_slot = first + protocol::kLaunchHeaderWords;
    next_ = first_slot + slots;
    return BufferedCommand{true, (*first & protocol::kBlockFlag) != 0, first[1], first_slot, slots};
  }

 private:
  static bool is_launch(uint32_t word) { return (word & protocol::kLaunchFlag) != 0; }

  const uint32_t* next_;
  const uint32_t* const end_;
};

}  // namespace ascend_rx::addon
