// A context: its streams, and the failure state that they share. Alive from its creation until close().
// Threads may keep it longer as their current context, which then counts as none. Shared ownership,
// thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/base/handle.h"
#include "runtime/device/stream.h"

namespace ascend_rx::runtime {

class Device;

class Context : public Handle<Context, 0x434f4e5458u>, public std::enable_shared_from_this<Context> {
 public:
  enum class Kind { primary, created };

  Context(Device& device, Kind kind) : device_(device), kind_of_context_(kind) {}
  ~Context();

  Device& device() const { return device_; }
  Kind kind() const { return kind_of_context_; }
  bool alive() const { return alive_.load(std::memory_order_acquire); }

  // The stream that a null handle means; made at the first call.
  Stream& default_stream() EXCLUDES(mutex_);
  Stream& create_stream() EXCLUDES(mutex_);
  // Throws Failure for the default stream and for streams of other contexts.
  void destroy_stream(Stream& stream, bool force) EXCLUDES(mutex_);

  // One of its streams has tasks that are not done, or callbacks that have not been called.
  bool busy() const EXCLUDES(mutex_);

  std::vector<std::shared_ptr<Stream>> streams() const EXCLUDES(mutex_);

  // Throws Failure on the worker of one of its streams, for which close() would have to wait.
  void check_closing_thread() const EXCLUDES(mutex_);
  // Destroys all streams, and ends the loads under way; the context is no longer alive.
  void close() EXCLUDES(mutex_);

  // Ends the loads of models that are under way, and refuses later ones.
  void end_loads();
  // Throws Failure 107002 after end_loads().
  void check_loading() const;

  // Can be called once. Throws Failure.
  void set_failure_mode(uint64_t mode) EXCLUDES(mutex_);
  bool stops_on_failure() const { return stop_on_failure_.load(); }
  // A task has failed, and the failure mode is to stop: from now on all calls give this failure.
  void stop(const Outcome& failure) EXCLUDES(mutex_);
  bool stopped() const { return stopped_.load(std::memory_order_acquire); }
  void throw_if_stopped() const EXCLUDES(mutex_);

 private:
  Device& device_;
  const Kind kind_of_context_;
  std::atomic<bool> alive_{true};
  std::atomic<bool> loads_ended_{false};
  std::atomic<bool> stop_on_failure_{false};
  std::atomic<bool> stopped_{false};

  mutable Mutex mutex_;
  std::vector<std::shared_ptr<Stream>> streams_ GUARDED_BY(mutex_);
  Stream* default_stream_ GUARDED_BY(mutex_) = nullptr;  // one of them
  bool failure_mode_set_ GUARDED_BY(mutex_) = false;
  Outcome failure_ GUARDED_BY(mutex_);  // what stopped the context
};

// The calling thread's current context; throws Failure 107002 when there is none. Valid for the call.
std::shared_ptr<Context> current_context();
// The same, null when there is none.
std::shared_ptr<Context> current_context_or_null();

// The stream behind a handle, null meaning the current context's default stream. Throws Failure 107002 or,
// for what is no stream, 107017 (unverified on hardware).
Stream& stream_of(aclrtStream handle);
// The same for calls whose stream must belong to the current context (107003).
Stream& own_stream(aclrtStream handle);

}  // namespace ascend_rx::runtime
