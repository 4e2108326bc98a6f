// What one execution's runs read and write: inputs and outputs of a session, bound to memory that is not
// ours. Made once and used for as many runs on that memory as wanted, which spares each of them the search
// for names and values. Goes before its session. Not thread-safe.
#pragma once

#include "model/model_info.h"

struct OrtIoBinding;
struct OrtSession;

namespace ascend_rx::runtime {

class OnnxBinding {
 public:
  OnnxBinding() = default;
  // Once the process ends it is left alone.
  ~OnnxBinding();
  OnnxBinding(const OnnxBinding&) = delete;
  OnnxBinding& operator=(const OnnxBinding&) = delete;

  // Binds a tensor, in place of what it was bound to before. Throws Failure 507011. REQUIRES: an
  // OnnxGate::Pass; always the same session.
  void bind_input(OrtSession* session, const TensorInfo& tensor, void* data);
  void bind_output(OrtSession* session, const TensorInfo& tensor, void* data);

  const OrtIoBinding* get() const { return binding_; }

 private:
  void make(OrtSession* session);

  OrtIoBinding* binding_ = nullptr;
};

}  // namespace ascend_rx::runtime
