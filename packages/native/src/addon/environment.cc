#include "environment.h"

#include <cstdlib>

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

void stop_all() {
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

void Environment::stop() {
  channel_.close();
  const std::lock_guard lock(mutex_);
  for (acl::Device* device : devices_) device->abandon();
}

}  // namespace ascend_rx::addon
