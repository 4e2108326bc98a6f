#include "session/execution_stream.h"

#include <utility>

#include "session/completion.h"

namespace ascend_rx::session {
namespace {

// How long one wait for the stream may last before the thread looks whether it is to stop.
constexpr int32_t kWaitSliceMs = 50;

}  // namespace

ExecutionStream::ExecutionStream(Device& device, std::shared_ptr<const ModelFile> file, LoadEnd& load_end)
    : device_(device), library_(device.library()), file_(std::move(file)), load_end_(load_end) {}

Outcome ExecutionStream::open() {
  const Functions& acl = library_.acl;
  void* handle = nullptr;
  if (const Status s = acl.aclrtCreateContext(&handle, device_.id()); !s.ok()) return library_.describe(s);
  context_ = Context(handle, {&library_});
  if (const Status s = acl.aclrtCreateStream(&handle); !s.ok()) return library_.describe(s);
  stream_ = Stream(handle, {&library_});
  // Missing before ACL 1.4: there the tasks behind a failed one run, and only a synchronization finds
  // failures.
  if (acl.aclrtSetStreamFailureMode) {
    constexpr uint64_t kStopOnFailure = 1;
    if (const Status s = acl.aclrtSetStreamFailureMode(stream_.get(), kStopOnFailure); !s.ok()) {
      return library_.describe(s);
    }
  }
  if (const Status s = device_.subscribe(stream_.get()); !s.ok()) return library_.describe(s);
  subscribed_ = true;
  const LoadEnd::Load load(load_end_, context_.get());
  if (!load) {
    return Failure{acl.aclmdlLoadFromFile.name(), ACL_ERROR_RT_CONTEXT_NULL, "its device is being closed"};
  }
  Result<std::unique_ptr<Model>> loaded = Model::load(library_, *file_);
  if (auto* failure = std::get_if<Failure>(&loaded)) return std::move(*failure);
  model_ = std::move(std::get<std::unique_ptr<Model>>(loaded));
  return std::nullopt;
}

Status ExecutionStream::make_context_current() const {
  return library_.acl.aclrtSetCurrentContext(context_.get());
}

Status ExecutionStream::launch_callback(Group& group, aclrtCallbackBlockType type) const {
  return library_.acl.aclrtLaunchCallback(&Completion::on_callback, &group, type, stream_.get());
}

Status ExecutionStream::synchronize_briefly() const {
  const Functions& acl = library_.acl;
  return can_limit_waits() ? acl.aclrtSynchronizeStreamWithTimeout(stream_.get(), kWaitSliceMs)
                           : acl.aclrtSynchronizeStream(stream_.get());
}

// An empty stream is given up in the one order that is safe everywhere: synchronize, unsubscribe, destroy. A
// stream that cannot be synchronized may hold anything.
void ExecutionStream::close(bool discard) {
  if (!stream_) return;
  const Functions& acl = library_.acl;
  if (!discard) {
    const Status waited = acl.aclrtSynchronizeStream(stream_.get());
    library_.record_release(waited);
    discard = !waited.ok();
  }
  if (discard && acl.aclrtDestroyStreamForce) {
    library_.record_release(acl.aclrtDestroyStreamForce(stream_.release()));
    if (subscribed_) device_.subscription_ended();
  } else if (subscribed_) {
    library_.record_release(device_.unsubscribe(stream_.get()));
  }
  subscribed_ = false;
  stream_.reset();
}

void ExecutionStream::release() {
  model_.reset();
  context_.reset();
}

}  // namespace ascend_rx::session
