#include "addon/environment.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <future>
#include <mutex>
#include <thread>

namespace ascend_rx::addon {
namespace {

// Never destroyed: the exit handler runs among the destructors of static objects.
struct Environments {
  Mutex mutex;
  std::unordered_set<Environment*> all GUARDED_BY(mutex);
};

Environments& environments() {
  static Environments* const instance = new Environments;
  return *instance;
}

// The exit code of a process in which threads did not stop in time. -1: they have stopped.
std::atomic<int> exit_code_of_hung_process{-1};

// A thread that still runs uses a library whose static objects exit() is about to destroy. So the process
// ends without destroying them. JavaScript loses nothing: its exit event is over.
void stop_all() {
  if (const int code = exit_code_of_hung_process.load(); code >= 0) {
    static_cast<void>(std::fflush(nullptr));
    _exit(code);
  }
  Environments& known = environments();
  const MutexLock lock(known.mutex);
  for (Environment* environment : known.all) environment->stop();
}

// exit() destroys the locals of its thread before it calls any handler. A handler would be too late: a
// library that another thread is loading registers destructors meanwhile, and exit() calls what was
// registered last first. So where the main thread calls exit(), as in Node, everything stops in this
// destructor.
class EndOfMainThread {
 public:
  EndOfMainThread() = default;
  EndOfMainThread(const EndOfMainThread&) = delete;
  EndOfMainThread& operator=(const EndOfMainThread&) = delete;
  ~EndOfMainThread() {
    if (syscall(SYS_gettid) == getpid()) stop_all();
  }
};

void stop_at_end_of_main_thread() {
  const thread_local EndOfMainThread end;
  static_cast<void>(end);
}

// Locals are destroyed in reverse order, and those of a runtime may wait for a load. Made when the process
// begins to exit, this one comes before them.
void stop_before_other_locals() {
  const thread_local EndOfMainThread end;
  static_cast<void>(end);
}

// Without memory for a handler, a process that closes its devices still ends properly.
void register_exit_handler() { static_cast<void>(std::atexit(&stop_all)); }

}  // namespace

void Environment::make(Napi::Env env) {
  static std::once_flag once;
  std::call_once(once, register_exit_handler);
  stop_at_end_of_main_thread();
  const std::shared_ptr<Environment> environment(new Environment(env));
  env.SetInstanceData(new std::shared_ptr<Environment>(environment));
  Environments& known = environments();
  {
    const MutexLock lock(known.mutex);
    known.all.insert(environment.get());
  }
  // Hooks run in reverse order: added after the thread-safe function was made, this one runs while it exists.
  env.AddCleanupHook([environment] { environment->stop(); });
}

std::shared_ptr<Environment> Environment::of(Napi::Env env) {
  return *env.GetInstanceData<std::shared_ptr<Environment>>();
}

Environment::~Environment() {
  stop();
  Environments& known = environments();
  const MutexLock lock(known.mutex);
  known.all.erase(this);
}

void Environment::add(session::Device& device) {
  const MutexLock lock(mutex_);
  devices_.insert(&device);
}

void Environment::remove(session::Device& device) {
  const MutexLock lock(mutex_);
  devices_.erase(&device);
}

void Environment::runtime_loaded() {
  static std::once_flag once;
  std::call_once(once, register_exit_handler);
}

void Environment::stop_at_exit(Napi::Env env, int code) {
  // stop() waits for the inference that runs. The embedded runtime ends that after the operator that runs.
  constexpr std::chrono::milliseconds patience{250};
  const std::shared_ptr<Environment> self = of(env);
  stop_before_other_locals();
  try {
    std::promise<void> stopped;
    std::future<void> soon = stopped.get_future();
    std::thread([self, stopped = std::move(stopped)]() mutable {
      self->stop();
      stopped.set_value();
    }).detach();
    if (soon.wait_for(patience) != std::future_status::ready) exit_code_of_hung_process.store(code);
  } catch (const std::exception&) {
    // Without a thread to wait for, this one stops them all, and takes as long as that takes.
    self->stop();
  }
}

void Environment::stop() {
  channel_.close();
  preparing_.stop();
  const MutexLock lock(mutex_);
  for (session::Device* device : devices_) device->stop();
}

}  // namespace ascend_rx::addon
