// An execution of a dynamic model, from the arguments of a call; and its outputs, as a value of JavaScript.
// JavaScript thread.
#pragma once

#include <napi.h>

#include "session/model.h"
#include "session/slot.h"

namespace ascend_rx::addon {

// Begins an execution in `slot`. `views`: a list of all inputs, those of several samples sample by sample.
// `samples`: how many. `dims`: a list with the dims of every input, of all samples together. Throws a
// RangeError where they do not agree: TypeScript has checked that, but otherwise the addon would read out of
// bounds.
void set_dynamic_inputs(Napi::Env env, napi_value views, napi_value samples, napi_value dims,
                        const session::ModelDescription& model, session::Slot& slot);

// The outputs of an execution that has been reported, in a buffer of their own. Only small ones are copied.
Napi::Value take_outputs(Napi::Env env, session::DynamicOutputs& outputs);

// A list with the dims of every output.
Napi::Array to_js(Napi::Env env, const std::vector<session::Dims>& list);

}  // namespace ascend_rx::addon
