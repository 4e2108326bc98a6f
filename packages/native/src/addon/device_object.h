// A session::Device as a JavaScript object. It keeps itself alive from its construction to closed(), because
// its native thread posts events to it. JavaScript thread, except for the DeviceObserver.
#pragma once

#include <napi.h>

#include <memory>

#include "addon/channel.h"
#include "addon/environment.h"
#include "session/device.h"

namespace ascend_rx::addon {

// new (candidates: LibraryCandidate[], deviceId: number, opened: (failure?) => void)
class DeviceObject : public Napi::ObjectWrap<DeviceObject>,
                     private session::DeviceObserver,
                     private Receiver {
 public:
  static Napi::Function define(Napi::Env env);
  explicit DeviceObject(const Napi::CallbackInfo& info);
  ~DeviceObject() override;

  const std::shared_ptr<session::Device>& device() const { return device_; }

 private:
  enum Kind { kOpened, kClosed };
  // One of each kind: close() may be called while `opened` has not been received.
  static constexpr size_t kEventsAtOnce = 2;

  void close(const Napi::CallbackInfo& info);
  void end_loads(const Napi::CallbackInfo& info);
  Napi::Value embedded(const Napi::CallbackInfo& info);
  Napi::Value soc_name(const Napi::CallbackInfo& info);
  Napi::Value release_failures(const Napi::CallbackInfo& info);

  // The report thread.
  void opened(session::Outcome outcome) override;
  void closed() override;

  size_t receive(Event* events, size_t count) override;

  const std::shared_ptr<Environment> environment_;
  Napi::FunctionReference answer_;           // to the present call: open, then close
  std::shared_ptr<session::Device> device_;  // also owned by its sessions
};

}  // namespace ascend_rx::addon
