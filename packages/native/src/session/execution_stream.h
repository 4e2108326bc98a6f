// A context, an execution stream in failure mode STOP that the device's report thread serves, and the model
// loaded for them. Owned by a Session, which calls it under its submission mutex.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "session/device.h"
#include "session/handles.h"
#include "session/load_end.h"
#include "session/model.h"

namespace ascend_rx::session {

class ExecutionStream {
 public:
  // REQUIRES: `device` is open; it and `load_end` outlive this.
  ExecutionStream(Device& device, std::shared_ptr<const ModelFile> file, LoadEnd& load_end);

  // Makes all of it. After a failure, close() and release() what has been made. The context becomes current.
  Outcome open();
  bool is_open() const { return stream_ != nullptr; }
  Status make_context_current() const;

  // Constant while the stream is open.
  aclrtStream get() const { return stream_.get(); }
  const Model& model() const { return *model_; }

  // `group` is reported by Completion::on_callback.
  Status launch_callback(Group& group, aclrtCallbackBlockType type) const;

  // Waits until the stream is empty or has failed, but no longer than a moment if the library can limit the
  // wait: see timed_out().
  Status synchronize_briefly() const;
  static bool timed_out(const Status& status) { return status.code() == ACL_ERROR_RT_STREAM_SYNC_TIMEOUT; }
  bool can_limit_waits() const { return static_cast<bool>(library_.acl.aclrtSynchronizeStreamWithTimeout); }

  // Gives the stream up. With `discard`, queued work is dropped and not awaited. Without, the stream is
  // empty. Idempotent.
  void close(bool discard);
  // Gives up model and context, which the memory of slots belongs to. REQUIRES: closed.
  void release();
  // After release(), for good: the model's file need not be kept for another open().
  void forget_file() { file_.reset(); }

 private:
  Device& device_;
  const Library& library_;
  std::shared_ptr<const ModelFile> file_;
  LoadEnd& load_end_;
  Context context_;
  Stream stream_;
  bool subscribed_ = false;
  std::unique_ptr<Model> model_;
};

}  // namespace ascend_rx::session
