#include "channel.h"

#include <utility>

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

void Channel::on_wake(napi_env env, napi_value, void* context, void*) {
  // Null while the environment is torn down: nobody is left to tell.
  if (env != nullptr) static_cast<Channel*>(context)->drain(Napi::Env(env));
}

void Channel::drain(Napi::Env env) {
  // A receiver may run JavaScript that ends the environment's loop for a while (a debugger, Atomics.wait):
  // what comes meanwhile gets a wake-up of its own.
  std::vector<Event> events = std::move(draining_);
  {
    const std::lock_guard lock(mutex_);
    signalled_ = false;
    events.swap(pending_);
  }
  for (Event& event : events) {
    const Napi::HandleScope scope(env);
    try {
      if (!event.receiver->receive(event)) return close();
    } catch (const Napi::Error& error) {
      // Not what JavaScript throws (call() sees to that), but what could not be made for it, as by lack of
      // memory.
      napi_fatal_exception(env, error.Value());
    }
  }
  events.clear();
  draining_ = std::move(events);
}

}  // namespace ascend_rx::addon
