// One model in ONNX Runtime: loads it, with all dims fixed except those that its gears name, describes it and
// runs it. Several threads may run it at the same time. Owned by its Model. Every member function but info()
// REQUIRES an OnnxAccess::Guard.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "acl/acl.h"
#include "runtime/tensors/gears.h"
#include "runtime/tensors/model_info.h"

struct OrtSession;

namespace ascend_rx::runtime {

class OnnxBinding;
class OnnxLibrary;
class RunControl;

class OnnxSession {
 public:
  // The model: a file, whose gears are in a file beside it or in its metadata; or bytes, which need not stay.
  struct Source {
    std::string path;  // used when `bytes` is null
    const void* bytes = nullptr;
    size_t size = 0;
  };

  // Throws a Failure that says what is wrong with the model, or how to install ONNX Runtime.
  explicit OnnxSession(const Source& source);
  ~OnnxSession();
  OnnxSession(const OnnxSession&) = delete;
  OnnxSession& operator=(const OnnxSession&) = delete;

  const std::shared_ptr<const ModelInfo>& info() const { return shared_info_; }

  // For bindings.
  OrtSession* get() const { return session_; }

  // Runs on the memory of the binding, which binds every tensor of one of the shapes of info(). Throws
  // Failure 507011 with ONNX Runtime's message.
  void run(const OnnxBinding& binding, const RunControl& control) const;

 private:
  void load(const Source& source, const std::vector<std::string>& batches);
  std::vector<std::string> describe();
  void name_tensors();
  void fix_inputs();
  void fix_outputs(Shape& shape) const;
  void learn_output_dims(Shape& shape) const;
  std::optional<Gears> declared_gears(const Source& source) const;
  void make_shapes(const Gears& gears);

  const OnnxLibrary& onnx_;
  OrtSession* session_ = nullptr;
  std::shared_ptr<ModelInfo> info_;
  std::shared_ptr<const ModelInfo> shared_info_;
  std::vector<const char*> input_names_;   // point into info_
  std::vector<const char*> output_names_;  // point into info_
};

}  // namespace ascend_rx::runtime
