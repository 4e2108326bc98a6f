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
//      reported: (groups, outputs?, failures?) => void, failed: (failure) => void,
//      calls: Uint32Array, reports: Uint32Array, moments?: Float64Array, clockOffset?: number)
// `calls` says what is to be done: see performCalls. `reports` has room for four per slot: of every group
// that is reported its number, where in `outputs` it begins, how many slots it has, and those. `moments` has
// room for four per slot; it is filled for the groups that are reported, in milliseconds, those of
// steadyNow() plus `clockOffset`.
class SessionObject : public Napi::ObjectWrap<SessionObject>, private acl::SessionEvents, private Receiver {
 public:
  static Napi::Function define(Napi::Env env);
  explicit SessionObject(const Napi::CallbackInfo& info);

 private:
  enum Kind { kBuilt, kReported, kFailed, kClosed };

  // Words of calls.
  static constexpr uint32_t kLaunch = 1u << 31;
  static constexpr uint32_t kBlock = 1u << 30;

  Napi::Value inputs(const Napi::CallbackInfo& info);
  Napi::Value outputs(const Napi::CallbackInfo& info);
  Napi::Value layout(const Napi::CallbackInfo& info);
  Napi::Value batch_sizes(const Napi::CallbackInfo& info);
  void use_inbox(const Napi::CallbackInfo& info);
  void execute(const Napi::CallbackInfo& info);
  void perform_calls(const Napi::CallbackInfo& info);
  void synchronize(const Napi::CallbackInfo& info);
  void rebuild(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  void borrow(const Napi::CallbackInfo& info, acl::Slot& slot) const;
  void deliver(const Napi::Value& outputs, acl::Slot& slot);
  void execute_inbox(Napi::Env env, const uint32_t* slots, size_t count);
  void check_slots(Napi::Env env, const uint32_t* slots, size_t count) const;
  acl::Group& group_of(Napi::Env env, uint32_t id, const uint32_t* slots, size_t count);
  size_t report(Napi::Env env, const Event* events, size_t count);
  void pace(acl::Clock::duration took);
  size_t count_of_report(const Event* events, size_t count) const;
  double* tell_moments(const acl::Group& group, double* next) const;
  bool tell(Napi::Env env, Event& event);
  void busy(size_t things);
  void idle(size_t things);

  // Native threads.
  void built(acl::Outcome outcome) override;
  void reported(acl::Group& group) override;
  void failed(acl::Failure failure) override;
  void closed() override;

  size_t receive(Event* events, size_t count) override;

  const std::shared_ptr<Environment> environment_;
  Napi::FunctionReference built_;
  Napi::FunctionReference reported_;
  Napi::FunctionReference failed_;
  Napi::FunctionReference closed_;
  Napi::Reference<Napi::Uint32Array> calls_;  // keeps its memory, which stays where it is
  uint32_t* calls_data_ = nullptr;
  size_t calls_length_ = 0;
  Napi::Reference<Napi::Uint32Array> reports_;  // as that
  uint32_t* reports_data_ = nullptr;
  size_t reports_length_ = 0;
  Napi::Reference<Napi::ArrayBuffer> inbox_;  // as that
  std::byte* inbox_data_ = nullptr;
  Napi::Reference<Napi::Float64Array> moments_;  // as that
  double* moments_data_ = nullptr;
  size_t moments_length_ = 0;
  double clock_offset_ = 0;
  bool delivers_ = false;  // outputs go to memory of JavaScript's: either those of all executions, or of none
  size_t executions_at_once_ = 1;  // told at once at most: more where they are dealt with quickly
  bool closing_ = false;
  size_t busy_ =
      0;  // executions and groups without a report yet: while there are any, the process stays alive
  std::unique_ptr<acl::Session> session_;
};

}  // namespace ascend_rx::addon
