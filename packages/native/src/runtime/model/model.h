// A loaded model: its session, the context it belongs to, and a pool of executions. Shared by the list of
// models and the executions under way, so that unloading waits for none. Thread-safe.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "acl/acl.h"
#include "onnx/onnx_session.h"

namespace ascend_rx::runtime {

class Context;
class Execution;

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

  // An execution out of the pool; give it back with Execution::recycle.
  std::unique_ptr<Execution> take_execution();
  void put_back(std::unique_ptr<Execution> execution);

 private:
  const std::shared_ptr<Context> context_;
  std::unique_ptr<OnnxSession> session_;
  std::atomic<Use> use_{Use::none};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Execution>> idle_;
};

}  // namespace ascend_rx::runtime
