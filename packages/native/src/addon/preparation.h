// One piece of work for a native thread of the pool, a picture that it makes model inputs of, or an output
// that it reads: what the thread does, and what JavaScript keeps for it meanwhile.
#pragma once

#include <napi.h>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "addon/channel.h"
#include "frames/pool.h"

namespace ascend_rx::addon {

// How a preparation ends. PreparationOutcome of packages/native/lib/addon.ts has the same numbers.
enum class Outcome : uint8_t { kPrepared, kCancelled, kNoMemory };

// What the thread of the pool does. It touches no JavaScript value. False: it has ended early, because it was
// cancelled.
using Task = std::function<bool(const std::atomic<bool>& cancelled)>;

// Runs a task and posts one event.
class PreparingWork : public frames::Work {
 public:
  PreparingWork(Channel& channel, Receiver& receiver, Task task)
      : channel_(channel), receiver_(receiver), task_(std::move(task)) {}

  void run() noexcept override;
  // The only event. Any thread.
  void post(Outcome outcome) noexcept;

 private:
  Channel& channel_;
  Receiver& receiver_;
  const Task task_;
};

// JavaScript thread.
class Preparation : private Receiver {
 public:
  // `memory`: JavaScript values that keep the memory alive which the thread reads and writes. `prepared`:
  // (outcome: number) => void. `ended` is called with the event, before `prepared`; it destroys this object
  // when it likes.
  Preparation(Channel& channel, Task task, Napi::Object memory, Napi::Function prepared,
              std::function<std::unique_ptr<Preparation>()> ended);

  const std::shared_ptr<PreparingWork>& work() const { return work_; }
  // Lets go of the JavaScript values, where no event will come.
  void forget();

 private:
  size_t receive(Event* events, size_t count) override;

  std::shared_ptr<PreparingWork> work_;
  // The environment releases them at its end, which may be before the end of this object.
  Napi::ObjectReference memory_;
  Napi::FunctionReference prepared_;
  std::function<std::unique_ptr<Preparation>()> ended_;
};

}  // namespace ascend_rx::addon
