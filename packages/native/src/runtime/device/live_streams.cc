#include "runtime/device/live_streams.h"

#include "runtime/base/process_end.h"
#include "runtime/device/stream.h"

namespace ascend_rx::runtime {

LiveStreams& LiveStreams::instance() {
  static LiveStreams* const the_one = [] {
    stop_at_exit();  // for programs that never call aclInit
    return new LiveStreams;
  }();
  return *the_one;
}

void LiveStreams::add(Stream& stream) {
  const MutexLock lock(mutex_);
  streams_.insert(&stream);
}

void LiveStreams::remove(Stream& stream) {
  const MutexLock lock(mutex_);
  streams_.erase(&stream);
}

// A thread that destroys a stream meanwhile waits in remove(), so that the streams here stay.
void LiveStreams::stop() {
  const MutexLock lock(mutex_);
  for (Stream* const stream : streams_) stream->stop_for_good();
  for (Stream* const stream : streams_) stream->wait_until_stopped();
}

}  // namespace ascend_rx::runtime
