#include "addon/channel.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "addon/call_javascript.h"

namespace ascend_rx::addon {

Channel::Channel(Napi::Env env) : env_(env) {
  const Napi::String name = Napi::String::New(env, "ascend-rx");
  const napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr,
                                                             nullptr, this, &Channel::on_wake, &wake_);
  if (status != napi_ok) throw Napi::Error::New(env, "Could not create a thread-safe function");
  // An idle channel must not keep the process alive.
  napi_unref_threadsafe_function(env, wake_);
}

void Channel::post(Event event) noexcept {
  const MutexLock lock(mutex_);
  if (closed_) return;
  pending_.push_back(std::move(event));
  any_pending_.store(true, std::memory_order_relaxed);
  if (drain_is_due_) return;
  drain_is_due_ = true;
  // Under the lock, so that close() cannot run in between: after it, the thread-safe function may be gone.
  if (napi_call_threadsafe_function(wake_, nullptr, napi_tsfn_nonblocking) == napi_closing) closed_ = true;
}

void Channel::close() noexcept {
  const MutexLock lock(mutex_);
  closed_ = true;
  pending_.clear();
}

void Channel::ref() {
  if (refs_++ == 0) napi_ref_threadsafe_function(env_, wake_);
}

void Channel::unref() {
  if (--refs_ == 0) napi_unref_threadsafe_function(env_, wake_);
}

// Events may be draining now, so that draining_ cannot grow. The larger memory is made before anything
// changes, and not under the lock.
void Channel::reserve(size_t events) {
  if (reserved_ + events > room_) {
    const size_t room = std::max(2 * room_, reserved_ + events);
    std::vector<Event> spare;
    spare.reserve(room);
    std::vector<Event> pending;
    pending.reserve(room);
    spare_ = std::move(spare);
    const MutexLock lock(mutex_);
    std::move(pending_.begin(), pending_.end(), std::back_inserter(pending));
    pending_.swap(pending);
    room_ = room;
  }
  reserved_ += events;
}

void Channel::use_immediate(Napi::Function set_immediate) {
  set_immediate_ = Napi::Persistent(set_immediate);
  const auto drain = [](const Napi::CallbackInfo& info) {
    static_cast<Channel*>(info.Data())->drain(info.Env());
  };
  drain_ = Napi::Persistent(Napi::Function::New(env_, drain, "drain", this));
  // The environment releases them at its end, which may be before the end of the channel.
  set_immediate_.SuppressDestruct();
  drain_.SuppressDestruct();
}

void Channel::on_wake(napi_env env, napi_value, void* context, void*) {
  // Null while the environment is torn down.
  if (env == nullptr) return;
  try {
    static_cast<Channel*>(context)->drain(Napi::Env(env));
  } catch (const std::exception&) {
    // Napi::Error is one, too. drain() holds what its events throw; the handle scope and the reference to
    // setImmediate are left, which Node-API gives in every environment that can still run JavaScript.
    static_cast<Channel*>(context)->close();
  }
}

// If a thread-safe function is called again while it runs, Node runs it again before anything else of the
// event loop. So what is left, or has come meanwhile, waits for setImmediate: the loop's next turn.
void Channel::drain(Napi::Env env) {
  const Napi::HandleScope scope(env);
  Time now = std::chrono::steady_clock::now();
  const Time until = now + kDrainTime;
  take_pending(now);
  while (next_ < draining_.size() && now < until) {
    const size_t delivered = deliver(env);
    if (delivered == 0) return close();
    next_ += delivered;
    now = delivered_at_ = std::chrono::steady_clock::now();
  }
  if (must_drain_again(now))
    static_cast<void>(call_javascript(env, set_immediate_.Value(), {drain_.Value()}));
}

// REQUIRES: drain_is_due_, so that nothing else drains.
void Channel::take_pending(Time now) {
  if (next_ < draining_.size()) return;
  draining_.clear();
  next_ = 0;
  if (spare_.capacity() > draining_.capacity()) draining_.swap(spare_);
  if (!any_pending_.load(std::memory_order_relaxed)) return;
  {
    const MutexLock lock(mutex_);
    draining_.swap(pending_);
    any_pending_.store(false, std::memory_order_relaxed);
  }
  // One long interval counts as much as a few short ones, not as much as thousands.
  constexpr std::chrono::nanoseconds most = 4 * kPollInterval;
  average_interval_ =
      (3 * average_interval_ + std::min<std::chrono::nanoseconds>(now - delivered_at_, most)) / 4;
}

// True while there are events, and while the loop polls for more. drain_is_due_ stays set then.
bool Channel::must_drain_again(Time now) {
  const bool polls = refs_ > 0 && average_interval_ < kPollInterval && now - delivered_at_ < kPollTime;
  if (polls || next_ < draining_.size()) return true;
  const MutexLock lock(mutex_);
  drain_is_due_ = !closed_ && !pending_.empty();
  return drain_is_due_;
}

// Offers all consecutive events of one receiver at once. Nothing is added to draining_ meanwhile.
// No exception may leave it: C code of Node calls it.
size_t Channel::deliver(Napi::Env env) noexcept {
  Receiver* const receiver = draining_[next_].receiver;
  size_t end = next_ + 1;
  while (end < draining_.size() && draining_[end].receiver == receiver) ++end;
  // Exceptions here are not those of JavaScript functions, which call_javascript() handles. They come from
  // Node-API, or from an allocation.
  try {
    const Napi::HandleScope scope(env);
    try {
      return receiver->receive(&draining_[next_], end - next_);
    } catch (const Napi::Error& error) {
      return report(env, error);
    } catch (const std::exception& error) {
      return report(env, Napi::Error::New(env, error.what()));
    }
  } catch (...) {
    // Not even the error could be made: the environment is ending.
    return 0;
  }
}

// As an uncaught exception. Returns how many events that is: none if the environment is ending.
size_t Channel::report(Napi::Env env, const Napi::Error& error) {
  return napi_fatal_exception(env, error.Value()) == napi_ok ? 1 : 0;
}

}  // namespace ascend_rx::addon
