#include "channel.h"

#include <algorithm>
#include <utility>

#include "call.h"

namespace ascend_rx::addon {

Channel::Channel(Napi::Env env) : env_(env) {
  const Napi::String name = Napi::String::New(env, "ascend-rx");
  const napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr,
                                                             nullptr, this, &Channel::on_wake, &wake_);
  if (status != napi_ok) throw Napi::Error::New(env, "Could not create a thread-safe function");
  // Idle, it must not keep the process alive.
  napi_unref_threadsafe_function(env, wake_);
}

void Channel::post(Event event) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  pending_.push_back(std::move(event));
  any_pending_.store(true, std::memory_order_relaxed);
  if (signalled_) return;
  signalled_ = true;
  // Under the lock, so that close() cannot come between: after it the function may be gone.
  if (napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking) == napi_closing) closed_ = true;
}

void Channel::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  pending_.clear();
}

void Channel::hold() {
  if (holds_++ == 0) napi_ref_threadsafe_function(env_, wake_);
}

void Channel::release() {
  if (--holds_ == 0) napi_unref_threadsafe_function(env_, wake_);
}

void Channel::use_immediate(Napi::Function set_immediate) {
  set_immediate_ = Napi::Persistent(set_immediate);
  const auto next = [](const Napi::CallbackInfo& info) {
    static_cast<Channel*>(info.Data())->drain(info.Env());
  };
  drain_ = Napi::Persistent(Napi::Function::New(env_, next, "drain", this));
  // They go with the environment, which may be gone before us.
  set_immediate_.SuppressDestruct();
  drain_.SuppressDestruct();
}

void Channel::on_wake(napi_env env, napi_value, void* context, void*) {
  // Null while the environment is torn down: nobody is left to tell.
  if (env != nullptr) static_cast<Channel*>(context)->drain(Napi::Env(env));
}

// A thread-safe function that is called again while it runs, runs again before the event loop sees to
// anything else. So what is left, or has come meanwhile, waits for the loop's next turn.
void Channel::drain(Napi::Env env) {
  const Napi::HandleScope scope(env);
  Time now = std::chrono::steady_clock::now();
  const Time until = now + kTurn;
  take_pending(now);
  while (next_ < draining_.size() && now < until) {
    const size_t told = tell(env);
    if (told == 0) return close();
    next_ += told;
    now = told_at_ = std::chrono::steady_clock::now();
  }
  if (leave_off(now)) static_cast<void>(call(env, set_immediate_, {drain_.Value()}));
}

// REQUIRES: signalled_, so that nobody else drains.
void Channel::take_pending(Time now) {
  if (next_ < draining_.size()) return;
  draining_.clear();
  next_ = 0;
  if (!any_pending_.load(std::memory_order_relaxed)) return;
  {
    const std::lock_guard lock(mutex_);
    draining_.swap(pending_);
    any_pending_.store(false, std::memory_order_relaxed);
  }
  // One long wait is to count for a few short ones, not for thousands.
  constexpr std::chrono::nanoseconds most = 4 * kShortWait;
  wait_ = (3 * wait_ + std::min<std::chrono::nanoseconds>(now - told_at_, most)) / 4;
}

// True when there is more to tell, or soon may be.
bool Channel::leave_off(Time now) {
  const bool lingers = holds_ > 0 && wait_ < kShortWait && now - told_at_ < kLinger;
  // It is signalled, and stays so.
  if (lingers || next_ < draining_.size()) return true;
  const std::lock_guard lock(mutex_);
  signalled_ = !closed_ && !pending_.empty();
  return signalled_;
}

// As many as go to the same receiver are offered at once. Nothing is added to draining_ meanwhile.
size_t Channel::tell(Napi::Env env) {
  const Napi::HandleScope scope(env);
  Receiver* const receiver = draining_[next_].receiver;
  size_t end = next_ + 1;
  while (end < draining_.size() && draining_[end].receiver == receiver) ++end;
  try {
    return receiver->receive(&draining_[next_], end - next_);
  } catch (const Napi::Error& error) {
    // Not what JavaScript throws (call() sees to that), but what could not be made for it, as by lack of
    // memory.
    return napi_fatal_exception(env, error.Value()) == napi_ok ? 1 : 0;
  }
}

}  // namespace ascend_rx::addon
