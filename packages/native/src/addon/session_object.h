// A session::Session as a JavaScript object. It keeps itself alive from its construction to closed().
// JavaScript thread, except for the SessionObserver. TypeScript keeps borrowed inputs alive.
#pragma once

#include <napi.h>

#include <memory>

#include "addon/channel.h"
#include "addon/environment.h"
#include "addon/report_writer.h"
#include "addon/shared_array.h"
#include "session/session.h"

namespace ascend_rx::addon {

// new (device: AddonDevice, file: AddonModelFile, slots: number, built: (failure?) => void,
//      reported: (groups, outputs?, failures?, dims?) => void, failed: (failure) => void,
//      commands: Uint32Array, reports: Uint32Array, timestamps?: Float64Array, clockOffset?: number)
// protocol.h describes the three arrays. `timestamps` are written for the groups that are reported, in
// milliseconds of steadyNow() plus `clockOffset`.
class SessionObject : public Napi::ObjectWrap<SessionObject>,
                      private session::SessionObserver,
                      private Receiver {
 public:
  static Napi::Function define(Napi::Env env);
  explicit SessionObject(const Napi::CallbackInfo& info);

 private:
  enum Kind { kBuilt, kReported, kFailed, kClosed };
  // One of each kind except kReported, of which there is one for each group.
  static constexpr size_t kEventsAtOnce = 3;

  Napi::Value inputs(const Napi::CallbackInfo& info);
  Napi::Value outputs(const Napi::CallbackInfo& info);
  Napi::Value layout(const Napi::CallbackInfo& info);
  Napi::Value batch_sizes(const Napi::CallbackInfo& info);
  Napi::Value gears(const Napi::CallbackInfo& info);
  Napi::Value staging_stride(const Napi::CallbackInfo& info);
  void use_staging_buffer(const Napi::CallbackInfo& info);
  void execute(const Napi::CallbackInfo& info);
  void execute_dynamic(const Napi::CallbackInfo& info);
  void run_commands(const Napi::CallbackInfo& info);
  void synchronize(const Napi::CallbackInfo& info);
  void rebuild(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  template <class Commands>
  void or_fail(Commands&& commands);
  void execute_staged(Napi::Env env, const uint32_t* slots, size_t count);
  void set_output_memory(const Napi::Value& outputs, session::Slot& slot);
  void check_slots(Napi::Env env, const uint32_t* slots, size_t count) const;
  session::Group& group_of(Napi::Env env, uint32_t id, const uint32_t* slots, size_t count);

  // While anything is outstanding, the process stays alive.
  void add_outstanding(size_t count);
  void remove_outstanding(size_t count);
  void forget_groups(size_t count);

  // Native threads.
  void built(session::Outcome outcome) override;
  void reported(session::Group& group) override;
  void failed(session::Failure failure) override;
  void closed() override;

  size_t receive(Event* events, size_t count) override;
  size_t pass_on_reports(Napi::Env env, const Event* events, size_t count);
  bool pass_on_built(Napi::Env env, const session::Outcome& outcome);
  bool pass_on_closed(Napi::Env env);

  const std::shared_ptr<Environment> environment_;
  Napi::FunctionReference built_;
  Napi::FunctionReference reported_;
  Napi::FunctionReference failed_;
  Napi::FunctionReference closed_;
  SharedWords commands_;
  ReportWriter reports_;
  Napi::Reference<Napi::ArrayBuffer> staging_;  // keeps its memory, which stays where it is
  std::byte* staging_data_ = nullptr;
  bool uses_output_memory_ =
      false;  // outputs go to memory of JavaScript's: those of all executions, or of none
  bool closing_ = false;
  size_t outstanding_ = 0;         // executions and groups without a report
  size_t outstanding_groups_ = 0;  // those of them that are groups
  std::unique_ptr<session::Session> session_;
};

}  // namespace ascend_rx::addon
