// What the addon exports: the two classes that packages/native/lib wraps, and what ends their threads.
// Nothing here makes an ACL call.
#include <napi.h>

#include "device_object.h"
#include "environment.h"
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

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  Environment::make(env);
  exports.Set("stop", Napi::Function::New(env, stop));
  exports.Set("NativeDevice", DeviceObject::define(env));
  exports.Set("NativeSession", SessionObject::define(env));
  return exports;
}

}  // namespace ascend_rx::addon

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  return ascend_rx::addon::initialise(env, exports);
}

NODE_API_MODULE(ascend_rx, Init)
