#include "addon/inputs.h"

#include <algorithm>

#include "addon/view.h"

namespace ascend_rx::addon {
namespace {

struct Batch {
  uint32_t samples = 1;
  uint32_t size = 1;
};

Batch batch_of(napi_env env, napi_value views, napi_value batch_size,
               const session::ModelDescription& model) {
  if (model.gears.empty()) return {};
  const auto inputs = static_cast<uint32_t>(model.inputs.size());
  Batch batch;
  uint32_t count = 0;
  if (napi_get_value_uint32(env, batch_size, &batch.size) != napi_ok ||
      !std::binary_search(model.gears.begin(), model.gears.end(), uint64_t{batch.size})) {
    throw Napi::RangeError::New(env, "The model has no such batch size");
  }
  if (napi_get_array_length(env, views, &count) != napi_ok || count == 0 || count % inputs != 0 ||
      count / inputs > batch.size) {
    throw Napi::RangeError::New(env, "Wrong number of inputs");
  }
  batch.samples = count / inputs;
  return batch;
}

}  // namespace

void set_inputs(Napi::Env env, napi_value views, napi_value batch_size,
                const session::ModelDescription& model, session::Slot& slot) {
  const bool is_only_input = model.inputs.size() == 1 && model.gears.empty();
  const Batch batch = batch_of(env, views, batch_size, model);
  slot.begin(model, batch.samples, batch.size);
  uint32_t next = 0;
  for (uint32_t sample = 0; sample < batch.samples; ++sample) {
    for (uint32_t i = 0; i < model.inputs.size(); ++i, ++next) {
      napi_value element = views;
      if (!is_only_input && napi_get_element(env, views, next, &element) != napi_ok) {
        throw Napi::Error::New(env);
      }
      const View view = view_of(env, element);
      if (view.bytes != model.inputs[i].bytes) throw Napi::RangeError::New(env, "Wrong size of an input");
      slot.set_input(model, sample, i, view.data);
    }
  }
}

}  // namespace ascend_rx::addon
