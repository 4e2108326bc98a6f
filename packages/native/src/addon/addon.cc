// What the addon exports, which packages/native/lib/addon.ts declares. Nothing in src/addon makes an ACL
// call.
#include <napi.h>

#include "addon/device_object.h"
#include "addon/environment.h"
#include "addon/model_file_handle.h"
#include "addon/preparing.h"
#include "addon/protocol.h"
#include "addon/session_object.h"
#include "session/timestamps.h"

namespace ascend_rx::addon {

// (exitCode?: number): with the code, the whole process is about to exit; without, one environment of it.
static void stop(const Napi::CallbackInfo& info) {
  if (info[0].IsNumber()) {
    Environment::stop_at_exit(info.Env(), info[0].As<Napi::Number>());
  } else {
    Environment::of(info.Env())->stop();
  }
}

// (setImmediate: typeof setImmediate). Once, before anything else is called.
static void use_immediate(const Napi::CallbackInfo& info) {
  Environment::of(info.Env())->channel().use_immediate(info[0].As<Napi::Function>());
}

// Milliseconds on the clock of native timestamps.
static Napi::Value steady_now(const Napi::CallbackInfo& info) {
  const std::chrono::duration<double, std::milli> now = session::Clock::now().time_since_epoch();
  return Napi::Number::New(info.Env(), now.count());
}

// (buffer: ArrayBuffer): frees its memory. The buffer has a length of 0 afterwards.
static void detach(const Napi::CallbackInfo& info) { info[0].As<Napi::ArrayBuffer>().Detach(); }

// (image, format, pictures, prepared) => number. See Preparing::begin.
static Napi::Value prepare(const Napi::CallbackInfo& info) {
  return Environment::of(info.Env())->preparing().begin(info);
}

// (head, selection, rows, decoded) => number. See Preparing::begin_decoding.
static Napi::Value decode_head(const Napi::CallbackInfo& info) {
  return Environment::of(info.Env())->preparing().begin_decoding(info);
}

// (prototypes, parts, cells, composed) => number. See Preparing::begin_masks.
static Napi::Value compose_masks(const Napi::CallbackInfo& info) {
  return Environment::of(info.Env())->preparing().begin_masks(info);
}

// (preparation: number). See Preparing::cancel.
static void cancel_preparation(const Napi::CallbackInfo& info) {
  Environment::of(info.Env())->preparing().cancel(info[0].As<Napi::Number>().Uint32Value());
}

// (most: number). See frames::Pool.
static void use_preparing_threads(const Napi::CallbackInfo& info) {
  Environment::of(info.Env())->preparing().use_threads(info[0].As<Napi::Number>().Uint32Value());
}

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  Environment::make(env);
  exports.Set("protocol", protocol::to_js(env));
  exports.Set("useImmediate", Napi::Function::New(env, use_immediate));
  exports.Set("stop", Napi::Function::New(env, stop));
  exports.Set("steadyNow", Napi::Function::New(env, steady_now));
  exports.Set("detach", Napi::Function::New(env, detach));
  exports.Set("openModelFile", Napi::Function::New(env, open_model_file));
  exports.Set("releaseModelFile", Napi::Function::New(env, release_model_file));
  exports.Set("prepare", Napi::Function::New(env, prepare));
  exports.Set("decodeHead", Napi::Function::New(env, decode_head));
  exports.Set("composeMasks", Napi::Function::New(env, compose_masks));
  exports.Set("cancelPreparation", Napi::Function::New(env, cancel_preparation));
  exports.Set("usePreparingThreads", Napi::Function::New(env, use_preparing_threads));
  exports.Set("AddonDevice", DeviceObject::define(env));
  exports.Set("AddonSession", SessionObject::define(env));
  return exports;
}

}  // namespace ascend_rx::addon

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  return ascend_rx::addon::initialise(env, exports);
}

NODE_API_MODULE(ascend_rx, Init)
