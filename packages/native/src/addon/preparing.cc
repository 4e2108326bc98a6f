#include "addon/preparing.h"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

namespace ascend_rx::addon {
namespace {

// Decoders and models need the other cores. With one core, a second thread still lets a small picture pass a
// large one.
size_t default_threads() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 2, 4); }

}  // namespace

Preparing::Preparing(Channel& channel) : channel_(channel), pool_(default_threads()) {}

// Everything that can fail comes before the pool has the work; an exception undoes it.
Napi::Value Preparing::begin(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Napi::Object image = info[0].As<Napi::Object>();
  const Napi::Array pictures = info[2].As<Napi::Array>();
  PreparationArguments arguments = preparation_arguments(image, info[1].As<Napi::Object>(), pictures);
  const Napi::Array memory = Napi::Array::New(env, 2);
  memory.Set(uint32_t{0}, image);
  memory.Set(uint32_t{1}, pictures);
  const uint32_t number = ++last_number_;
  const Napi::Number result = Napi::Number::New(env, number);
  auto made =
      std::make_unique<Preparation>(channel_, std::move(arguments), memory, info[3].As<Napi::Function>(),
                                    [this, number] { return end(number); });
  Preparation& preparation = *made;
  const std::shared_ptr<PreparingWork> work = preparation.work();
  begun_.emplace(number, std::move(made));
  bool has_room = false;
  try {
    channel_.reserve(1);
    has_room = true;
    if (!pool_.add(work)) throw std::runtime_error("the environment is ending");
  } catch (...) {
    if (has_room) channel_.release(1);
    preparation.forget();
    begun_.erase(number);
    throw;
  }
  channel_.ref();
  return result;
}

void Preparing::cancel(uint32_t number) {
  const auto found = begun_.find(number);
  if (found == begun_.end()) return;
  const std::shared_ptr<PreparingWork>& work = found->second->work();
  work->cancel();
  if (pool_.withdraw(*work)) work->post(Outcome::kCancelled);
}

std::unique_ptr<Preparation> Preparing::end(uint32_t number) {
  channel_.unref();
  channel_.release(1);
  return std::move(begun_.extract(number).mapped());
}

}  // namespace ascend_rx::addon
