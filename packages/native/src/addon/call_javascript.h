// Calls JavaScript from the event loop: no JavaScript is on the call stack. JavaScript thread.
#pragma once

#include <napi.h>

#include <initializer_list>

namespace ascend_rx::addon {

// An exception of the function comes from the application: it becomes an uncaught exception. Returns false
// when the environment is ending (`process.exit()` in a worker ends it in the middle of a call). Nothing else
// may be called then. The call of node-addon-api would abort the process in that case.
inline bool call_javascript(Napi::Env env, Napi::Function function,
                            std::initializer_list<napi_value> arguments) {
  napi_value result = nullptr;
  if (napi_call_function(env, env.Undefined(), function, arguments.size(), arguments.begin(), &result) ==
      napi_ok) {
    return true;
  }
  bool thrown = false;
  napi_value error = nullptr;
  if (napi_is_exception_pending(env, &thrown) != napi_ok || !thrown) return false;
  if (napi_get_and_clear_last_exception(env, &error) != napi_ok) return false;
  return napi_fatal_exception(env, error) == napi_ok;
}

}  // namespace ascend_rx::addon
