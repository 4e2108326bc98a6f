#include "addon/preparation.h"

#include <exception>
#include <optional>
#include <utility>

#include "addon/call_javascript.h"

namespace ascend_rx::addon {

void PreparingWork::run() noexcept {
  Outcome outcome = Outcome::kPrepared;
  try {
    if (!task_(cancelled())) outcome = Outcome::kCancelled;
  } catch (const std::exception&) {
    outcome = Outcome::kNoMemory;
  }
  post(outcome);
}

void PreparingWork::post(Outcome outcome) noexcept {
  channel_.post({&receiver_, static_cast<int>(outcome), nullptr, std::nullopt});
}

Preparation::Preparation(Channel& channel, Task task, Napi::Object memory, Napi::Function prepared,
                         std::function<std::unique_ptr<Preparation>()> ended)
    : work_(std::make_shared<PreparingWork>(channel, static_cast<Receiver&>(*this), std::move(task))),
      memory_(Napi::Persistent(memory)),
      prepared_(Napi::Persistent(prepared)),
      ended_(std::move(ended)) {
  memory_.SuppressDestruct();
  prepared_.SuppressDestruct();
}

void Preparation::forget() {
  memory_.Reset();
  prepared_.Reset();
}

size_t Preparation::receive(Event* events, size_t) {
  const Napi::Env env = prepared_.Env();
  const int outcome = events->kind;
  // Destroyed at the end of this function, also when something throws.
  const std::unique_ptr<Preparation> self = ended_();
  const Napi::Function prepared = prepared_.Value();
  // By hand: a reference that is moved keeps SuppressDestruct, and nothing would let go of it.
  forget();
  return call_javascript(env, prepared, {Napi::Number::New(env, outcome)}) ? 1 : 0;
}

}  // namespace ascend_rx::addon
