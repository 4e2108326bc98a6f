#include "session_object.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>
#include <vector>

#include "call.h"
#include "convert.h"
#include "device_object.h"
#include "view.h"

namespace ascend_rx::addon {
namespace {

// Of groups that are told at once: these bounds, and about as long as JavaScript may take for them.
constexpr size_t kExecutionsAtOnce = 32;
constexpr std::chrono::microseconds kTimeAtOnce{250};
constexpr size_t kBytesAtOnce = size_t{16} * 1024;

struct Batch {
  uint32_t samples = 1;
  uint32_t size = 1;
};

// Places of inputs in the inbox lie so far apart.
size_t inbox_stride(const acl::ModelDescription& model) { return (model.inputs[0].bytes + 63) / 64 * 64; }

// Of the arguments of execute.
Batch batch_from(const Napi::CallbackInfo& info, const acl::ModelDescription& model) {
  if (model.gears.empty()) return {};
  const napi_env env = info.Env();
  const auto inputs = static_cast<uint32_t>(model.inputs.size());
  Batch batch;
  uint32_t views = 0;
  if (napi_get_value_uint32(env, info[2], &batch.size) != napi_ok ||
      !std::binary_search(model.gears.begin(), model.gears.end(), uint64_t{batch.size})) {
    throw Napi::RangeError::New(env, "The model has no such batch size");
  }
  if (napi_get_array_length(env, info[1], &views) != napi_ok || views == 0 || views % inputs != 0 ||
      views / inputs > batch.size) {
    throw Napi::RangeError::New(env, "Wrong number of inputs");
  }
  batch.samples = views / inputs;
  return batch;
}

}  // namespace

Napi::Function SessionObject::define(Napi::Env env) {
  return DefineClass(env, "NativeSession",
                     {
                         InstanceAccessor<&SessionObject::inputs>("inputs"),
                         InstanceAccessor<&SessionObject::outputs>("outputs"),
                         InstanceAccessor<&SessionObject::layout>("layout"),
                         InstanceAccessor<&SessionObject::batch_sizes>("batchSizes"),
                         InstanceMethod<&SessionObject::use_inbox>("useInbox"),
                         InstanceMethod<&SessionObject::execute>("execute"),
                         InstanceMethod<&SessionObject::perform_calls>("performCalls"),
                         InstanceMethod<&SessionObject::synchronize>("synchronize"),
                         InstanceMethod<&SessionObject::rebuild>("rebuild"),
                         InstanceMethod<&SessionObject::close>("close"),
                     });
}

SessionObject::SessionObject(const Napi::CallbackInfo& info)
    : ObjectWrap(info), environment_(Environment::of(info.Env())) {
  const Napi::Object device = info[0].As<Napi::Object>();
  const std::string path = info[1].As<Napi::String>();
  const uint32_t slots = info[2].As<Napi::Number>();
  built_ = Napi::Persistent(info[3].As<Napi::Function>());
  reported_ = Napi::Persistent(info[4].As<Napi::Function>());
  failed_ = Napi::Persistent(info[5].As<Napi::Function>());
  Napi::Uint32Array calls = info[6].As<Napi::Uint32Array>();
  Napi::Uint32Array reports = info[7].As<Napi::Uint32Array>();
  if (calls.ElementLength() < slots || reports.ElementLength() < 4 * size_t{slots}) {
    throw Napi::RangeError::New(info.Env(), "Too few elements");
  }
  calls_ = Napi::Persistent(calls);
  calls_data_ = calls.Data();
  calls_length_ = calls.ElementLength();
  reports_ = Napi::Persistent(reports);
  reports_data_ = reports.Data();
  reports_length_ = reports.ElementLength();
  if (!info[8].IsUndefined()) {
    Napi::Float64Array moments = info[8].As<Napi::Float64Array>();
    moments_ = Napi::Persistent(moments);
    moments_data_ = moments.Data();
    moments_length_ = moments.ElementLength();
    clock_offset_ = info[9].As<Napi::Number>();
  }
  acl::SessionEvents& events = *this;
  try {
    session_ = std::make_unique<acl::Session>(DeviceObject::Unwrap(device)->device(), path, slots, events);
  } catch (const std::exception& error) {
    // No thread, no memory: nothing has been started.
    throw Napi::Error::New(info.Env(), error.what());
  }
  Ref();
  environment_->channel().hold();
  session_->build();
}

Napi::Value SessionObject::inputs(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), session_->description().inputs);
}

Napi::Value SessionObject::outputs(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), session_->description().outputs);
}

Napi::Value SessionObject::layout(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), session_->description().output_block);
}

// undefined, or the gears.
Napi::Value SessionObject::batch_sizes(const Napi::CallbackInfo& info) {
  const std::vector<uint64_t>& gears = session_->description().gears;
  if (gears.empty()) return info.Env().Undefined();
  Napi::Array sizes = Napi::Array::New(info.Env(), gears.size());
  for (uint32_t i = 0; i < gears.size(); ++i) {
    sizes.Set(i, Napi::Number::New(info.Env(), static_cast<double>(gears[i])));
  }
  return sizes;
}

// (inbox: ArrayBuffer): where the input of each slot will be, one after the other. For models with one input
// and without batches.
void SessionObject::use_inbox(const Napi::CallbackInfo& info) {
  const acl::ModelDescription& model = session_->description();
  Napi::ArrayBuffer inbox = info[0].As<Napi::ArrayBuffer>();
  if (model.inputs.size() != 1 || !model.gears.empty() ||
      inbox.ByteLength() < inbox_stride(model) * session_->slot_count()) {
    throw Napi::RangeError::New(info.Env(), "Wrong size of the inbox");
  }
  inbox_ = Napi::Persistent(inbox);
  inbox_data_ = static_cast<std::byte*>(inbox.Data());
}

// (slot: number, inputs?: ArrayBufferView | ArrayBufferView[], batchSize?: number, outputs?: ArrayBuffer);
// inputs of a batch sample by sample; the view itself where the model has one input and no batches; nothing
// where that is in the inbox.
void SessionObject::execute(const Napi::CallbackInfo& info) {
  const acl::ModelDescription& model = session_->description();
  const uint32_t index = info[0].As<Napi::Number>();
  if (index >= session_->slot_count()) throw Napi::RangeError::New(info.Env(), "No such slot");
  acl::Slot& slot = session_->slot(index);
  if (inbox_data_ && info[1].IsUndefined()) {
    slot.begin(model);
    slot.lend(model, inbox_data_ + inbox_stride(model) * index);
  } else {
    borrow(info, slot);
  }
  if (!info[3].IsUndefined()) deliver(info[3], slot);
  busy(1);
  session_->submit(index);
}

// (words: number): what stands in so many words of `calls`, in that order. A slot's number: what lies in its
// inbox is to be executed. kLaunch, with kBlock or without, and a count: a callback for the group whose
// number and slots, so many, follow.
void SessionObject::perform_calls(const Napi::CallbackInfo& info) {
  const uint32_t words = info[0].As<Napi::Number>();
  if (words > calls_length_) throw Napi::RangeError::New(info.Env(), "Too many words");
  const uint32_t* const end = calls_data_ + words;
  for (const uint32_t* word = calls_data_; word < end;) {
    if (*word & kLaunch) {
      const uint32_t count = *word & ~(kLaunch | kBlock);
      if (static_cast<size_t>(end - word) < 2 + size_t{count}) {
        throw Napi::RangeError::New(info.Env(), "Too few words");
      }
      const auto type = *word & kBlock ? ACL_CALLBACK_BLOCK : ACL_CALLBACK_NO_BLOCK;
      session_->launch(group_of(info.Env(), word[1], word + 2, count), type);
      word += 2 + count;
    } else {
      const uint32_t* const last = std::find_if(word, end, [](uint32_t each) { return each & kLaunch; });
      execute_inbox(info.Env(), word, static_cast<size_t>(last - word));
      word = last;
    }
  }
}

void SessionObject::execute_inbox(Napi::Env env, const uint32_t* slots, size_t count) {
  const acl::ModelDescription& model = session_->description();
  if (!inbox_data_) throw Napi::Error::New(env, "There is no inbox");
  check_slots(env, slots, count);
  const size_t stride = inbox_stride(model);
  for (size_t i = 0; i < count; ++i) {
    acl::Slot& slot = session_->slot(slots[i]);
    slot.begin(model);
    slot.lend(model, inbox_data_ + stride * slots[i]);
  }
  busy(count);
  session_->submit(slots, count);
}

void SessionObject::check_slots(Napi::Env env, const uint32_t* slots, size_t count) const {
  const auto exists = [most = session_->slot_count()](uint32_t slot) { return slot < most; };
  if (!std::all_of(slots, slots + count, exists)) throw Napi::RangeError::New(env, "No such slot");
}

acl::Group& SessionObject::group_of(Napi::Env env, uint32_t id, const uint32_t* slots, size_t count) {
  check_slots(env, slots, count);
  busy(1);
  acl::Group& group = session_->acquire(id);
  group.slots.assign(slots, slots + count);
  return group;
}

// The inputs that are arguments of execute.
void SessionObject::borrow(const Napi::CallbackInfo& info, acl::Slot& slot) const {
  const napi_env env = info.Env();
  const acl::ModelDescription& model = session_->description();
  const napi_value views = info[1];
  const bool only = model.inputs.size() == 1 && model.gears.empty();
  // Checked before it comes here; checked again, because a wrong size would be read or written out of bounds.
  const Batch batch = batch_from(info, model);
  slot.begin(model, batch.samples, batch.size);
  uint32_t next = 0;
  for (uint32_t sample = 0; sample < batch.samples; ++sample) {
    for (uint32_t i = 0; i < model.inputs.size(); ++i, ++next) {
      napi_value element = views;
      if (!only && napi_get_element(env, views, next, &element) != napi_ok) throw Napi::Error::New(env);
      const View view = view_of(env, element);
      if (view.bytes != model.inputs[i].bytes) throw Napi::RangeError::New(env, "Wrong size of an input");
      slot.put(model, sample, i, view.data);
    }
  }
}

void SessionObject::deliver(const Napi::Value& outputs, acl::Slot& slot) {
  Napi::ArrayBuffer memory = outputs.As<Napi::ArrayBuffer>();
  if (memory.ByteLength() < session_->description().output_block.bytes) {
    throw Napi::RangeError::New(outputs.Env(), "Too little memory for the outputs");
  }
  slot.deliver_to(static_cast<std::byte*>(memory.Data()));
  delivers_ = true;
}

// (group: number, count: number): of its slots, in `calls`.
void SessionObject::synchronize(const Napi::CallbackInfo& info) {
  const uint32_t count = info[1].As<Napi::Number>();
  if (count > calls_length_) throw Napi::RangeError::New(info.Env(), "Too many words");
  session_->synchronize(group_of(info.Env(), info[0].As<Napi::Number>(), calls_data_, count));
}

// (built: (failure?) => void)
void SessionObject::rebuild(const Napi::CallbackInfo& info) {
  built_ = Napi::Persistent(info[0].As<Napi::Function>());
  environment_->channel().hold();
  session_->build();
}

// (closed: () => void). Once.
void SessionObject::close(const Napi::CallbackInfo& info) {
  closed_ = Napi::Persistent(info[0].As<Napi::Function>());
  environment_->channel().hold();
  closing_ = true;
  session_->close();
}

void SessionObject::busy(size_t things) {
  if (busy_ == 0) environment_->channel().hold();
  busy_ += things;
}

void SessionObject::idle(size_t things) {
  if (busy_ == 0) return;
  busy_ -= things;
  if (busy_ == 0) environment_->channel().release();
}

void SessionObject::built(acl::Outcome outcome) {
  environment_->channel().post({this, kBuilt, nullptr, std::move(outcome)});
}

void SessionObject::reported(acl::Group& group) {
  environment_->channel().post({this, kReported, &group, std::nullopt});
}

void SessionObject::failed(acl::Failure failure) {
  environment_->channel().post({this, kFailed, nullptr, std::move(failure)});
}

void SessionObject::closed() { environment_->channel().post({this, kClosed, nullptr, std::nullopt}); }

size_t SessionObject::receive(Event* events, size_t count) {
  // While it closes nobody wants results any more, and their memory is being released.
  if (closing_ && events->kind != kClosed) return 1;
  if (events->kind == kReported) return report(Env(), events, count);
  return tell(Env(), *events) ? 1 : 0;
}

bool SessionObject::tell(Napi::Env env, Event& event) {
  switch (event.kind) {
    case kBuilt: {
      environment_->channel().release();
      Environment::runtime_loaded();
      const Napi::FunctionReference answer = std::move(built_);
      if (event.failure) return call(env, answer, {to_js(env, *event.failure)});
      return call(env, answer, {});
    }
    case kFailed:
      idle(busy_);
      return call(env, failed_, {to_js(env, *event.failure)});
    case kClosed: {
      environment_->channel().release();
      // A build that the close has overtaken is not answered.
      if (!built_.IsEmpty()) environment_->channel().release();
      idle(busy_);
      session_.reset();
      // They know this object: held on to, they would keep it for ever.
      built_.Reset();
      reported_.Reset();
      failed_.Reset();
      Unref();
      const Napi::FunctionReference answer = std::move(closed_);
      return call(env, answer, {});
    }
    default:
      return true;
  }
}

// How many of these groups are told at once: small ones, not so many that the event loop would wait long, and
// no more than there is room for, as groups without executions may be any number.
size_t SessionObject::count_of_report(const Event* events, size_t count) const {
  const size_t stride = session_->description().output_block.bytes;
  size_t executions = 0;
  size_t groups = 0;
  while (groups < count && events[groups].kind == kReported) {
    executions += events[groups].group->slots.size();
    const size_t words = 3 * (groups + 1) + executions;
    const bool fits =
        executions <= executions_at_once_ && executions * stride <= kBytesAtOnce && words <= reports_length_;
    if (groups > 0 && !fits) break;
    ++groups;
  }
  return groups;
}

// Copies the outputs of groups into a buffer of JavaScript's, unless they have been delivered, after which
// their slots are free.
size_t SessionObject::report(Napi::Env env, const Event* events, size_t count) {
  const size_t groups = count_of_report(events, count);
  const acl::ModelDescription& model = session_->description();
  const size_t stride = model.output_block.bytes;
  size_t executions = 0;
  for (size_t i = 0; i < groups; ++i) executions += events[i].group->slots.size();
  napi_value outputs = env.Undefined();
  std::byte* bytes = nullptr;
  if (!delivers_) {
    Napi::ArrayBuffer made = Napi::ArrayBuffer::New(env, stride * executions);
    bytes = static_cast<std::byte*>(made.Data());
    outputs = made;
  }
  napi_value failures = env.Undefined();
  bool any_failed = false;
  double* moments = moments_data_;
  uint32_t* told = reports_data_;
  uint32_t n = 0;
  for (size_t i = 0; i < groups; ++i) {
    acl::Group& group = *events[i].group;
    *told++ = group.id;
    *told++ = static_cast<uint32_t>(n * stride);
    *told++ = static_cast<uint32_t>(group.slots.size());
    told = std::copy(group.slots.begin(), group.slots.end(), told);
    for (const uint32_t index : group.slots) {
      const acl::Slot& slot = session_->slot(index);
      if (!slot.failure()) {
        if (bytes) std::memcpy(bytes + n * stride, slot.output(), slot.output_bytes(model));
      } else {
        if (!any_failed) failures = Napi::Array::New(env, executions);
        any_failed = true;
        Napi::Array(env, failures).Set(n, to_js(env, *slot.failure()));
      }
      ++n;
    }
    moments = tell_moments(group, moments);
    session_->recycle(group);
  }
  idle(executions + groups);
  const auto number = Napi::Number::New(env, static_cast<double>(groups));
  const acl::Time begun = acl::Clock::now();
  const bool listens = call(env, reported_, {number, outputs, failures});
  pace(acl::Clock::now() - begun);
  return listens ? groups : 0;
}

// The event loop is not to wait for a subscriber that takes its time with every result.
void SessionObject::pace(acl::Clock::duration took) {
  if (took > kTimeAtOnce) {
    executions_at_once_ = 1;
  } else if (took < kTimeAtOnce / 4) {
    executions_at_once_ = std::min(2 * executions_at_once_, kExecutionsAtOnce);
  }
}

// Four per execution, in the caller's time and memory. A slot is reported once at a time, so there is room.
double* SessionObject::tell_moments(const acl::Group& group, double* next) const {
  if (!next) return nullptr;
  const auto told = [this](acl::Time moment) {
    return std::chrono::duration<double, std::milli>(moment.time_since_epoch()).count() + clock_offset_;
  };
  for (const uint32_t slot : group.slots) {
    if (static_cast<size_t>(next - moments_data_) + 4 > moments_length_) return next;
    const acl::Moments moments = session_->moments(group, slot);
    for (const acl::Time moment :
         {moments.began, moments.had_inputs, moments.computed, moments.had_outputs}) {
      *next++ = told(moment);
    }
  }
  return next;
}

}  // namespace ascend_rx::addon
