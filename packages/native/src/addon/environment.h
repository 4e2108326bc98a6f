// All state of the addon in one Node environment (the main thread, a worker): made when the addon is loaded
// there, gone when the environment ends. Before that, devices that were not closed are stopped: by the
// environment's cleanup hook, or at process exit, which skips hooks.
#pragma once

#include <napi.h>

#include <memory>
#include <unordered_set>

#include "addon/channel.h"
#include "addon/preparing.h"
#include "base/mutex.h"
#include "session/device.h"

namespace ascend_rx::addon {

class Environment {
 public:
  // Makes the state of `env`, and registers what stops it. JavaScript thread, once per environment.
  static void make(Napi::Env env);
  // Shared with the objects of the environment: at its end they are destroyed in any order.
  static std::shared_ptr<Environment> of(Napi::Env env);

  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  Channel& channel() { return channel_; }
  Preparing& preparing() { return preparing_; }

  // A device to be stopped when the environment or the process ends. JavaScript thread.
  void add(session::Device& device);
  // After its close; or before it is destroyed, so that no other thread stops it any more.
  void remove(session::Device& device);

  // A runtime has loaded a model, and with it libraries that register exit handlers. Exit handlers run in
  // reverse order: registered once more now, ours runs first, before those libraries are shut down.
  static void runtime_loaded();

  // stop(), for a process that is about to exit with this code; does not wait long. JavaScript thread, once.
  static void stop_at_exit(Napi::Env env, int code);

  // Stops every native thread of this environment. Any thread; idempotent.
  void stop();

 private:
  explicit Environment(Napi::Env env) : channel_(env), preparing_(channel_) {}

  // Members are destroyed in reverse order.
  Channel channel_;
  Preparing preparing_;
  Mutex mutex_;
  std::unordered_set<session::Device*> devices_ GUARDED_BY(mutex_);
};

}  // namespace ascend_rx::addon
