// The memory that the runs of one execution read and write: inputs and outputs of a session, bound to memory
// that the binding does not own. Used for every run on that memory, so that no run has to look up names and
// to make values. Must be destroyed before its session. Not thread-safe.
#pragma once

#include "runtime/tensors/model_info.h"

struct OrtIoBinding;
struct OrtSession;

namespace ascend_rx::runtime {

class OnnxBinding {
 public:
  OnnxBinding() = default;
  // Once the process ends, ONNX Runtime's binding is not released.
  ~OnnxBinding();
  OnnxBinding(const OnnxBinding&) = delete;
  OnnxBinding& operator=(const OnnxBinding&) = delete;

  // Binds a tensor; replaces an earlier binding of it. Throws Failure 507011. REQUIRES: an OnnxAccess::Guard,
  // and the same session every time.
  void bind_input(OrtSession* session, const TensorInfo& tensor, void* data);
  void bind_output(OrtSession* session, const TensorInfo& tensor, void* data);

  const OrtIoBinding* get() const { return binding_; }

 private:
  void make(OrtSession* session);

  OrtIoBinding* binding_ = nullptr;
};

}  // namespace ascend_rx::runtime
