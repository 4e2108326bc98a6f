#include "runtime/device/context.h"

#include <algorithm>

#include "runtime/base/failure.h"
#include "runtime/checks/object_registry.h"
#include "runtime/checks/strict.h"
#include "runtime/device/device.h"
#include "runtime/device/thread_state.h"
#include "runtime/onnx/loading.h"

namespace ascend_rx::runtime {

Context::~Context() = default;

Stream& Context::default_stream() {
  const MutexLock lock(mutex_);
  if (!default_stream_) {
    streams_.push_back(std::make_shared<Stream>(*this));
    default_stream_ = streams_.back().get();
  }
  return *default_stream_;
}

Stream& Context::create_stream() {
  auto stream = std::make_shared<Stream>(*this);
  const MutexLock lock(mutex_);
  streams_.push_back(stream);
  try {
    ObjectRegistry::add(stream.get(), ObjectKind::stream);
  } catch (...) {
    streams_.pop_back();
    throw;
  }
  return *stream;
}

void Context::destroy_stream(Stream& stream, bool force) {
  std::shared_ptr<Stream> owned;
  {
    const MutexLock lock(mutex_);
    require(&stream != default_stream_, ACL_ERROR_RT_PARAM_INVALID, "the default stream cannot be destroyed");
    const auto found =
        std::find_if(streams_.begin(), streams_.end(), [&](auto& s) { return s.get() == &stream; });
    require(found != streams_.end(), ACL_ERROR_RT_STREAM_CONTEXT,
            "the stream belongs to another context than this thread's current one");
    owned = *found;
  }
  owned->close(force);
  ObjectRegistry::remove(owned.get());
  const MutexLock lock(mutex_);
  streams_.erase(std::remove(streams_.begin(), streams_.end(), owned), streams_.end());
}

std::vector<std::shared_ptr<Stream>> Context::streams() const {
  const MutexLock lock(mutex_);
  return streams_;
}

// Asks the streams without the lock: a stream takes it while it holds its own.
bool Context::busy() const {
  const auto all = streams();
  return std::any_of(all.begin(), all.end(),
                     [](auto& stream) { return stream->busy() || stream->has_pending_callbacks(); });
}

void Context::check_closing_thread() const {
  const auto all = streams();
  require(std::none_of(all.begin(), all.end(), [](auto& stream) { return stream->is_worker(); }),
          ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
          "a context cannot be destroyed from the exception-info callback of one of its own streams");
}

void Context::close() {
  alive_.store(false, std::memory_order_release);
  end_loads();
  std::vector<std::shared_ptr<Stream>> streams;
  {
    const MutexLock lock(mutex_);
    streams.swap(streams_);
    default_stream_ = nullptr;
  }
  for (const auto& stream : streams) {
    stream->close(false);
    ObjectRegistry::remove(stream.get());
  }
}

void Context::end_loads() {
  loads_ended_.store(true);
  Loading::end_all_in(this, ACL_ERROR_RT_CONTEXT_NULL);
}

void Context::check_loading() const {
  require(!loads_ended_.load(), ACL_ERROR_RT_CONTEXT_NULL, "the context is being destroyed");
}

void Context::set_failure_mode(uint64_t mode) {
  require(mode == ACL_CONTINUE_ON_FAILURE || mode == ACL_STOP_ON_FAILURE, ACL_ERROR_RT_PARAM_INVALID,
          "the mode is neither ACL_CONTINUE_ON_FAILURE nor ACL_STOP_ON_FAILURE");
  const MutexLock lock(mutex_);
  // Which code a second call gives is unverified on hardware.
  require(!failure_mode_set_, ACL_ERROR_RT_PARAM_INVALID, "the context's failure mode can be set only once");
  failure_mode_set_ = true;
  stop_on_failure_.store(mode == ACL_STOP_ON_FAILURE);
}

void Context::stop(const Outcome& failure) {
  const MutexLock lock(mutex_);
  if (failure_.code == ACL_SUCCESS) failure_ = failure;
  stopped_.store(true, std::memory_order_release);
}

void Context::throw_if_stopped() const {
  if (!stopped()) return;
  const MutexLock lock(mutex_);
  throw Failure(failure_.code, failure_.text + " (the context stopped with this failure)");
}

std::shared_ptr<Context> current_context_or_null() {
  const ThreadState* const state = thread_state();
  return state && state->context && state->context->alive() ? state->context : nullptr;
}

std::shared_ptr<Context> current_context() {
  std::shared_ptr<Context> context = current_context_or_null();
  require(context != nullptr, ACL_ERROR_RT_CONTEXT_NULL,
          "this thread has no current context; call aclrtSetCurrentContext or aclrtSetDevice on it first");
  return context;
}

Stream& stream_of(aclrtStream handle) {
  if (!handle) return current_context()->default_stream();
  if (strict()) ObjectRegistry::check(handle, ObjectKind::stream);
  Stream* const stream = Stream::from(handle);
  require(stream != nullptr, ACL_ERROR_RT_INVALID_HANDLE, "this is no stream, or one that was destroyed");
  return *stream;
}

Stream& own_stream(aclrtStream handle) {
  const std::shared_ptr<Context> context = current_context();
  if (!handle) return context->default_stream();
  Stream& stream = stream_of(handle);
  require(&stream.context() == context.get(), ACL_ERROR_RT_STREAM_CONTEXT,
          "the stream belongs to another context than this thread's current one");
  return stream;
}

}  // namespace ascend_rx::runtime
