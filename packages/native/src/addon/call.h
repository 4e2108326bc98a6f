// Calling JavaScript from the event loop, outside of any call from JavaScript. JavaScript thread.
#pragma once

#include <napi.h>

#include <initializer_list>

namespace ascend_rx::addon {

// What the function throws is the application's: it becomes an uncaught exception. Returns false when the
// environment is ending (`process.exit()` in a worker ends it in the middle of a call): then nothing else
// may be called, and node-addon-api's own call would abort the process over it.
inline bool call(Napi::Env env, const Napi::FunctionReference& function,
                 std::initializer_list<napi_value> arguments) {
  napi_value result = nullptr;
  if (napi_call_function(env, env.Undefined(), function.Value(), arguments.size(), arguments.begin(),
                         &result) == napi_ok) {
    return true;
  }
  bool thrown = false;
  napi_value error = nullptr;
  if (napi_is_exception_pending(env, &thrown) != napi_ok || !thrown) return false;
  if (napi_get_and_clear_last_exception(env, &error) != napi_ok) return false;
  return napi_fatal_exception(env, error) == napi_ok;
}

}  // namespace ascend_rx::addon
