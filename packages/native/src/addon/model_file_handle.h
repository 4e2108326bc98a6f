// The file of a model, as JavaScript holds it from its opening until the sessions of the model are made,
// which share it then. JavaScript thread.
#pragma once

#include <napi.h>

#include <memory>

#include "session/model_file.h"

namespace ascend_rx::addon {

// (descriptor: number, path: string, companions: string[]) => AddonModelFile. See session::ModelFile.
Napi::Value open_model_file(const Napi::CallbackInfo& info);

// (file: AddonModelFile). Once. From now on it is open as long as sessions need it.
void release_model_file(const Napi::CallbackInfo& info);

// REQUIRES: it has not been released.
std::shared_ptr<const session::ModelFile> model_file(const Napi::Value& value);

}  // namespace ascend_rx::addon
