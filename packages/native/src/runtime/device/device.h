// A simulated device: its primary context, shared by all threads and counted, and its other contexts.
// The devices live as long as the process. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "context.h"

namespace ascend_rx::runtime {

class Device {
 public:
  explicit Device(int32_t id) : id_(id) {}
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  static int32_t count();
  // Throws Failure 107001.
  static Device& at(int32_t id);

  int32_t id() const { return id_; }

  // Counts one user of the primary context.
  std::shared_ptr<Context> open_primary();
  // Takes one back; the last one destroys it. Throws Failure 107002 when there is none.
  void close_primary();
  bool has_primary();
  // The primary context when the next close_primary() destroys it; null otherwise.
  std::shared_ptr<Context> last_primary();

  std::shared_ptr<Context> create_context();
  // Throws Failure for a primary context.
  void destroy_context(Context& context);

  // Waits for all streams of all contexts. Throws the first Failure; the others stay with their streams.
  void synchronize();

 private:
  const int32_t id_;
  std::mutex mutex_;
  std::shared_ptr<Context> primary_;
  int users_ = 0;
  std::vector<std::shared_ptr<Context>> contexts_;
};

}  // namespace ascend_rx::runtime
