// An acl::Device as a JavaScript object. It keeps itself alive from open to closed, because its native
// thread tells it things; JavaScript thread but for the DeviceEvents.
#pragma once

#include <napi.h>

#include <memory>

#include "channel.h"
#include "device.h"
#include "environment.h"

namespace ascend_rx::addon {

// new (candidates: { origin, files, embedded, config? }[], deviceId: number, opened: (failure?) => void)
class DeviceObject : public Napi::ObjectWrap<DeviceObject>, private acl::DeviceEvents, private Receiver {
 public:
  static Napi::Function define(Napi::Env env);
  explicit DeviceObject(const Napi::CallbackInfo& info);
  ~DeviceObject() override;

  const std::shared_ptr<acl::Device>& device() const { return device_; }

 private:
  enum Kind { kOpened, kClosed };

  void close(const Napi::CallbackInfo& info);
  Napi::Value embedded(const Napi::CallbackInfo& info);
  Napi::Value soc_name(const Napi::CallbackInfo& info);
  Napi::Value release_failures(const Napi::CallbackInfo& info);

  // The report thread.
  void opened(acl::Outcome outcome) override;
  void closed() override;

  size_t receive(Event* events, size_t count) override;

  const std::shared_ptr<Environment> environment_;
  Napi::FunctionReference answer_;       // of the call under way: open, then close
  std::shared_ptr<acl::Device> device_;  // also owned by its sessions
};

}  // namespace ascend_rx::addon
