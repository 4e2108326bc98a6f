// A simulated device: its primary context, which all threads share and whose users are counted, and its other
// contexts. Devices live as long as the process. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/device/context.h"

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

  // What numbers beyond their type's range are to become. Only kept: ONNX Runtime computes with infinities.
  aclrtFloatOverflowMode overflow_mode() const { return overflow_mode_.load(); }
  void set_overflow_mode(aclrtFloatOverflowMode mode) { overflow_mode_.store(mode); }

  // The primary context, with one user more.
  std::shared_ptr<Context> open_primary() EXCLUDES(mutex_);
  // One user less; without users the primary context is destroyed. Throws Failure 107002 when there is none.
  void close_primary() EXCLUDES(mutex_);
  bool has_primary() EXCLUDES(mutex_);
  // The primary context if the next close_primary() destroys it; otherwise null.
  std::shared_ptr<Context> last_primary() EXCLUDES(mutex_);

  std::shared_ptr<Context> create_context() EXCLUDES(mutex_);
  // Throws Failure for a primary context.
  void destroy_context(Context& context) EXCLUDES(mutex_);

  // Waits for all streams of all contexts. Throws the first Failure; other failures stay with their streams.
  void synchronize() EXCLUDES(mutex_);

 private:
  const int32_t id_;
  std::atomic<aclrtFloatOverflowMode> overflow_mode_{ACL_RT_OVERFLOW_MODE_INFNAN};
  Mutex mutex_;
  std::shared_ptr<Context> primary_ GUARDED_BY(mutex_);
  int users_ GUARDED_BY(mutex_) = 0;  // of the primary context
  std::vector<std::shared_ptr<Context>> contexts_ GUARDED_BY(mutex_);
};

}  // namespace ascend_rx::runtime
