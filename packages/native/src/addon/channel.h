// Passes events from native threads to the JavaScript thread of one Node environment, in order. One wake-up
// of the event loop is enough for all events that have come by then. Events do not block the event loop:
// after kDrainTime, what is left waits for the loop's next turn. Only a single event can take longer than
// that.
//
// A wake-up costs both threads more than many small executions. So while events have come at short intervals,
// the event loop polls for a moment before it sleeps, once per turn, and no native thread wakes it meanwhile.
#pragma once

#include <napi.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <vector>

#include "base/mutex.h"
#include "session/group.h"
#include "session/status.h"

namespace ascend_rx::addon {

class Receiver;

// Something that happened on a native thread.
struct Event {
  Receiver* receiver = nullptr;
  int kind = 0;  // the receiver defines the kinds
  session::Group* group = nullptr;
  std::optional<session::Failure> failure;
};

// Receives events on the JavaScript thread. Alive until it has received its last one.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // Handles the first of these events, and as many behind it as are handled together. Returns how many; 0:
  // the environment is ending, and no event may be handled any more.
  virtual size_t receive(Event* events, size_t count) = 0;
};

class Channel {
 public:
  explicit Channel(Napi::Env env);
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // ---- any thread --------------------------------------------------------------------------------
  // Never fails: an answer that is lost would be waited for in vain. REQUIRES: reserve() has made room for
  // it.
  void post(Event event) noexcept;
  // From now on events are dropped, and the environment is not used.
  void close() noexcept;

  // ---- JavaScript thread -------------------------------------------------------------------------
  // Works like ref() and unref() of Node's handles. While there are more calls of ref() than of unref(), the
  // process stays alive.
  void ref();
  void unref();
  // Makes room for so many events that may be posted and have not been received. Throws std::bad_alloc, and
  // changes nothing then.
  void reserve(size_t events);
  // Gives room back: these events have been received, or will never be posted.
  void release(size_t events) { reserved_ -= events; }
  // Node's setImmediate. Once, before anything is posted.
  void use_immediate(Napi::Function set_immediate);

 private:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds kDrainTime{1};
  // How long the loop polls after the last event, if the average interval between events is below
  // kPollInterval.
  static constexpr std::chrono::microseconds kPollTime{100};
  static constexpr std::chrono::microseconds kPollInterval{60};

  static void on_wake(napi_env env, napi_value callback, void* context, void* data);
  void drain(Napi::Env env);
  void take_pending(Time now);
  bool must_drain_again(Time now);
  size_t deliver(Napi::Env env) noexcept;
  static size_t report(Napi::Env env, const Napi::Error& error);

  const napi_env env_;
  napi_threadsafe_function wake_ = nullptr;

  // JavaScript thread only.
  size_t refs_ = 0;
  size_t reserved_ = 0;  // events
  size_t room_ = 0;      // of pending_, and of one of draining_ and spare_
  std::vector<Event> draining_;
  std::vector<Event> spare_;                      // empty; takes the place of draining_ if it is larger
  size_t next_ = 0;                               // in draining_
  Time delivered_at_;                             // when the last event had been handled
  std::chrono::nanoseconds average_interval_{0};  // from then to the next event; recent ones count more
  Napi::FunctionReference set_immediate_;
  Napi::FunctionReference drain_;

  Mutex mutex_;
  std::vector<Event> pending_ GUARDED_BY(mutex_);
  bool drain_is_due_ GUARDED_BY(mutex_) = false;  // a drain is scheduled or running
  bool closed_ GUARDED_BY(mutex_) = false;
  // Written under mutex_. The loop polls it without the mutex: otherwise each post would have to fetch the
  // mutex's cache line back from the JavaScript thread.
  std::atomic<bool> any_pending_{false};
};

}  // namespace ascend_rx::addon
