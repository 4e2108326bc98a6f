#include "addon/model_file_handle.h"

#include <string>
#include <vector>

namespace ascend_rx::addon {
namespace {

using Handle = Napi::External<std::shared_ptr<const session::ModelFile>>;

}  // namespace

Napi::Value open_model_file(const Napi::CallbackInfo& info) {
  const int32_t descriptor = info[0].As<Napi::Number>();
  const std::string path = info[1].As<Napi::String>();
  const Napi::Array names = info[2].As<Napi::Array>();
  std::vector<std::string> companions;
  companions.reserve(names.Length());
  for (uint32_t i = 0; i < names.Length(); ++i) companions.push_back(names.Get(i).As<Napi::String>());
  auto file = std::make_unique<std::shared_ptr<const session::ModelFile>>(
      std::make_shared<const session::ModelFile>(path, descriptor, std::move(companions)));
  const auto destroy = [](Napi::Env, std::shared_ptr<const session::ModelFile>* held) { delete held; };
  Handle handle = Handle::New(info.Env(), file.get(), destroy);
  static_cast<void>(file.release());
  return handle;
}

void release_model_file(const Napi::CallbackInfo& info) { info[0].As<Handle>().Data()->reset(); }

std::shared_ptr<const session::ModelFile> model_file(const Napi::Value& value) {
  return *value.As<Handle>().Data();
}

}  // namespace ascend_rx::addon
