#include "runtime/device/subscriptions.h"

#include <pthread.h>

#include <algorithm>

#include "runtime/base/failure.h"
#include "runtime/device/context.h"
#include "runtime/device/stream.h"
#include "runtime/device/thread_state.h"

namespace ascend_rx::runtime {

Subscriptions& Subscriptions::instance() {
  static Subscriptions* const the_one = new Subscriptions;
  return *the_one;
}

void Subscriptions::subscribe(uint64_t thread, Stream& stream) {
  const MutexLock lock(mutex_);
  require(!stream.subscription().group, ACL_ERROR_RT_STREAM_SUBSCRIBE,
          "the stream is subscribed already; unsubscribe it first");
  Entry& entry = threads_[thread];
  try {
    subscribe(entry, thread, stream);
  } catch (...) {
    if (entry.streams == 0) threads_.erase(thread);
    throw;
  }
}

void Subscriptions::subscribe(Entry& entry, uint64_t thread, Stream& stream) {
  Device& device = stream.context().device();
  if (!entry.group) {
    entry.group = std::make_shared<ReportGroup>(device);
    groups_.erase(std::remove_if(groups_.begin(), groups_.end(), [](auto& group) { return group.expired(); }),
                  groups_.end());
    groups_.push_back(entry.group);
  }
  require(&entry.group->device() == &device, ACL_ERROR_RT_THREAD_SUBSCRIBE,
          "the thread serves streams of another device; a thread serves one device");
  stream.attach(entry.group, thread);
  try {
    entry.group->add(stream);
  } catch (...) {
    stream.detach();
    throw;
  }
  ++entry.streams;
}

// REQUIRES: the stream is subscribed to that thread. The thread's entry goes with its last stream.
std::shared_ptr<ReportGroup> Subscriptions::detach(uint64_t thread, Stream& stream) {
  const auto found = threads_.find(thread);
  std::shared_ptr<ReportGroup> group = found->second.group;
  group->remove(stream);
  stream.detach();
  if (--found->second.streams == 0) {
    threads_.erase(found);
    group->close();
  }
  return group;
}

void Subscriptions::unsubscribe(uint64_t thread, Stream& stream) {
  std::shared_ptr<ReportGroup> group;
  {
    const MutexLock lock(mutex_);
    const Stream::Subscription now = stream.subscription();
    require(now.group != nullptr, ACL_ERROR_RT_STREAM_SUBSCRIBE, "the stream is not subscribed");
    require(now.thread == thread, ACL_ERROR_RT_THREAD_SUBSCRIBE,
            "the stream is subscribed to another thread");
    group = detach(thread, stream);
    if (group->drop(stream)) stream.callback_returned(false);
  }
  group->wait_until_left(stream, false);
}

void Subscriptions::remove(Stream& stream) {
  const MutexLock lock(mutex_);
  const Stream::Subscription now = stream.subscription();
  if (now.group) detach(now.thread, stream);
}

std::shared_ptr<ReportGroup> Subscriptions::group_of_this_thread() {
  ThreadState* const state = thread_state();
  if (state && state->reports && !state->reports->closed()) return state->reports;
  std::shared_ptr<ReportGroup> group;
  {
    const MutexLock lock(mutex_);
    const auto found = threads_.find(static_cast<uint64_t>(pthread_self()));
    if (found != threads_.end()) group = found->second.group;
  }
  if (state) state->reports = group;
  return group;
}

void Subscriptions::stop() {
  const MutexLock lock(mutex_);
  for (const std::weak_ptr<ReportGroup>& known : groups_) {
    if (const auto group = known.lock()) group->close();
  }
}

}  // namespace ascend_rx::runtime
