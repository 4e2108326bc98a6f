#include "context.h"

#include <algorithm>

#include "device.h"
#include "process/failure.h"
#include "process/objects.h"
#include "process/strict.h"
#include "process/thread_state.h"

namespace ascend_rx::runtime {

Context::~Context() = default;

Stream& Context::default_stream() {
  const std::lock_guard lock(mutex_);
  if (!default_stream_) {
    streams_.push_back(std::make_shared<Stream>(*this));
    default_stream_ = streams_.back().get();
  }
  return *default_stream_;
}

Stream& Context::create_stream() {
  auto stream = std::make_shared<Stream>(*this);
  Objects::born(stream.get(), ObjectKind::stream);
  const std::lock_guard lock(mutex_);
  streams_.push_back(std::move(stream));
  return *streams_.back();
}

void Context::destroy_stream(Stream& stream, bool force) {
  std::shared_ptr<Stream> owned;
  {
    const std::lock_guard lock(mutex_);
    require(&stream != default_stream_, ACL_ERROR_RT_PARAM_INVALID, "the default stream cannot be destroyed");
    const auto found =
        std::find_if(streams_.begin(), streams_.end(), [&](auto& s) { return s.get() == &stream; });
    require(found != streams_.end(), ACL_ERROR_RT_STREAM_CONTEXT,
            "the stream belongs to another context than this thread's current one");
    owned = *found;
  }
  owned->close(force);
  Objects::died(owned.get());
  const std::lock_guard lock(mutex_);
  streams_.erase(std::remove(streams_.begin(), streams_.end(), owned), streams_.end());
}

std::vector<std::shared_ptr<Stream>> Context::streams() const {
  const std::lock_guard lock(mutex_);
  return streams_;
}

// Without the lock: a stream takes it under its own.
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
  std::vector<std::shared_ptr<Stream>> streams;
  {
    const std::lock_guard lock(mutex_);
    streams.swap(streams_);
    default_stream_ = nullptr;
  }
  for (const auto& stream : streams) {
    stream->close(false);
    Objects::died(stream.get());
  }
}

void Context::set_failure_mode(uint64_t mode) {
  require(mode == ACL_CONTINUE_ON_FAILURE || mode == ACL_STOP_ON_FAILURE, ACL_ERROR_RT_PARAM_INVALID,
          "the mode is neither ACL_CONTINUE_ON_FAILURE nor ACL_STOP_ON_FAILURE");
  const std::lock_guard lock(mutex_);
  // Which code a second call gives is unverified on hardware.
  require(!failure_mode_set_, ACL_ERROR_RT_PARAM_INVALID, "the context's failure mode can be set only once");
  failure_mode_set_ = true;
  stop_on_failure_.store(mode == ACL_STOP_ON_FAILURE);
}

void Context::stop(const Outcome& failure) {
  const std::lock_guard lock(mutex_);
  if (failure_.code == ACL_SUCCESS) failure_ = failure;
  stopped_.store(true, std::memory_order_release);
}

void Context::throw_if_stopped() const {
  if (!stopped()) return;
  const std::lock_guard lock(mutex_);
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
  if (strict()) Objects::check(handle, ObjectKind::stream);
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
