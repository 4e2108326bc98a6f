#include "addon/preparing.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>
#include <utility>

#include "addon/decoding_arguments.h"
#include "addon/preparation_arguments.h"
#include "detections/decode.h"
#include "detections/masks.h"
#include "frames/prepare.h"

namespace ascend_rx::addon {
namespace {

// Decoders and models need the other cores. With one core, a second thread still lets a small picture pass a
// large one.
size_t default_threads() { return std::clamp<size_t>(std::thread::hardware_concurrency(), 2, 4); }

}  // namespace

Preparing::Preparing(Channel& channel) : channel_(channel), pool_(default_threads()) {}

Napi::Value Preparing::begin(const Napi::CallbackInfo& info) {
  PreparationArguments arguments = preparation_arguments(
      info[0].As<Napi::Object>(), info[1].As<Napi::Object>(), info[2].As<Napi::Array>());
  Task task = [arguments = std::move(arguments)](const std::atomic<bool>& cancelled) {
    return std::all_of(arguments.pictures.begin(), arguments.pictures.end(),
                       [&](const frames::Picture& picture) {
                         return frames::prepare(arguments.image, arguments.format, picture, cancelled);
                       });
  };
  return add(info.Env(), std::move(task), {info[0], info[2]}, info[3].As<Napi::Function>());
}

Napi::Value Preparing::begin_decoding(const Napi::CallbackInfo& info) {
  DecodingArguments arguments =
      decoding_arguments(info[0].As<Napi::Object>(), info[1].As<Napi::Object>(), info[2]);
  Task task = [arguments = std::move(arguments)](const std::atomic<bool>& cancelled) {
    const auto count = detections::decode(arguments.head, arguments.selection, arguments.rows, cancelled);
    if (count) *arguments.count = static_cast<double>(*count);
    return count.has_value();
  };
  return add(info.Env(), std::move(task), {info[0], info[2]}, info[3].As<Napi::Function>());
}

Napi::Value Preparing::begin_masks(const Napi::CallbackInfo& info) {
  const std::shared_ptr<const MaskArguments> arguments =
      mask_arguments(info[0].As<Napi::Object>(), info[1], info[2]);
  Task task = [arguments](const std::atomic<bool>& cancelled) {
    return detections::compose_masks(arguments->prototypes, arguments->parts, arguments->cells, cancelled);
  };
  return add(info.Env(), std::move(task), {info[0], info[1], info[2]}, info[3].As<Napi::Function>());
}

// Everything that can fail comes before the pool has the work; an exception undoes it.
Napi::Value Preparing::add(Napi::Env env, Task task, std::initializer_list<napi_value> memory,
                           Napi::Function prepared) {
  const Napi::Array kept = Napi::Array::New(env, memory.size());
  uint32_t index = 0;
  for (const napi_value value : memory) kept.Set(index++, value);
  const uint32_t number = ++last_number_;
  const Napi::Number result = Napi::Number::New(env, number);
  auto made = std::make_unique<Preparation>(channel_, std::move(task), kept, prepared,
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
