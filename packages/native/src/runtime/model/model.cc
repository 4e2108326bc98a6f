#include "runtime/model/model.h"

#include <string>

#include "runtime/base/failure.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/onnx/onnx_access.h"

namespace ascend_rx::runtime {

Model::Model(std::shared_ptr<Context> context, const OnnxSession::Source& source, Loading& loading)
    : context_(std::move(context)),
      session_(std::make_unique<OnnxSession>(source, loading)),
      run_times_(info()->shapes.size()) {}

// Once the process ends the session is not released: ONNX Runtime may be partly destroyed.
Model::~Model() {
  executions_.clear();  // their bindings must go before the session
  if (const OnnxAccess::Guard access; access) {
    session_.reset();
  } else {
    static_cast<void>(session_.release());
  }
}

// Reads first: a write, even of the same value, takes the cache line away from the thread that runs
// executions.
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

void Model::begin_execution(uint32_t stream) {
  const MutexLock lock(strict_mutex_);
  if (under_way_ > 0 && (stream != stream_ || stream == no_stream)) {
    report_misuse(ACL_ERROR_GE_FAILURE,
                  std::string("the model has executions under way on another ") +
                      (stream == no_stream ? "thread" : "stream") +
                      ", with which it would share its working memory; load the model once for each");
  }
  stream_ = stream;
  ++under_way_;
}

void Model::end_execution() {
  const MutexLock lock(strict_mutex_);
  if (under_way_ > 0) --under_way_;
}

bool Model::busy() {
  const MutexLock lock(strict_mutex_);
  return under_way_ > 0;
}

}  // namespace ascend_rx::runtime
