// A device and a session driven as the addon drives them: commands from one thread, events from the native
// ones, and the bookkeeping of slots and groups that core does. Waits have no timeouts: a test that hangs is
// ended by ctest.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "device.h"
#include "session.h"

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
  // Returns a copy of the state as it is when `done` holds.
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

class TestDevice : public acl::DeviceEvents {
 public:
  explicit TestDevice(acl::Library::Candidate candidate)
      : device_(std::make_shared<acl::Device>(std::vector<acl::Library::Candidate>{std::move(candidate)}, 0,
                                              *this)) {}

  // Waits until it is open; says why it is not.
  acl::Outcome opening() {
    return state_.wait([](const State& s) { return s.opened; }).failure;
  }
  void close() {
    device_->close();
    state_.wait([](const State& s) { return s.closed; });
  }
  const std::shared_ptr<acl::Device>& device() const { return device_; }

 private:
  struct State {
    bool opened = false;
    bool closed = false;
    acl::Outcome failure;
  };

  void opened(acl::Outcome outcome) override {
    state_.change([&](State& s) {
      s.failure = std::move(outcome);
      s.opened = true;
    });
  }
  void closed() override {
    state_.change([](State& s) { s.closed = true; });
  }

  Watched<State> state_;
  const std::shared_ptr<acl::Device> device_;
};

class TestSession : public acl::SessionEvents {
 public:
  // What an inference gave that was refused at submission, or never reported.
  static constexpr float kRefused = -1;
  static constexpr float kNothing = -2;

  TestSession(const std::shared_ptr<acl::Device>& device, const std::string& path, uint32_t slots)
      : session_(std::make_unique<acl::Session>(device, path, slots, *this)) {}

  acl::Outcome build() {
    state_.change([](State& s) { s = State{}; });
    session_->build();
    return state_.wait([](const State& s) { return s.built; }).build_failure;
  }

  // From now on outputs are wanted in memory of the test's.
  void deliver() {
    for (uint32_t slot = 0; slot < session_->slot_count(); ++slot) {
      deliveries_.emplace_back(session_->description().output_block.bytes);
    }
  }

  // Not any more.
  void keep() { deliveries_.clear(); }
  const std::byte* delivery(uint32_t slot) const { return deliveries_[slot].data(); }

  // Runs inferences 0 to count - 1 of a model with one float32 input, each filled with its number, `interval`
  // (at most the number of slots) to a group. Waits until all are reported or the session has failed. Returns
  // the first element of every output.
  std::vector<float> run(uint32_t count, uint32_t interval, bool callbacks = true) {
    const acl::ModelDescription& model = session_->description();
    const uint32_t slots = session_->slot_count();
    std::vector<std::vector<float>> inputs(slots, std::vector<float>(model.inputs[0].bytes / sizeof(float)));
    state_.change([&](State& s) { s.values.assign(count, kNothing), s.reported = 0; });
    acl::Group* open = nullptr;
    for (uint32_t i = 0; i < count; ++i) {
      const State state = state_.wait([&](const State& s) { return s.failed || s.reported + slots > i; });
      if (state.failed) break;
      const uint32_t slot = i % slots;
      inputs[slot].assign(inputs[slot].size(), static_cast<float>(i));
      session_->slot(slot).begin(model);
      session_->slot(slot).put(model, 0, 0, inputs[slot].data());
      if (!deliveries_.empty()) session_->slot(slot).deliver_to(deliveries_[slot].data());
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
  const acl::Slot& run_batch(const std::vector<std::vector<const void*>>& samples, size_t batch) {
    const acl::ModelDescription& model = session_->description();
    acl::Slot& slot = session_->slot(0);
    state_.change([&](State& s) { s.values.assign(1, kNothing), s.reported = 0; });
    slot.begin(model, samples.size(), batch);
    for (size_t sample = 0; sample < samples.size(); ++sample) {
      for (size_t i = 0; i < samples[sample].size(); ++i) slot.put(model, sample, i, samples[sample][i]);
    }
    if (!deliveries_.empty()) slot.deliver_to(deliveries_[0].data());
    session_->submit(0);
    acl::Group& group = session_->acquire(0);
    group.slots.push_back(0);
    session_->launch(group, ACL_CALLBACK_BLOCK);
    state_.wait([&](const State& s) { return s.failed || s.reported == 1; });
    return slot;
  }

  // When the parts of an inference of run() were.
  acl::Moments moments(uint32_t inference) { return state_.now().moments[inference]; }

  // Why the session has failed, if it has.
  acl::Outcome failure() {
    const State state = state_.now();
    return state.failed ? acl::Outcome(state.failure) : std::nullopt;
  }

  void close() {
    session_->close();
    state_.wait([](const State& s) { return s.closed; });
  }

  // The groups in the order of their reports, by the number of their first inference.
  std::vector<uint32_t> order() { return state_.now().order; }

  acl::Session& session() { return *session_; }

 private:
  struct State {
    bool built = false;
    bool failed = false;
    bool closed = false;
    uint32_t reported = 0;
    acl::Outcome build_failure;
    acl::Failure failure;
    std::vector<float> values;
    std::vector<uint32_t> order;
    std::vector<acl::Moments> moments;
  };

  void built(acl::Outcome outcome) override {
    state_.change([&](State& s) {
      s.build_failure = std::move(outcome);
      s.built = true;
    });
  }
  void reported(acl::Group& group) override {
    state_.change([&](State& s) {
      uint32_t index = group.id;
      s.order.push_back(group.id);
      for (const uint32_t slot : group.slots) {
        const acl::Slot& each = session_->slot(slot);
        const std::byte* const output = deliveries_.empty() ? each.output() : deliveries_[slot].data();
        s.moments.resize(s.values.size());
        s.moments[index] = session_->moments(group, slot);
        s.values[index++] = each.failure() ? kRefused : *reinterpret_cast<const float*>(output);
      }
      s.reported += static_cast<uint32_t>(group.slots.size());
    });
  }
  void failed(acl::Failure failure) override {
    state_.change([&](State& s) {
      s.failure = std::move(failure);
      s.failed = true;
    });
  }
  void closed() override {
    state_.change([](State& s) { s.closed = true; });
  }

  Watched<State> state_;
  std::vector<std::vector<std::byte>> deliveries_;  // by slot; none: outputs stay in the slots
  std::unique_ptr<acl::Session> session_;
};

}  // namespace ascend_rx::test
