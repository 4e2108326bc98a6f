#include "environment.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

namespace ascend_rx::addon {
namespace {

// Never destroyed: the exit handler runs among the destructors of static objects.
struct Environments {
  std::mutex mutex;
  std::unordered_set<Environment*> all;
};

Environments& environments() {
  static Environments* const instance = new Environments;
  return *instance;
}

// The exit code of a process that does not wait any longer; none: it does.
std::atomic<int> code_of_hung_process{-1};

// What still runs is in the middle of a library that exit() is about to take apart: without that, then.
// Nothing of JavaScript's is lost, as its exit event is over.
void stop_all() {
  if (const int code = code_of_hung_process.load(); code >= 0) {
    static_cast<void>(std::fflush(nullptr));
    _exit(code);
  }
  Environments& known = environments();
  const std::lock_guard lock(known.mutex);
  for (Environment* environment : known.all) environment->stop();
}

// Where there is no room for a handler, a process that closes its devices still ends well.
void register_exit_handler() { static_cast<void>(std::atexit(&stop_all)); }

}  // namespace

void Environment::make(Napi::Env env) {
  static std::once_flag once;
  std::call_once(once, register_exit_handler);
  const std::shared_ptr<Environment> environment(new Environment(env));
  env.SetInstanceData(new std::shared_ptr<Environment>(environment));
  Environments& known = environments();
  {
    const std::lock_guard lock(known.mutex);
    known.all.insert(environment.get());
  }
  // Hooks run in reverse order: made after the thread-safe function, this one finds it alive.
  env.AddCleanupHook([environment] { environment->stop(); });
}

std::shared_ptr<Environment> Environment::of(Napi::Env env) {
  return *env.GetInstanceData<std::shared_ptr<Environment>>();
}

Environment::~Environment() {
  stop();
  Environments& known = environments();
  const std::lock_guard lock(known.mutex);
  known.all.erase(this);
}

void Environment::add(acl::Device& device) {
  const std::lock_guard lock(mutex_);
  devices_.insert(&device);
}

void Environment::remove(acl::Device& device) {
  const std::lock_guard lock(mutex_);
  devices_.erase(&device);
}

void Environment::runtime_loaded() {
  static std::once_flag once;
  std::call_once(once, register_exit_handler);
}

void Environment::stop_at_exit(Napi::Env env, int code) {
  // A stop takes as long as the inference that runs, and that as long as its present operator.
  constexpr std::chrono::milliseconds patience{250};
  std::promise<void> stopped;
  std::future<void> soon = stopped.get_future();
  std::thread([self = of(env), stopped = std::move(stopped)]() mutable {
    self->stop();
    stopped.set_value();
  }).detach();
  if (soon.wait_for(patience) != std::future_status::ready) code_of_hung_process.store(code);
}

void Environment::stop() {
  channel_.close();
  const std::lock_guard lock(mutex_);
  for (acl::Device* device : devices_) device->abandon();
}

}  // namespace ascend_rx::addon
