#include "model.h"

#include "device/context.h"
#include "onnx/onnx_gate.h"
#include "process/failure.h"

namespace ascend_rx::runtime {

Model::Model(std::shared_ptr<Context> context, const OnnxSession::Source& source)
    : context_(std::move(context)), session_(std::make_unique<OnnxSession>(source)) {}

// Once the process ends the session is left alone: ONNX Runtime may be half gone.
Model::~Model() {
  executions_.clear();  // their values before the session
  if (const OnnxGate::Pass pass; pass) {
    session_.reset();
  } else {
    static_cast<void>(session_.release());
  }
}

void Model::use(Use kind) {
  Use before = Use::none;
  if (use_.compare_exchange_strong(before, kind) || before == kind) return;
  throw Failure(
      ACL_ERROR_GE_FAILURE,
      "one model id takes either aclmdlExecute or aclmdlExecuteAsync; load the model twice to use both");
}

}  // namespace ascend_rx::runtime
