// One model in ONNX Runtime: describes it and runs it. Several threads may run it at the same time. Owned by
// its Model. Every member function but info() REQUIRES an OnnxAccess::Guard.
#pragma once

#include <memory>
#include <vector>

#include "acl/acl.h"
#include "runtime/onnx/load_session.h"
#include "runtime/tensors/model_info.h"

namespace ascend_rx::runtime {

class Loading;
class ModelLoader;
class OnnxBinding;
class OnnxValues;
class RunControl;

class OnnxSession {
 public:
  using Source = ModelSource;

  // Throws a Failure that says what is wrong with the model, how to install ONNX Runtime, or that the load
  // was to end.
  OnnxSession(const Source& source, Loading& loading);
  OnnxSession(const OnnxSession&) = delete;
  OnnxSession& operator=(const OnnxSession&) = delete;

  const std::shared_ptr<const ModelInfo>& info() const { return info_; }

  // For bindings.
  OrtSession* get() const { return session_.get(); }

  // Runs on the memory of the binding, which binds every tensor of one of the shapes of info(). Throws
  // Failure 507011 with ONNX Runtime's message. REQUIRES: info()->direct().
  void run(const OnnxBinding& binding, const RunControl& control) const;
  // Runs on those inputs, one for each of the network's; makes `outputs`, one for each of the model's, in
  // memory of ONNX Runtime or, where an output is an input, in that of the input. Throws like the other one.
  void run(OnnxValues& inputs, OnnxValues& outputs, const RunControl& control) const;

 private:
  explicit OnnxSession(ModelLoader loaded);

  const OnnxLibrary& onnx_;
  const OwnedSession session_;
  const std::shared_ptr<const ModelInfo> info_;
  std::vector<const char*> input_names_;   // the network's; point into info_
  std::vector<const char*> output_names_;  // point into info_
};

}  // namespace ascend_rx::runtime
