// Native values as JavaScript values. JavaScript thread.
#pragma once

#include <napi.h>

#include <vector>

#include "session/dims.h"
#include "session/status.h"
#include "session/tensor_block.h"

namespace ascend_rx::addon {

// `{ api, code, detail }`: TypeScript makes an AclError of it.
Napi::Object to_js(Napi::Env env, const session::Failure& failure);

Napi::Array to_js(Napi::Env env, const session::Dims& dims);

// A list of `{ name, type, dims, bytes }`. `bytes` is -1 where a dim is not known.
Napi::Array to_js(Napi::Env env, const std::vector<session::TensorSpec>& tensors);

// `{ offsets, stride }`.
Napi::Object to_js(Napi::Env env, const session::TensorBlock& block);

}  // namespace ascend_rx::addon
