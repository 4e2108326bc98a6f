// What the addon exports: the two classes that packages/native/lib wraps, and what ends their threads.
// Nothing here makes an ACL call.
#include <napi.h>

#include "device_object.h"
#include "environment.h"
#include "moments.h"
#include "session_object.h"

namespace ascend_rx::addon {

// (exitCode?: number): with the code, the process ends.
static void stop(const Napi::CallbackInfo& info) {
  if (info[0].IsNumber()) {
    Environment::stop_at_exit(info.Env(), info[0].As<Napi::Number>());
  } else {
    Environment::of(info.Env())->stop();
  }
}

// (setImmediate: typeof setImmediate). Once, before anything else.
static void use_immediate(const Napi::CallbackInfo& info) {
  Environment::of(info.Env())->channel().use_immediate(info[0].As<Napi::Function>());
}

// Milliseconds on the clock of native moments.
static Napi::Value steady_now(const Napi::CallbackInfo& info) {
  const std::chrono::duration<double, std::milli> now = acl::Clock::now().time_since_epoch();
  return Napi::Number::New(info.Env(), now.count());
}

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  Environment::make(env);
  exports.Set("useImmediate", Napi::Function::New(env, use_immediate));
  exports.Set("stop", Napi::Function::New(env, stop));
  exports.Set("steadyNow", Napi::Function::New(env, steady_now));
  exports.Set("NativeDevice", DeviceObject::define(env));
  exports.Set("NativeSession", SessionObject::define(env));
  return exports;
}

}  // namespace ascend_rx::addon

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  return ascend_rx::addon::initialise(env, exports);
}

NODE_API_MODULE(ascend_rx, Init)
