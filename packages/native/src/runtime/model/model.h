// A loaded model: its session, the context that it belongs to, and a pool of executions. Shared by the list
// of models and the executions under way, so that unloading need not wait for them. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/device/recent_run_times.h"
#include "runtime/model/execution_pool.h"
#include "runtime/onnx/onnx_session.h"

namespace ascend_rx::runtime {

class Context;
class Loading;

class Model : public std::enable_shared_from_this<Model> {
 public:
  // Throws Failure. REQUIRES: an OnnxAccess::Guard.
  Model(std::shared_ptr<Context> context, const OnnxSession::Source& source, Loading& loading);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const std::shared_ptr<Context>& context() const { return context_; }
  const std::shared_ptr<const ModelInfo>& info() const { return session_->info(); }
  const OnnxSession& session() const { return *session_; }

  enum class Use { none, synchronous, asynchronous };
  // The first use fixes the kind. Throws Failure 500002 for the other kind.
  void use(Use kind);
  // Throws like use(), but does not fix the kind.
  void check_use(Use kind) const;

  // For strict checks: an execution begins, on a stream or (`no_stream`) synchronously; and ends. Reports a
  // misuse when executions are under way that it is not ordered behind.
  static constexpr uint32_t no_stream = UINT32_MAX;
  void begin_execution(uint32_t stream) EXCLUDES(strict_mutex_);
  void end_execution() EXCLUDES(strict_mutex_);
  bool busy() EXCLUDES(strict_mutex_);

  ExecutionPool& executions() { return executions_; }
  // The times of its runs with that shape, which is one of its own.
  RecentRunTimes& run_times(const Shape& shape) {
    return run_times_[static_cast<size_t>(&shape - info()->shapes.data())];
  }

 private:
  const std::shared_ptr<Context> context_;
  std::unique_ptr<OnnxSession> session_;
  std::atomic<Use> use_{Use::none};
  ExecutionPool executions_;
  std::vector<RecentRunTimes> run_times_;  // for each shape

  Mutex strict_mutex_;
  uint32_t stream_ GUARDED_BY(strict_mutex_) = 0;   // of the executions under way
  size_t under_way_ GUARDED_BY(strict_mutex_) = 0;  // executions
};

}  // namespace ascend_rx::runtime
