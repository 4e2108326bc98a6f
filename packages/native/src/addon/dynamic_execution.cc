#include "addon/dynamic_execution.h"

#include <cstring>
#include <memory>
#include <utility>

#include "addon/convert.h"
#include "addon/view.h"

namespace ascend_rx::addon {
namespace {

uint32_t length_of(Napi::Env env, napi_value list) {
  uint32_t length = 0;
  if (napi_get_array_length(env, list, &length) != napi_ok)
    throw Napi::RangeError::New(env, "Expected a list");
  return length;
}

napi_value element_of(Napi::Env env, napi_value list, uint32_t index) {
  napi_value element = nullptr;
  if (napi_get_element(env, list, index, &element) != napi_ok) throw Napi::Error::New(env);
  return element;
}

session::Dims dims_of(Napi::Env env, napi_value list) {
  session::Dims dims(length_of(env, list));
  for (uint32_t i = 0; i < dims.size(); ++i) {
    if (napi_get_value_int64(env, element_of(env, list, i), &dims[i]) != napi_ok)
      throw Napi::RangeError::New(env, "Expected a number for a dim");
  }
  return dims;
}

// Owned by an ArrayBuffer, once that has been made.
struct ExternalBlock {
  session::HostBlock block;
  bool is_made = false;
};

// If an ArrayBuffer cannot be made, Node may have called this nevertheless.
void release_block(napi_env, void*, void* hint) {
  auto* const external = static_cast<ExternalBlock*>(hint);
  external->block.reset();
  if (external->is_made) delete external;
}

Napi::ArrayBuffer copy_of(Napi::Env env, const std::byte* bytes, size_t size) {
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, size);
  std::memcpy(buffer.Data(), bytes, size);
  return buffer;
}

}  // namespace

void set_dynamic_inputs(Napi::Env env, napi_value views, napi_value samples, napi_value dims,
                        const session::ModelDescription& model, session::Slot& slot) {
  const auto inputs = static_cast<uint32_t>(model.inputs.size());
  uint32_t sample_count = 0;
  if (napi_get_value_uint32(env, samples, &sample_count) != napi_ok ||
      uint64_t{sample_count} * inputs != length_of(env, views)) {
    throw Napi::RangeError::New(env, "Wrong number of inputs");
  }
  std::vector<session::Dims> list(length_of(env, dims));
  for (uint32_t i = 0; i < list.size(); ++i) list[i] = dims_of(env, element_of(env, dims, i));
  session::DynamicInputs& target = slot.begin_dynamic().inputs;
  if (!target.begin(model, std::move(list), sample_count))
    throw Napi::RangeError::New(env, "Wrong dims of the inputs");
  for (uint32_t sample = 0, next = 0; sample < sample_count; ++sample) {
    for (uint32_t i = 0; i < inputs; ++i, ++next) {
      const View view = view_of(env, element_of(env, views, next));
      if (view.bytes != target.sample_bytes(i)) throw Napi::RangeError::New(env, "Wrong size of an input");
      target.set(sample, i, view.data);
    }
  }
}

// A program whose V8 allows no memory but its own (Electron's) gets a copy of large outputs, too.
Napi::Value take_outputs(Napi::Env env, session::DynamicOutputs& outputs) {
  const size_t bytes = outputs.bytes();
  auto external = std::make_unique<ExternalBlock>();
  external->block = outputs.take_block();
  std::byte* const data = external->block.get();
  if (!data) {
    Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, bytes);
    if (bytes > 0) outputs.copy_to(static_cast<std::byte*>(buffer.Data()));
    return buffer;
  }
  napi_value buffer = nullptr;
  if (napi_create_external_arraybuffer(env, data, bytes, release_block, external.get(), &buffer) == napi_ok) {
    external->is_made = true;
    static_cast<void>(external.release());
    return Napi::Value(env, buffer);
  }
  if (!external->block) throw Napi::Error::New(env);
  return copy_of(env, data, bytes);
}

Napi::Array to_js(Napi::Env env, const std::vector<session::Dims>& list) {
  Napi::Array outer = Napi::Array::New(env, list.size());
  for (uint32_t i = 0; i < list.size(); ++i) outer.Set(i, to_js(env, list[i]));
  return outer;
}

}  // namespace ascend_rx::addon
