#include "device.h"

#include <algorithm>
#include <optional>
#include <string>

#include "process/failure.h"

namespace ascend_rx::runtime {
namespace {

constexpr int32_t device_count = 1;

}  // namespace

int32_t Device::count() { return device_count; }

Device& Device::at(int32_t id) {
  static Device* const the_one = new Device(0);  // outlives static objects that call ACL
  if (id < 0 || id >= device_count) {
    throw Failure(ACL_ERROR_RT_INVALID_DEVICEID,
                  "there is no device " + std::to_string(id) + "; there is one, device 0");
  }
  return *the_one;
}

std::shared_ptr<Context> Device::open_primary() {
  const std::lock_guard lock(mutex_);
  if (!primary_) primary_ = std::make_shared<Context>(*this, Context::Kind::primary);
  ++users_;
  return primary_;
}

void Device::close_primary() {
  std::shared_ptr<Context> last;
  {
    const std::lock_guard lock(mutex_);
    // Which code a reset without a set gives is unverified on hardware.
    require(users_ > 0, ACL_ERROR_RT_CONTEXT_NULL,
            "the device has not been set, or was reset as often as set");
    if (--users_ > 0) return;
    last = std::move(primary_);
    primary_ = nullptr;
  }
  last->close();
}

bool Device::has_primary() {
  const std::lock_guard lock(mutex_);
  return primary_ != nullptr;
}

std::shared_ptr<Context> Device::create_context() {
  const std::lock_guard lock(mutex_);
  contexts_.push_back(std::make_shared<Context>(*this, Context::Kind::created));
  return contexts_.back();
}

void Device::destroy_context(Context& context) {
  require(
      context.kind() == Context::Kind::created, ACL_ERROR_RT_PARAM_INVALID,
      "a primary context goes with aclrtResetDevice; only contexts of aclrtCreateContext can be destroyed");
  std::shared_ptr<Context> owned = context.shared_from_this();
  {
    const std::lock_guard lock(mutex_);
    contexts_.erase(std::remove(contexts_.begin(), contexts_.end(), owned), contexts_.end());
  }
  owned->close();
}

void Device::synchronize() {
  std::vector<std::shared_ptr<Context>> contexts;
  {
    const std::lock_guard lock(mutex_);
    contexts = contexts_;
    if (primary_) contexts.push_back(primary_);
  }
  std::optional<Failure> first;
  for (const auto& context : contexts) {
    try {
      context->synchronize();
    } catch (const Failure& failure) {
      if (!first) first = failure;
    }
  }
  if (first) throw *first;
}

}  // namespace ascend_rx::runtime
