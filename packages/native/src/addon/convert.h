// Native values as JavaScript sees them. JavaScript thread.
#pragma once

#include <napi.h>

#include <vector>

#include "status.h"
#include "tensor_block.h"

namespace ascend_rx::addon {

// `{ api, code, detail }`, of which the TypeScript side makes an AclError.
Napi::Object to_js(Napi::Env env, const acl::Failure& failure);

// A list of `{ name, type, dims, bytes }`.
Napi::Array to_js(Napi::Env env, const std::vector<acl::TensorSpec>& tensors);

// `{ offsets, stride }`.
Napi::Object to_js(Napi::Env env, const acl::TensorBlock& block);

}  // namespace ascend_rx::addon
