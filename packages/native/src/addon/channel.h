// The way from native threads to the JavaScript thread of one Node environment: events in order, one
// coalesced wake-up for all that have come until JavaScript looks. However fast they come, the event loop
// gets its turns: of each, events take little more than kTurn, or as long as one of them takes.
//
// To be woken costs both sides more than many small inferences. So where events have come soon after each
// other of late, the event loop goes on looking for a moment before it sleeps, once a turn, and meanwhile
// nobody wakes it.
#pragma once

#include <napi.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

#include "group.h"
#include "status.h"

namespace ascend_rx::addon {

class Receiver;

// Something that happened on a native thread. Which kinds there are is between sender and receiver.
struct Event {
  Receiver* receiver = nullptr;
  int kind = 0;
  acl::Group* group = nullptr;
  std::optional<acl::Failure> failure;
};

// Takes events on the JavaScript thread. Alive until it has received its last one.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // Takes the first of these events, and as many behind it as go with it. 0: the environment is ending, and
  // nothing else may be told.
  virtual size_t receive(Event* events, size_t count) = 0;
};

class Channel {
 public:
  explicit Channel(Napi::Env env);
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // ---- any thread --------------------------------------------------------------------------------
  void post(Event event);
  // From now on events are thrown away, and the environment is not touched.
  void close();

  // ---- JavaScript thread -------------------------------------------------------------------------
  // While anything is held, the process stays alive. Counted.
  void hold();
  void release();
  // Node's setImmediate, before anything is posted.
  void use_immediate(Napi::Function set_immediate);

 private:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::milliseconds kTurn{1};
  // How long the loop looks for more, if it has not had to wait longer than the second one on average.
  static constexpr std::chrono::microseconds kLinger{100};
  static constexpr std::chrono::microseconds kShortWait{60};

  static void on_wake(napi_env env, napi_value callback, void* context, void* data);
  void drain(Napi::Env env);
  void take_pending(Time now);
  bool leave_off(Time now);
  size_t tell(Napi::Env env);

  const napi_env env_;
  napi_threadsafe_function wake_ = nullptr;

  // JavaScript thread only.
  size_t holds_ = 0;
  std::vector<Event> draining_;
  size_t next_ = 0;                   // of those
  Time told_at_;                      // when the last one had been told
  std::chrono::nanoseconds wait_{0};  // from then to the next one, of late
  Napi::FunctionReference set_immediate_;
  Napi::FunctionReference drain_;

  std::mutex mutex_;
  std::vector<Event> pending_;  // guarded by mutex_
  bool signalled_ = false;      // guarded by mutex_: a drain is on its way, or under way
  bool closed_ = false;         // guarded by mutex_
  // Written under mutex_. The loop looks for more without it: whoever posts would have to fetch it back.
  std::atomic<bool> any_pending_{false};
};

}  // namespace ascend_rx::addon
