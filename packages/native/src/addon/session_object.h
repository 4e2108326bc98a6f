// An acl::Session as a JavaScript object. It keeps itself alive from its making to closed; JavaScript
// thread but for the SessionEvents. Borrowed inputs are kept alive by the TypeScript side.
#pragma once

#include <napi.h>

#include <memory>

#include "channel.h"
#include "environment.h"
#include "session.h"

namespace ascend_rx::addon {

// new (device: NativeDevice, path: string, slots: number, built: (failure?) => void,
//      reported: (group, outputs, failures?) => void, failed: (failure) => void,
//      moments?: Float64Array, clockOffset?: number)
// `moments` has room for four per slot; it is filled for each group that is reported, in milliseconds, those
// of steadyNow() plus `clockOffset`.
class SessionObject : public Napi::ObjectWrap<SessionObject>, private acl::SessionEvents, private Receiver {
 public:
  static Napi::Function define(Napi::Env env);
  explicit SessionObject(const Napi::CallbackInfo& info);

 private:
  enum Kind { kBuilt, kReported, kFailed, kClosed };

  Napi::Value inputs(const Napi::CallbackInfo& info);
  Napi::Value outputs(const Napi::CallbackInfo& info);
  Napi::Value layout(const Napi::CallbackInfo& info);
  Napi::Value batch_sizes(const Napi::CallbackInfo& info);
  void execute(const Napi::CallbackInfo& info);
  void launch_callback(const Napi::CallbackInfo& info);
  void synchronize(const Napi::CallbackInfo& info);
  void rebuild(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  acl::Group& group_from(const Napi::CallbackInfo& info);
  bool report(Napi::Env env, acl::Group& group);
  void tell_moments(const acl::Group& group);
  void busy(size_t slots);
  void idle(size_t slots);

  // Native threads.
  void built(acl::Outcome outcome) override;
  void reported(acl::Group& group) override;
  void failed(acl::Failure failure) override;
  void closed() override;

  bool receive(Event& event) override;

  const std::shared_ptr<Environment> environment_;
  Napi::FunctionReference built_;
  Napi::FunctionReference reported_;
  Napi::FunctionReference failed_;
  Napi::FunctionReference closed_;
  Napi::Reference<Napi::Float64Array> moments_;  // keeps its memory, which stays where it is
  double* moments_data_ = nullptr;
  size_t moments_length_ = 0;
  double clock_offset_ = 0;
  bool closing_ = false;
  size_t busy_slots_ = 0;  // submitted and not reported: while there are any, the process stays alive
  std::unique_ptr<acl::Session> session_;
};

}  // namespace ascend_rx::addon
