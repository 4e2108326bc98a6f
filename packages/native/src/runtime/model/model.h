// A loaded model: its session, the context it belongs to, and a pool of executions. Shared by the list of
// models and the executions under way, so that unloading waits for none. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "acl/acl.h"
#include "execution_pool.h"
#include "onnx/onnx_session.h"
#include "pace.h"

namespace ascend_rx::runtime {

class Context;

class Model : public std::enable_shared_from_this<Model> {
 public:
  // Throws Failure. REQUIRES: an OnnxGate::Pass.
  Model(std::shared_ptr<Context> context, const OnnxSession::Source& source);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  const std::shared_ptr<Context>& context() const { return context_; }
  const std::shared_ptr<const ModelInfo>& info() const { return session_->info(); }
  const OnnxSession& session() const { return *session_; }

  enum class Use { none, at_once, queued };
  // The first use fixes the kind; throws Failure 500002 for the other.
  void use(Use kind);
  // The same, but fixes nothing.
  void check_use(Use kind) const;

  // For strict checks: an execution of it goes to a stream, or is made at once (throws Failure, or prints,
  // when others are under way that it is not behind), and is over.
  static constexpr uint32_t at_once = UINT32_MAX;
  void begin_on(uint32_t stream);
  void end();
  bool busy();

  ExecutionPool& executions() { return executions_; }
  // How long its runs with that shape, one of its own, take.
  Pace& pace(const Shape& shape) { return paces_[static_cast<size_t>(&shape - info()->shapes.data())]; }

 private:
  const std::shared_ptr<Context> context_;
  std::unique_ptr<OnnxSession> session_;
  std::atomic<Use> use_{Use::none};
  ExecutionPool executions_;
  std::vector<Pace> paces_;  // of every shape

  std::mutex strict_mutex_;
  uint32_t stream_ = 0;  // guarded by strict_mutex_, as is the next: of the executions under way
  size_t under_way_ = 0;
};

}  // namespace ascend_rx::runtime
