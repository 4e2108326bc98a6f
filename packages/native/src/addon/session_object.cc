#include "addon/session_object.h"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

#include "addon/call_javascript.h"
#include "addon/command_reader.h"
#include "addon/convert.h"
#include "addon/device_object.h"
#include "addon/dynamic_execution.h"
#include "addon/inputs.h"
#include "addon/model_file_handle.h"
#include "addon/protocol.h"

namespace ascend_rx::addon {
namespace {

// Only for models with one input, whose size is known, and without batches.
bool can_stage(const session::ModelDescription& model) {
  return model.inputs.size() == 1 && model.gears.empty() && !model.dynamic;
}

// The distance between the inputs of two slots in the staging buffer. REQUIRES: can_stage().
size_t stride_of_staging(const session::ModelDescription& model) {
  constexpr size_t kAlignment = session::TensorBlock::kAlignment;
  return (model.inputs[0].bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

Napi::Function SessionObject::define(Napi::Env env) {
  return DefineClass(env, "AddonSession",
                     {
                         InstanceAccessor<&SessionObject::inputs>("inputs"),
                         InstanceAccessor<&SessionObject::outputs>("outputs"),
                         InstanceAccessor<&SessionObject::layout>("layout"),
                         InstanceAccessor<&SessionObject::batch_sizes>("batchSizes"),
                         InstanceAccessor<&SessionObject::gears>("gears"),
                         InstanceAccessor<&SessionObject::staging_stride>("stagingStride"),
                         InstanceMethod<&SessionObject::use_staging_buffer>("useStagingBuffer"),
                         InstanceMethod<&SessionObject::execute>("execute"),
                         InstanceMethod<&SessionObject::execute_dynamic>("executeDynamic"),
                         InstanceMethod<&SessionObject::run_commands>("runCommands"),
                         InstanceMethod<&SessionObject::synchronize>("synchronize"),
                         InstanceMethod<&SessionObject::rebuild>("rebuild"),
                         InstanceMethod<&SessionObject::close>("close"),
                     });
}

SessionObject::SessionObject(const Napi::CallbackInfo& info)
    : ObjectWrap(info), environment_(Environment::of(info.Env())) {
  const Napi::Object device = info[0].As<Napi::Object>();
  std::shared_ptr<const session::ModelFile> file = model_file(info[1]);
  const uint32_t slots = info[2].As<Napi::Number>();
  built_ = Napi::Persistent(info[3].As<Napi::Function>());
  reported_ = Napi::Persistent(info[4].As<Napi::Function>());
  failed_ = Napi::Persistent(info[5].As<Napi::Function>());
  commands_ = SharedWords(info[6].As<Napi::Uint32Array>());
  SharedWords reports(info[7].As<Napi::Uint32Array>());
  if (commands_.size() < slots || reports.size() < protocol::kReportWordsPerSlot * slots) {
    throw Napi::RangeError::New(info.Env(), "Too few elements");
  }
  if (info[8].IsUndefined()) {
    reports_ = ReportWriter(std::move(reports), {}, 0);
  } else {
    const double clock_offset = info[9].As<Napi::Number>();
    reports_ =
        ReportWriter(std::move(reports), SharedNumbers(info[8].As<Napi::Float64Array>()), clock_offset);
  }
  session::SessionObserver& observer = *this;
  // Everything that can fail comes before build(), which posts the first event to this object. If anything
  // throws, no destructor runs for this object, but those of its members do.
  environment_->channel().reserve(kEventsAtOnce);
  try {
    session_ = std::make_unique<session::Session>(DeviceObject::Unwrap(device)->device(), std::move(file),
                                                  slots, observer);
    session_->build();
  } catch (...) {
    environment_->channel().release(kEventsAtOnce);
    throw;
  }
  Ref();
  environment_->channel().ref();
}

// ---- properties ------------------------------------------------------------------------------------

Napi::Value SessionObject::inputs(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), session_->description().inputs);
}

Napi::Value SessionObject::outputs(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), session_->description().outputs);
}

// undefined for a dynamic model.
Napi::Value SessionObject::layout(const Napi::CallbackInfo& info) {
  if (session_->description().dynamic) return info.Env().Undefined();
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

// undefined, or for each gear of a dynamic model the dims of every input.
Napi::Value SessionObject::gears(const Napi::CallbackInfo& info) {
  const std::shared_ptr<const session::DynamicShapes>& dynamic = session_->description().dynamic;
  if (!dynamic || dynamic->gears.empty()) return info.Env().Undefined();
  Napi::Array list = Napi::Array::New(info.Env(), dynamic->gears.size());
  for (uint32_t i = 0; i < dynamic->gears.size(); ++i) {
    list.Set(i, to_js(info.Env(), dynamic->gears[i].inputs));
  }
  return list;
}

// undefined, or the distance in bytes between the inputs of two slots in the staging buffer.
Napi::Value SessionObject::staging_stride(const Napi::CallbackInfo& info) {
  const session::ModelDescription& model = session_->description();
  if (!can_stage(model)) return info.Env().Undefined();
  return Napi::Number::New(info.Env(), static_cast<double>(stride_of_staging(model)));
}

// ---- commands --------------------------------------------------------------------------------------

// (buffer: ArrayBuffer): has a place for the input of each slot.
void SessionObject::use_staging_buffer(const Napi::CallbackInfo& info) {
  const session::ModelDescription& model = session_->description();
  Napi::ArrayBuffer buffer = info[0].As<Napi::ArrayBuffer>();
  if (!can_stage(model) || buffer.ByteLength() < stride_of_staging(model) * session_->slot_count()) {
    throw Napi::RangeError::New(info.Env(), "Wrong size of the staging buffer");
  }
  staging_ = Napi::Persistent(buffer);
  // Inputs of no bytes have no memory, but an address all the same.
  static std::byte nothing{};
  staging_data_ = buffer.ByteLength() > 0 ? static_cast<std::byte*>(buffer.Data()) : &nothing;
}

// (slot: number, inputs?: ArrayBufferView | ArrayBufferView[], batchSize?: number, outputs?: ArrayBuffer).
// Without inputs: the one in the staging buffer.
void SessionObject::execute(const Napi::CallbackInfo& info) {
  const session::ModelDescription& model = session_->description();
  if (model.dynamic) throw Napi::Error::New(info.Env(), "The model is dynamic");
  const uint32_t index = info[0].As<Napi::Number>();
  check_slots(info.Env(), &index, 1);
  session::Slot& slot = session_->slot(index);
  if (staging_data_ && info[1].IsUndefined()) {
    slot.begin(model);
    slot.borrow_input(model, staging_data_ + stride_of_staging(model) * index);
  } else {
    set_inputs(info.Env(), info[1], info[2], model, slot);
  }
  if (!info[3].IsUndefined()) set_output_memory(info[3], slot);
  add_outstanding(1);
  session_->submit(index);
}

// (slot: number, inputs: ArrayBufferView[], samples: number, dims: number[][]). For dynamic models.
void SessionObject::execute_dynamic(const Napi::CallbackInfo& info) {
  const session::ModelDescription& model = session_->description();
  if (!model.dynamic) throw Napi::Error::New(info.Env(), "The model is not dynamic");
  const uint32_t index = info[0].As<Napi::Number>();
  check_slots(info.Env(), &index, 1);
  set_dynamic_inputs(info.Env(), info[1], info[2], info[3], model, session_->slot(index));
  add_outstanding(1);
  session_->submit(index);
}

// (words: number): runs the commands in the first words of `commands`.
void SessionObject::run_commands(const Napi::CallbackInfo& info) {
  const uint32_t words = info[0].As<Napi::Number>();
  if (words > commands_.size()) throw Napi::RangeError::New(info.Env(), "Too many words");
  CommandReader reader(commands_.data(), words);
  or_fail([&] {
    while (!reader.at_end()) {
      const std::optional<BufferedCommand> command = reader.read();
      if (!command) throw Napi::RangeError::New(info.Env(), "Too few words");
      if (command->launches) {
        session_->launch(group_of(info.Env(), command->group, command->slots, command->slot_count),
                         command->blocks ? ACL_CALLBACK_BLOCK : ACL_CALLBACK_NO_BLOCK);
      } else {
        execute_staged(info.Env(), command->slots, command->slot_count);
      }
    }
  });
}

// (group: number, count: number): the group has the slots in the first words of `commands`.
void SessionObject::synchronize(const Napi::CallbackInfo& info) {
  const uint32_t count = info[1].As<Napi::Number>();
  if (count > commands_.size()) throw Napi::RangeError::New(info.Env(), "Too many words");
  const uint32_t id = info[0].As<Napi::Number>();
  or_fail([&] { session_->synchronize(group_of(info.Env(), id, commands_.data(), count)); });
}

// (built: (failure?) => void)
void SessionObject::rebuild(const Napi::CallbackInfo& info) {
  Napi::FunctionReference built = Napi::Persistent(info[0].As<Napi::Function>());
  session_->build();
  // Behind what can fail. The answer comes with a later turn of the event loop.
  built_ = std::move(built);
  environment_->channel().ref();
}

// (closed: () => void). Once.
void SessionObject::close(const Napi::CallbackInfo& info) {
  closed_ = Napi::Persistent(info[0].As<Napi::Function>());
  environment_->channel().ref();
  closing_ = true;
  session_->close();
}

// JavaScript has given the commands away: if there is no memory for one of them, it and those behind it are
// void, as after a failure of the device.
template <class Commands>
void SessionObject::or_fail(Commands&& commands) {
  try {
    commands();
  } catch (const std::bad_alloc&) {
    session_->command_lost();
  }
}

void SessionObject::execute_staged(Napi::Env env, const uint32_t* slots, size_t count) {
  const session::ModelDescription& model = session_->description();
  if (!staging_data_) throw Napi::Error::New(env, "There is no staging buffer");
  check_slots(env, slots, count);
  const size_t stride = stride_of_staging(model);
  for (size_t i = 0; i < count; ++i) {
    session::Slot& slot = session_->slot(slots[i]);
    slot.begin(model);
    slot.borrow_input(model, staging_data_ + stride * slots[i]);
  }
  add_outstanding(count);
  session_->submit(slots, count);
}

void SessionObject::set_output_memory(const Napi::Value& outputs, session::Slot& slot) {
  Napi::ArrayBuffer memory = outputs.As<Napi::ArrayBuffer>();
  if (memory.ByteLength() < session_->description().output_block.bytes) {
    throw Napi::RangeError::New(outputs.Env(), "Too little memory for the outputs");
  }
  slot.set_output_memory(static_cast<std::byte*>(memory.Data()));
  uses_output_memory_ = true;
}

void SessionObject::check_slots(Napi::Env env, const uint32_t* slots, size_t count) const {
  const auto exists = [slot_count = session_->slot_count()](uint32_t slot) { return slot < slot_count; };
  if (!std::all_of(slots, slots + count, exists)) throw Napi::RangeError::New(env, "No such slot");
}

session::Group& SessionObject::group_of(Napi::Env env, uint32_t id, const uint32_t* slots, size_t count) {
  check_slots(env, slots, count);
  environment_->channel().reserve(1);
  session::Group* group = nullptr;
  try {
    group = &session_->acquire(id);
    group->slots.assign(slots, slots + count);
  } catch (...) {
    if (group) session_->recycle(*group);
    environment_->channel().release(1);
    throw;
  }
  add_outstanding(1);
  ++outstanding_groups_;
  return *group;
}

void SessionObject::add_outstanding(size_t count) {
  if (outstanding_ == 0) environment_->channel().ref();
  outstanding_ += count;
}

// They are reported, or never will be: no event of theirs is posted any more.
void SessionObject::forget_groups(size_t count) {
  count = std::min(count, outstanding_groups_);
  outstanding_groups_ -= count;
  environment_->channel().release(count);
}

void SessionObject::remove_outstanding(size_t count) {
  if (outstanding_ == 0) return;
  outstanding_ -= count;
  if (outstanding_ == 0) environment_->channel().unref();
}

}  // namespace ascend_rx::addon
