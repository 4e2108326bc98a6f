// One picture that a native thread makes model inputs of: what the thread works on, and what JavaScript keeps
// for it meanwhile.
#pragma once

#include <napi.h>

#include <functional>
#include <memory>

#include "addon/channel.h"
#include "addon/preparation_arguments.h"
#include "frames/pool.h"

namespace ascend_rx::addon {

// How a preparation ends. PreparationOutcome of packages/native/lib/addon.ts has the same numbers.
enum class Outcome : uint8_t { kPrepared, kCancelled, kNoMemory };

// What the thread of the pool does. It touches no JavaScript value, and posts one event.
class PreparingWork : public frames::Work {
 public:
  PreparingWork(Channel& channel, Receiver& receiver, PreparationArguments arguments)
      : channel_(channel), receiver_(receiver), arguments_(std::move(arguments)) {}

  void run() noexcept override;
  // The only event. Any thread.
  void post(Outcome outcome) noexcept;

 private:
  Channel& channel_;
  Receiver& receiver_;
  const PreparationArguments arguments_;
};

// JavaScript thread.
class Preparation : private Receiver {
 public:
  // `memory`: JavaScript values that keep the memory alive which the thread reads and writes. `prepared`:
  // (outcome: number) => void. `ended` is called with the event, before `prepared`; it destroys this object
  // when it likes.
  Preparation(Channel& channel, PreparationArguments arguments, Napi::Object memory, Napi::Function prepared,
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
