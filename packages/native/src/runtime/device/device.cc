#include "runtime/device/device.h"

#include <algorithm>
#include <deque>
#include <string>

#include "runtime/base/failure.h"
#include "runtime/checks/object_registry.h"
#include "runtime/config/settings.h"

namespace ascend_rx::runtime {

int32_t Device::count() { return Settings::current().devices; }

Device& Device::at(int32_t id) {
  if (id < 0 || id >= count()) {
    throw Failure(ACL_ERROR_RT_INVALID_DEVICEID, "there is no device " + std::to_string(id) + "; there are " +
                                                     std::to_string(count()) +
                                                     ", counted from 0 (devices in the configuration)");
  }
  struct Devices {
    Mutex mutex;
    std::deque<Device> list GUARDED_BY(mutex);
  };
  static auto* const devices = new Devices;  // outlives static objects that call ACL
  const MutexLock lock(devices->mutex);
  while (devices->list.size() <= static_cast<size_t>(id)) {
    devices->list.emplace_back(static_cast<int32_t>(devices->list.size()));
  }
  return devices->list[static_cast<size_t>(id)];
}

std::shared_ptr<Context> Device::open_primary() {
  const MutexLock lock(mutex_);
  if (!primary_) {
    auto made = std::make_shared<Context>(*this, Context::Kind::primary);
    ObjectRegistry::add(made.get(), ObjectKind::primary_context);
    primary_ = std::move(made);
  }
  ++users_;
  return primary_;
}

void Device::close_primary() {
  std::shared_ptr<Context> last;
  {
    const MutexLock lock(mutex_);
    // Which code a reset without a set gives is unverified on hardware.
    require(users_ > 0, ACL_ERROR_RT_CONTEXT_NULL,
            "the device has not been set, or was reset as often as set");
    if (users_ == 1) primary_->check_closing_thread();
    if (--users_ > 0) return;
    last = std::move(primary_);
    primary_ = nullptr;
  }
  last->close();
  ObjectRegistry::remove(last.get());
}

bool Device::has_primary() {
  const MutexLock lock(mutex_);
  return primary_ != nullptr;
}

std::shared_ptr<Context> Device::last_primary() {
  const MutexLock lock(mutex_);
  return users_ == 1 ? primary_ : nullptr;
}

std::shared_ptr<Context> Device::create_context() {
  auto context = std::make_shared<Context>(*this, Context::Kind::created);
  const MutexLock lock(mutex_);
  contexts_.push_back(context);
  try {
    ObjectRegistry::add(context.get(), ObjectKind::context);
  } catch (...) {
    contexts_.pop_back();
    throw;
  }
  return context;
}

void Device::destroy_context(Context& context) {
  require(
      context.kind() == Context::Kind::created, ACL_ERROR_RT_PARAM_INVALID,
      "a primary context goes with aclrtResetDevice; only contexts of aclrtCreateContext can be destroyed");
  context.check_closing_thread();
  std::shared_ptr<Context> owned = context.shared_from_this();
  {
    const MutexLock lock(mutex_);
    contexts_.erase(std::remove(contexts_.begin(), contexts_.end(), owned), contexts_.end());
  }
  owned->close();
  ObjectRegistry::remove(owned.get());
}

void Device::synchronize() {
  std::vector<std::shared_ptr<Context>> contexts;
  {
    const MutexLock lock(mutex_);
    contexts = contexts_;
    if (primary_) contexts.push_back(primary_);
  }
  std::vector<std::shared_ptr<Stream>> streams;
  for (const auto& context : contexts) {
    for (auto& stream : context->streams()) streams.push_back(std::move(stream));
  }
  for (const auto& stream : streams) stream->wait();
  for (const auto& stream : streams) stream->throw_failure();
}

}  // namespace ascend_rx::runtime
