#include "slot.h"

#include <algorithm>
#include <cstring>

namespace ascend_rx::acl {
namespace {

std::byte* at(void* block, size_t offset) { return static_cast<std::byte*>(block) + offset; }

}  // namespace

void Slot::begin(const ModelDescription& model, size_t samples, size_t batch) {
  const size_t views = samples * model.inputs.size();
  // Never less: what has been made room for is used again.
  if (sources_.size() < views) {
    sources_.resize(views);
    inbox_.resize(views);
  }
  samples_ = samples;
  batch_ = batch;
  borrows_much_ = false;
  delivery_ = nullptr;
  failure_.reset();
}

void Slot::put(const ModelDescription& model, size_t sample, size_t index, const void* data) {
  const size_t view = sample * model.inputs.size() + index;
  const size_t bytes = model.inputs[index].bytes;
  if (bytes > kCopiedBytes) {
    sources_[view] = data;
    borrows_much_ = true;
    return;
  }
  const auto* const first = static_cast<const std::byte*>(data);
  inbox_[view].assign(first, first + bytes);
  sources_[view] = nullptr;
}

void Slot::lend(const ModelDescription& model, const void* data) {
  sources_[0] = data;
  borrows_much_ = model.inputs[0].bytes > kCopiedBytes;
}

Status Slot::submit(const Library& library, const Model& model, aclrtRunMode mode, aclrtStream stream,
                    Pace& pace, std::atomic<int>& events, Time now) {
  const Functions& acl = library.acl;
  const ModelDescription& description = model.description();
  stopwatch_.stop();
  if (!output_) {
    if (const Status status = make(library, description, mode); !status.ok()) {
      release();
      return status;
    }
  }
  taken_ = now;
  behind_ = pace.launches();
  pace.executed(taken_);
  const bool in_place = reads_in_place(library, description);
  gather(description, in_place);
  if (in_place) {
    if (const Status status = aim(library, description); !status.ok()) return status;
  }
  if (const Status status = aim_outputs(library, description); !status.ok()) return status;
  gathered_ = in_place ? now : Clock::now();
  if (!description.gears.empty()) {
    const Status status =
        acl.aclmdlSetDynamicBatchSize(model.id(), input_.get(), description.choice_index, batch_);
    if (!status.ok()) return status;
  }
  if (pace.is_long()) stopwatch_.start(library, events);
  stopwatch_.mark(library, Stopwatch::kBegan, stream);
  const bool copies = mode == ACL_HOST;
  if (const size_t bytes = description.input_block.used(description.inputs, batch_); copies && bytes > 0) {
    const Status status =
        acl.aclrtMemcpyAsync(device_input_, bytes, host_input_, bytes, ACL_MEMCPY_HOST_TO_DEVICE, stream);
    if (!status.ok()) return status;
  }
  stopwatch_.mark(library, Stopwatch::kHadInputs, stream);
  if (const Status status = acl.aclmdlExecuteAsync(model.id(), input_.get(), output_.get(), stream);
      !status.ok()) {
    return status;
  }
  stopwatch_.mark(library, Stopwatch::kComputed, stream);
  if (copies) {
    const size_t bytes = output_bytes(description);
    const Status status =
        acl.aclrtMemcpyAsync(host_output_, bytes, device_output_, bytes, ACL_MEMCPY_DEVICE_TO_HOST, stream);
    if (!status.ok()) return status;
  }
  stopwatch_.mark(library, Stopwatch::kHadOutputs, stream);
  return {};
}

// A callback comes when the stream has reached it; how long its way to the host is, nobody knows. So it
// counts as waiting before the execution, not as part of one.
bool Slot::read_stopwatch(const Library& library, const Stopwatch& closing, Time came) {
  const auto at = [&](Stopwatch::Mark mark, Time& moment) {
    const std::optional<float> before = stopwatch_.until(library, mark, closing);
    using Milliseconds = std::chrono::duration<float, std::milli>;
    if (before) moment = came - std::chrono::duration_cast<Clock::duration>(Milliseconds(*before));
    return before.has_value();
  };
  return at(Stopwatch::kBegan, moments_.began) && at(Stopwatch::kHadInputs, moments_.had_inputs) &&
         at(Stopwatch::kComputed, moments_.computed) && at(Stopwatch::kHadOutputs, moments_.had_outputs);
}

// The stream was free for it when it was past the callback before.
Moments Slot::host_moments(const Pace& pace, Time came) const {
  const Time free = std::min(pace.past(behind_), came);
  const Time began = std::max(taken_, free);
  return {began, std::max(gathered_, began), came, came};
}

void Slot::deliver(const ModelDescription& model) {
  std::memcpy(delivery_, host_output_, output_bytes(model));
}

void Slot::release() {
  stopwatch_.release();
  input_.reset();
  output_.reset();
  buffers_.clear();
  aimed_at_.clear();
  output_aimed_at_ = nullptr;
  host_memory_.reset();
  device_memory_.reset();
}

// On a board (ACL_DEVICE) the host reaches device memory, and copies would copy to themselves. The choice
// lies behind all that is copied, because the runtime itself writes it to the device.
Status Slot::make(const Library& library, const ModelDescription& model, aclrtRunMode mode) {
  const size_t input_bytes = model.input_block.bytes;
  const size_t bytes = input_bytes + model.output_block.bytes;
  const size_t device_bytes = bytes + model.choice_bytes;
  mode_ = mode;
  void* device = nullptr;
  if (const Status status = library.acl.aclrtMalloc(&device, device_bytes, ACL_MEM_MALLOC_HUGE_FIRST);
      !status.ok()) {
    return status;
  }
  device_memory_ = DeviceMemory(device, {&library});
  void* host = device;
  if (mode == ACL_HOST) {
    if (const Status status = library.acl.aclrtMallocHost(&host, bytes); !status.ok()) return status;
    host_memory_ = HostMemory(host, {&library});
  }
  host_input_ = host;
  host_output_ = at(host, input_bytes);
  device_input_ = device;
  device_output_ = at(device, input_bytes);
  choice_ = at(device, bytes);
  return bind(library, model);
}

Status Slot::bind(const Library& library, const ModelDescription& model) {
  const Functions& acl = library.acl;
  const size_t batch = model.largest_batch();
  for (Dataset* const dataset : {&input_, &output_}) {
    *dataset = Dataset(acl.aclmdlCreateDataset(), {&library});
    if (!*dataset) return Status(acl.aclmdlCreateDataset.name(), ACL_ERROR_BAD_ALLOC);
  }
  const size_t inputs = model.inputs.size() + (model.gears.empty() ? 0 : 1);
  for (size_t i = 0, next = 0; i < inputs; ++i) {
    const bool choice = !model.gears.empty() && i == model.choice_index;
    const Status status = choice ? add(library, input_, choice_, model.choice_bytes)
                                 : add(library, input_, at(device_input_, model.input_block.offsets[next]),
                                       model.inputs[next].bytes * batch);
    if (!status.ok()) return status;
    if (!choice) ++next;
  }
  for (size_t i = 0; i < model.outputs.size(); ++i) {
    const Status status = add(library, output_, at(device_output_, model.output_block.offsets[i]),
                              model.outputs[i].bytes * batch);
    if (!status.ok()) return status;
  }
  return {};
}

Status Slot::add(const Library& library, Dataset& dataset, void* memory, size_t bytes) {
  const Functions& acl = library.acl;
  DataBuffer buffer(acl.aclCreateDataBuffer(memory, bytes), {&library});
  if (!buffer) return Status(acl.aclCreateDataBuffer.name(), ACL_ERROR_BAD_ALLOC);
  if (const Status status = acl.aclmdlAddDatasetBuffer(dataset.get(), buffer.get()); !status.ok())
    return status;
  buffers_.push_back(std::move(buffer));
  return {};
}

// The embedded runtime computes on the CPU: where host and device share their memory, also on the caller's.
// What an NPU can reach of it is unverified.
bool Slot::shares_memory(const Library& library) const {
  return library.embedded && mode_ == ACL_DEVICE && library.acl.aclUpdateDataBuffer;
}

// A batch must lie together.
bool Slot::reads_in_place(const Library& library, const ModelDescription& model) const {
  return shares_memory(library) && model.gears.empty();
}

// Has the dataset name the inputs where they are.
Status Slot::aim(const Library& library, const ModelDescription& model) {
  aimed_at_.resize(model.inputs.size());
  for (size_t i = 0; i < model.inputs.size(); ++i) {
    const void* const source = sources_[i];
    if (aimed_at_[i] == source) continue;
    void* const memory = source ? const_cast<void*>(source) : at(device_input_, model.input_block.offsets[i]);
    const Status status = library.acl.aclUpdateDataBuffer(buffers_[i].get(), memory, model.inputs[i].bytes);
    if (!status.ok()) return status;
    aimed_at_[i] = source;
  }
  return {};
}

// Has the dataset name the place where the outputs are wanted, if the device can write there.
Status Slot::aim_outputs(const Library& library, const ModelDescription& model) {
  delivered_in_place_ = delivery_ && shares_memory(library);
  std::byte* const place = delivered_in_place_ ? delivery_ : nullptr;
  if (place == output_aimed_at_) return {};
  const size_t first = buffers_.size() - model.outputs.size();
  for (size_t i = 0; i < model.outputs.size(); ++i) {
    void* const memory = at(place ? place : device_output_, model.output_block.offsets[i]);
    const size_t bytes = model.outputs[i].bytes * model.largest_batch();
    const Status status = library.acl.aclUpdateDataBuffer(buffers_[first + i].get(), memory, bytes);
    if (!status.ok()) return status;
  }
  output_aimed_at_ = place;
  return {};
}

// The rest of a batch that is not full is its last sample, again and again: what the memory happens to hold
// could make the network fail, as an index does that points nowhere.
void Slot::gather(const ModelDescription& model, bool in_place) {
  const size_t inputs = model.inputs.size();
  for (size_t sample = 0; sample < batch_; ++sample) {
    const size_t from = std::min(sample, samples_ - 1) * inputs;
    for (size_t i = 0; i < inputs; ++i) {
      const void* const borrowed = sources_[from + i];
      if (borrowed && in_place) continue;
      const size_t bytes = model.inputs[i].bytes;
      std::memcpy(at(host_input_, model.input_block.offsets[i] + sample * bytes),
                  borrowed ? borrowed : inbox_[from + i].data(), bytes);
    }
  }
}

}  // namespace ascend_rx::acl
