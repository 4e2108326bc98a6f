#include "addon/convert.h"

#include <string>

namespace ascend_rx::addon {
namespace {

// The name of the element type in TypeScript. A type without such a name is refused there, with a message
// that has its number.
std::string type_name(aclDataType type) {
  switch (type) {
    case ACL_FLOAT:
      return "float32";
    case ACL_FLOAT16:
      return "float16";
    case ACL_DOUBLE:
      return "float64";
    case ACL_INT8:
      return "int8";
    case ACL_UINT8:
      return "uint8";
    case ACL_INT16:
      return "int16";
    case ACL_UINT16:
      return "uint16";
    case ACL_INT32:
      return "int32";
    case ACL_UINT32:
      return "uint32";
    case ACL_INT64:
      return "int64";
    case ACL_UINT64:
      return "uint64";
    case ACL_BOOL:
      return "bool";
    default:
      return "aclDataType " + std::to_string(static_cast<int>(type));
  }
}

Napi::Number number(Napi::Env env, size_t value) {
  return Napi::Number::New(env, static_cast<double>(value));
}

}  // namespace

Napi::Object to_js(Napi::Env env, const session::Failure& failure) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("api", failure.api);
  object.Set("code", Napi::Number::New(env, failure.code));
  object.Set("detail", failure.detail);
  return object;
}

Napi::Array to_js(Napi::Env env, const session::Dims& dims) {
  Napi::Array list = Napi::Array::New(env, dims.size());
  for (uint32_t d = 0; d < dims.size(); ++d) {
    list.Set(d, Napi::Number::New(env, static_cast<double>(dims[d])));
  }
  return list;
}

Napi::Array to_js(Napi::Env env, const std::vector<session::TensorSpec>& tensors) {
  Napi::Array list = Napi::Array::New(env, tensors.size());
  for (uint32_t i = 0; i < tensors.size(); ++i) {
    const session::TensorSpec& tensor = tensors[i];
    Napi::Object object = Napi::Object::New(env);
    object.Set("name", tensor.name);
    object.Set("type", type_name(tensor.type));
    object.Set("dims", to_js(env, tensor.dims));
    object.Set("bytes",
               session::are_known(tensor.dims) ? number(env, tensor.bytes) : Napi::Number::New(env, -1));
    list.Set(i, object);
  }
  return list;
}

Napi::Object to_js(Napi::Env env, const session::TensorBlock& block) {
  Napi::Array offsets = Napi::Array::New(env, block.offsets.size());
  for (uint32_t i = 0; i < block.offsets.size(); ++i) offsets.Set(i, number(env, block.offsets[i]));
  Napi::Object object = Napi::Object::New(env);
  object.Set("offsets", offsets);
  object.Set("stride", number(env, block.bytes));
  return object;
}

}  // namespace ascend_rx::addon
