#include "model.h"

#include <string>

#include "device/context.h"
#include "onnx/onnx_gate.h"
#include "process/failure.h"
#include "process/strict.h"

namespace ascend_rx::runtime {

Model::Model(std::shared_ptr<Context> context, const OnnxSession::Source& source)
    : context_(std::move(context)),
      session_(std::make_unique<OnnxSession>(source)),
      paces_(info()->shapes.size()) {}

// Once the process ends the session is left alone: ONNX Runtime may be half gone.
Model::~Model() {
  executions_.clear();  // their values before the session
  if (const OnnxGate::Pass pass; pass) {
    session_.reset();
  } else {
    static_cast<void>(session_.release());
  }
}

// Looked at first: to write there, even the same, takes the memory around it from whoever runs executions.
void Model::use(Use kind) {
  if (use_.load(std::memory_order_relaxed) == kind) return;
  Use before = Use::none;
  if (!use_.compare_exchange_strong(before, kind)) check_use(kind);
}

void Model::check_use(Use kind) const {
  const Use before = use_.load();
  if (before == Use::none || before == kind) return;
  throw Failure(
      ACL_ERROR_GE_FAILURE,
      "one model id takes either aclmdlExecute or aclmdlExecuteAsync; load the model twice to use both");
}

void Model::begin_on(uint32_t stream) {
  const std::lock_guard lock(strict_mutex_);
  if (under_way_ > 0 && (stream != stream_ || stream == at_once)) {
    mistake(ACL_ERROR_GE_FAILURE,
            std::string("the model has executions under way on another ") +
                (stream == at_once ? "thread" : "stream") +
                ", with which it would share its working memory; load the model once for each");
  }
  stream_ = stream;
  ++under_way_;
}

void Model::end() {
  const std::lock_guard lock(strict_mutex_);
  if (under_way_ > 0) --under_way_;
}

bool Model::busy() {
  const std::lock_guard lock(strict_mutex_);
  return under_way_ > 0;
}

}  // namespace ascend_rx::runtime
