// All state of the addon in one Node environment (the main thread, a worker, each jest context's
// process): made when the addon is loaded there, gone when the environment ends. Devices that were not
// closed are abandoned first, on the environment's cleanup hook, or at process exit, which skips hooks.
#pragma once

#include <napi.h>

#include <memory>
#include <mutex>
#include <unordered_set>

#include "channel.h"
#include "device.h"

namespace ascend_rx::addon {

class Environment {
 public:
  // Makes the state of `env` and registers how it ends. JavaScript thread, once per environment.
  static void make(Napi::Env env);
  // Shared with the objects of the environment: at its end they go in no order that could be relied on.
  static std::shared_ptr<Environment> of(Napi::Env env);

  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  Channel& channel() { return channel_; }

  // A device that must be abandoned when the environment or the process ends. JavaScript thread.
  void add(acl::Device& device);
  // After its close; or before it is destroyed, so that nobody else is at it any more.
  void remove(acl::Device& device);

  // A runtime has loaded a model, and with it whatever registers exit handlers of its own. Those run in
  // reverse order: registered again now, ours comes first and finds the runtime whole.
  static void runtime_loaded();

  // stop(), for a process that ends with this code; it does not wait long. JavaScript thread, once.
  static void stop_at_exit(Napi::Env env, int code);

  // Stops every thread of ours in this environment. Any thread; idempotent.
  void stop();

 private:
  explicit Environment(Napi::Env env) : channel_(env) {}

  // The order of members is the order of destruction, reversed.
  Channel channel_;
  std::mutex mutex_;
  std::unordered_set<acl::Device*> devices_;  // guarded by mutex_
};

}  // namespace ascend_rx::addon
