// A device and a session, driven as the addon drives them: commands from one thread, events from the native
// ones, and slots and groups managed as core does. Waits have no timeouts: ctest ends a test that hangs.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "session/device.h"
#include "session/session.h"

namespace ascend_rx::test {

inline std::string model_file(const std::string& name) {
  const char* const folder = std::getenv("ASCEND_RX_TEST_MODELS");
  return std::string(folder ? folder : ".") + "/" + name;
}

// State that native threads change and the test waits for.
template <class State>
class Watched {
 public:
  template <class Change>
  void change(Change&& apply) {
    const std::lock_guard lock(mutex_);
    apply(state_);
    changed_.notify_all();
  }
  // Waits until `done` holds, and returns a copy of the state.
  template <class Done>
  State wait(Done&& done) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return done(state_); });
    return state_;
  }
  State now() {
    return wait([](const State&) { return true; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  State state_;
};

class TestDevice : public session::DeviceObserver {
 public:
  explicit TestDevice(session::Library::Candidate candidate)
      : device_(std::make_shared<session::Device>(
            std::vector<session::Library::Candidate>{std::move(candidate)}, 0, *this)) {
    device_->start();
  }

  // Waits until it is open, or could not be opened, and returns why.
  session::Outcome opening() {
    return state_.wait([](const State& s) { return s.opened; }).failure;
  }
  void close() {
    device_->close();
    state_.wait([](const State& s) { return s.closed; });
  }
  const std::shared_ptr<session::Device>& device() const { return device_; }

 private:
  struct State {
    bool opened = false;
    bool closed = false;
    session::Outcome failure;
  };

  void opened(session::Outcome outcome) override {
    state_.change([&](State& s) {
      s.failure = std::move(outcome);
      s.opened = true;
    });
  }
  void closed() override {
    state_.change([](State& s) { s.closed = true; });
  }

  Watched<State> state_;
  const std::shared_ptr<session::Device> device_;
};

class TestSession : public session::SessionObserver {
 public:
  // In place of the output of an inference that was refused at submission, or never reported.
  static constexpr float kRefused = -1;
  static constexpr float kNothing = -2;

  TestSession(const std::shared_ptr<session::Device>& device, std::shared_ptr<const session::ModelFile> file,
              uint32_t slots)
      : session_(std::make_unique<session::Session>(device, std::move(file), slots, *this)) {}
  TestSession(const std::shared_ptr<session::Device>& device, const std::string& path, uint32_t slots)
      : TestSession(device, session::ModelFile::open(path), slots) {}

  session::Outcome build() {
    state_.change([](State& s) { s = State{}; });
    session_->build();
    return state_.wait([](const State& s) { return s.built; }).build_failure;
  }

  // From now on outputs go to memory of the test.
  void use_output_memory() {
    for (uint32_t slot = 0; slot < session_->slot_count(); ++slot) {
      output_memory_.emplace_back(session_->description().output_block.bytes);
    }
  }

  // From now on outputs stay in the memory of their slots.
  void use_slot_memory() { output_memory_.clear(); }
  const std::byte* output_memory(uint32_t slot) const { return output_memory_[slot].data(); }

  // Runs inferences 0 to count - 1 of a model with one float32 input, each filled with its number, `interval`
  // (at most the number of slots) to a group. Waits until all are reported or the session has failed. Returns
  // the first element of every output.
  std::vector<float> run(uint32_t count, uint32_t interval, bool callbacks = true) {
    const session::ModelDescription& model = session_->description();
    const uint32_t slots = session_->slot_count();
    std::vector<std::vector<float>> inputs(slots, std::vector<float>(model.inputs[0].bytes / sizeof(float)));
    state_.change([&](State& s) { s.values.assign(count, kNothing), s.reported = 0; });
    session::Group* open = nullptr;
    for (uint32_t i = 0; i < count; ++i) {
      const State state = state_.wait([&](const State& s) { return s.failed || s.reported + slots > i; });
      if (state.failed) break;
      const uint32_t slot = i % slots;
      inputs[slot].assign(inputs[slot].size(), static_cast<float>(i));
      session_->slot(slot).begin(model);
      session_->slot(slot).set_input(model, 0, 0, inputs[slot].data());
      if (!output_memory_.empty()) session_->slot(slot).set_output_memory(output_memory_[slot].data());
      session_->submit(slot);
      if (!open) open = &session_->acquire(i);
      open->slots.push_back(slot);
      if (open->slots.size() < interval && i + 1 < count) continue;
      if (callbacks) {
        session_->launch(*open, ACL_CALLBACK_BLOCK);
      } else {
        session_->synchronize(*open);
      }
      open = nullptr;
    }
    return state_.wait([&](const State& s) { return s.failed || s.reported == count; }).values;
  }

  // Runs one batch in slot 0: the inputs of each sample, on the gear `batch`. Waits until it is reported or
  // the session has failed. Returns the slot; its outputs stay until the next run.
  const session::Slot& run_batch(const std::vector<std::vector<const void*>>& samples, size_t batch) {
    const session::ModelDescription& model = session_->description();
    session::Slot& slot = session_->slot(0);
    state_.change([&](State& s) { s.values.assign(1, kNothing), s.reported = 0; });
    slot.begin(model, samples.size(), batch);
    for (size_t sample = 0; sample < samples.size(); ++sample) {
      for (size_t i = 0; i < samples[sample].size(); ++i)
        slot.set_input(model, sample, i, samples[sample][i]);
    }
    if (!output_memory_.empty()) slot.set_output_memory(output_memory_[0].data());
    session_->submit(0);
    session::Group& group = session_->acquire(0);
    group.slots.push_back(0);
    session_->launch(group, ACL_CALLBACK_BLOCK);
    state_.wait([&](const State& s) { return s.failed || s.reported == 1; });
    return slot;
  }

  // Runs one execution of a dynamic model: the inputs of each sample, of these dims all together. Waits until
  // it is reported or the session has failed. Returns the slot; its outputs stay until the next run.
  const session::Slot& run_dynamic(std::vector<session::Dims> dims, const std::vector<const void*>& views,
                                   size_t samples = 1, uint32_t index = 0) {
    const session::ModelDescription& model = session_->description();
    session::Slot& slot = session_->slot(index);
    state_.change([&](State& s) { s.values.assign(1, kNothing), s.reported = 0; });
    session::DynamicInputs& inputs = slot.begin_dynamic().inputs;
    if (!inputs.begin(model, std::move(dims), samples)) std::abort();
    for (size_t sample = 0, next = 0; sample < samples; ++sample) {
      for (size_t i = 0; i < model.inputs.size(); ++i) inputs.set(sample, i, views[next++]);
    }
    session_->submit(index);
    session::Group& group = session_->acquire(0);
    group.slots.push_back(index);
    session_->launch(group, ACL_CALLBACK_BLOCK);
    state_.wait([&](const State& s) { return s.failed || s.reported == 1; });
    return slot;
  }

  // When the parts of an inference of run() happened.
  session::Timestamps timestamps(uint32_t inference) { return state_.now().timestamps[inference]; }

  // Why the session has failed, if it has.
  session::Outcome failure() {
    const State state = state_.now();
    return state.failed ? session::Outcome(state.failure) : std::nullopt;
  }

  void close() {
    session_->close();
    state_.wait([](const State& s) { return s.closed; });
  }

  // The groups in the order of their reports, by the number of their first inference.
  std::vector<uint32_t> order() { return state_.now().order; }

  session::Session& underlying() { return *session_; }

 private:
  struct State {
    bool built = false;
    bool failed = false;
    bool closed = false;
    uint32_t reported = 0;
    session::Outcome build_failure;
    session::Failure failure;
    std::vector<float> values;
    std::vector<uint32_t> order;
    std::vector<session::Timestamps> timestamps;
  };

  void built(session::Outcome outcome) override {
    state_.change([&](State& s) {
      s.build_failure = std::move(outcome);
      s.built = true;
    });
  }
  void reported(session::Group& group) override {
    state_.change([&](State& s) {
      uint32_t index = group.id;
      s.order.push_back(group.id);
      for (const uint32_t slot : group.slots) {
        if (session_->description().dynamic) break;  // the test reads its slot
        const session::Slot& each = session_->slot(slot);
        const std::byte* const output = output_memory_.empty() ? each.output() : output_memory_[slot].data();
        s.timestamps.resize(s.values.size());
        s.timestamps[index] = session_->timestamps(group, slot);
        s.values[index++] = each.failure() ? kRefused : *reinterpret_cast<const float*>(output);
      }
      s.reported += static_cast<uint32_t>(group.slots.size());
    });
  }
  void failed(session::Failure failure) override {
    state_.change([&](State& s) {
      s.failure = std::move(failure);
      s.failed = true;
    });
  }
  void closed() override {
    state_.change([](State& s) { s.closed = true; });
  }

  Watched<State> state_;
  std::vector<std::vector<std::byte>> output_memory_;  // by slot; empty: outputs stay in the slots
  std::unique_ptr<session::Session> session_;
};

}  // namespace ascend_rx::test
