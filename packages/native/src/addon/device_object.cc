#include "addon/device_object.h"

#include <string>
#include <utility>
#include <vector>

#include "addon/call_javascript.h"
#include "addon/convert.h"

namespace ascend_rx::addon {
namespace {

std::vector<session::Library::Candidate> candidates_from(const Napi::Array& list) {
  std::vector<session::Library::Candidate> candidates;
  for (uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::Object entry = list.Get(i).As<Napi::Object>();
    session::Library::Candidate candidate;
    candidate.origin = entry.Get("origin").As<Napi::String>().Utf8Value();
    candidate.embedded = entry.Get("embedded").ToBoolean();
    if (entry.Has("config")) candidate.config = entry.Get("config").As<Napi::String>().Utf8Value();
    if (entry.Has("defaultConfig")) {
      candidate.default_config = entry.Get("defaultConfig").As<Napi::String>().Utf8Value();
    }
    if (entry.Has("credit")) candidate.credit = entry.Get("credit").As<Napi::Number>().Uint32Value();
    const Napi::Array files = entry.Get("files").As<Napi::Array>();
    for (uint32_t f = 0; f < files.Length(); ++f) {
      candidate.files.push_back(files.Get(f).As<Napi::String>().Utf8Value());
    }
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

}  // namespace

Napi::Function DeviceObject::define(Napi::Env env) {
  return DefineClass(env, "AddonDevice",
                     {
                         InstanceMethod<&DeviceObject::close>("close"),
                         InstanceMethod<&DeviceObject::end_loads>("endLoads"),
                         InstanceAccessor<&DeviceObject::embedded>("embedded"),
                         InstanceAccessor<&DeviceObject::soc_name>("socName"),
                         InstanceAccessor<&DeviceObject::release_failures>("releaseFailures"),
                     });
}

DeviceObject::DeviceObject(const Napi::CallbackInfo& info)
    : ObjectWrap(info), environment_(Environment::of(info.Env())) {
  std::vector<session::Library::Candidate> candidates = candidates_from(info[0].As<Napi::Array>());
  const int32_t id = info[1].As<Napi::Number>();
  answer_ = Napi::Persistent(info[2].As<Napi::Function>());
  session::DeviceObserver& observer = *this;
  device_ = std::make_shared<session::Device>(std::move(candidates), id, observer);
  // Everything that can fail comes before the thread that posts events to this object. An exception undoes
  // it; no destructor runs for this object then.
  environment_->channel().reserve(kEventsAtOnce);
  try {
    environment_->add(*device_);
    device_->start();
  } catch (...) {
    environment_->remove(*device_);
    environment_->channel().release(kEventsAtOnce);
    throw;
  }
  Ref();
  environment_->channel().ref();
}

DeviceObject::~DeviceObject() {
  if (device_) environment_->remove(*device_);
}

// (closed: () => void). REQUIRES: it is open, was not closed before, and its sessions are closed.
void DeviceObject::close(const Napi::CallbackInfo& info) {
  answer_ = Napi::Persistent(info[0].As<Napi::Function>());
  environment_->channel().ref();
  device_->close();
}

// (): the models that its sessions are loading are wanted no more. REQUIRES: it is open.
void DeviceObject::end_loads(const Napi::CallbackInfo&) { device_->end_loads(); }

Napi::Value DeviceObject::embedded(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), device_->library().embedded);
}

Napi::Value DeviceObject::soc_name(const Napi::CallbackInfo& info) {
  return Napi::String::New(info.Env(), device_->soc_name());
}

// undefined, or `{ count, last }`: how many releases the runtime has refused in this process, and the last of
// them.
Napi::Value DeviceObject::release_failures(const Napi::CallbackInfo& info) {
  const session::Library::ReleaseFailures failures = device_->library().release_failures();
  if (failures.count == 0) return info.Env().Undefined();
  Napi::Object object = Napi::Object::New(info.Env());
  object.Set("count", Napi::Number::New(info.Env(), static_cast<double>(failures.count)));
  object.Set("last", to_js(info.Env(), failures.last));
  return object;
}

void DeviceObject::opened(session::Outcome outcome) {
  environment_->channel().post({this, kOpened, nullptr, std::move(outcome)});
}

void DeviceObject::closed() { environment_->channel().post({this, kClosed, nullptr, std::nullopt}); }

size_t DeviceObject::receive(Event* events, size_t) {
  const Napi::Env env = Env();
  const Event& event = *events;
  environment_->channel().unref();
  const Napi::FunctionReference answer = std::move(answer_);
  if (event.kind == kClosed || event.failure) {
    environment_->channel().release(kEventsAtOnce);
    // This was the last event of the report thread, which ends by itself.
    environment_->remove(*device_);
    Unref();
  }
  const bool called = event.failure ? call_javascript(env, answer.Value(), {to_js(env, *event.failure)})
                                    : call_javascript(env, answer.Value(), {});
  return called ? 1 : 0;
}

}  // namespace ascend_rx::addon
