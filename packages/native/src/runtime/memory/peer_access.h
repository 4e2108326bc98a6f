// Which devices may reach each other's memory: only strict checks ask. Process-wide, thread-safe.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace ascend_rx::runtime {

class PeerAccess {
 public:
  static void enable(int32_t device, int32_t peer) { peers_of(device).fetch_or(bit(peer)); }
  static void disable(int32_t device, int32_t peer) { peers_of(device).fetch_and(~bit(peer)); }
  // In either direction: whether one direction implies the other is unverified on hardware.
  static bool between(int32_t one, int32_t other) {
    return one == other || (peers_of(one) & bit(other)) != 0 || (peers_of(other) & bit(one)) != 0;
  }

 private:
  static constexpr size_t most_devices = 64;

  static uint64_t bit(int32_t device) { return uint64_t{1} << static_cast<unsigned>(device); }
  static std::atomic<uint64_t>& peers_of(int32_t device) { return peers_[static_cast<size_t>(device)]; }

  static inline std::array<std::atomic<uint64_t>, most_devices> peers_{};
};

}  // namespace ascend_rx::runtime
