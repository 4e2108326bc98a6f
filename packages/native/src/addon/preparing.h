// The pictures that native threads of one environment make model inputs of, and the outputs that they read.
// Owned by the Environment. JavaScript thread, unless a method says otherwise.
#pragma once

#include <napi.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <unordered_map>

#include "addon/channel.h"
#include "addon/preparation.h"
#include "frames/pool.h"

namespace ascend_rx::addon {

class Preparing {
 public:
  explicit Preparing(Channel& channel);
  Preparing(const Preparing&) = delete;
  Preparing& operator=(const Preparing&) = delete;

  // (image: AddonImage, format: AddonTargetFormat, pictures: AddonPicture[], prepared: (outcome: number) =>
  // void) => number. `prepared` is called once, in a later turn, when no thread uses the memory any more. The
  // number is for cancel().
  Napi::Value begin(const Napi::CallbackInfo& info);
  // The same of (head: AddonHead, selection: AddonSelection, rows: Float64Array, decoded: (outcome: number)
  // => void).
  Napi::Value begin_decoding(const Napi::CallbackInfo& info);
  // The same of (prototypes: AddonPrototypes, parts: Float64Array, cells: Uint8Array, composed: (outcome:
  // number) => void).
  Napi::Value begin_masks(const Napi::CallbackInfo& info);
  // It ends early, or never begins; `prepared` is called all the same. Nothing happens for one that has
  // ended.
  void cancel(uint32_t number);
  void use_threads(size_t most) { pool_.use_threads(most); }

  // Waits until no thread uses memory of JavaScript any more. Any thread; idempotent.
  void stop() { pool_.stop(); }

 private:
  // `memory`: what JavaScript keeps alive until the event.
  Napi::Value add(Napi::Env env, Task task, std::initializer_list<napi_value> memory,
                  Napi::Function prepared);
  std::unique_ptr<Preparation> end(uint32_t number);

  Channel& channel_;
  std::unordered_map<uint32_t, std::unique_ptr<Preparation>> begun_;
  uint32_t last_number_ = 0;
  // Destroyed, and so stopped, before what its threads use.
  frames::Pool pool_;
};

}  // namespace ascend_rx::addon
