#include "live_streams.h"

#include "process/process_end.h"
#include "stream.h"

namespace ascend_rx::runtime {

LiveStreams& LiveStreams::instance() {
  static LiveStreams* const the_one = [] {
    stop_at_exit();  // for programs that never call aclInit
    return new LiveStreams;
  }();
  return *the_one;
}

void LiveStreams::add(Stream& stream) {
  const std::lock_guard lock(mutex_);
  streams_.insert(&stream);
}

void LiveStreams::remove(Stream& stream) {
  const std::lock_guard lock(mutex_);
  streams_.erase(&stream);
}

// A thread that closes a stream meanwhile waits here with removing it, so that none goes away under us.
void LiveStreams::stop() {
  const std::lock_guard lock(mutex_);
  for (Stream* const stream : streams_) stream->stop_for_good();
  for (Stream* const stream : streams_) stream->wait_until_stopped();
}

}  // namespace ascend_rx::runtime
