#include "runtime/onnx/onnx_values.h"

#include "runtime/onnx/element_type.h"
#include "runtime/onnx/onnx_access.h"
#include "runtime/onnx/onnx_library.h"
#include "runtime/onnx/tensor_description.h"

namespace ascend_rx::runtime {

void OnnxValues::add(const TensorInfo& tensor, void* data) {
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  values_.reserve(values_.size() + 1);
  OrtValue* value = nullptr;
  onnx.check(onnx.api.CreateTensorWithDataAsOrtValue(onnx.memory, data, tensor.bytes, tensor.dims.data(),
                                                     tensor.dims.size(), type_to_onnx(tensor.type), &value),
             ACL_ERROR_RT_MODEL_EXECUTE);
  values_.push_back(value);
}

std::vector<int64_t> OnnxValues::dims(size_t index) const {
  return value_dims(OnnxLibrary::instance(), values_[index]);
}

const void* OnnxValues::data(size_t index) const {
  void* data = nullptr;
  const OnnxLibrary& onnx = OnnxLibrary::instance();
  onnx.check(onnx.api.GetTensorMutableData(values_[index], &data), ACL_ERROR_RT_MODEL_EXECUTE);
  return data;
}

void OnnxValues::clear() noexcept {
  if (values_.empty()) return;
  if (const OnnxAccess::Guard access; access) {
    for (OrtValue* const value : values_) {
      if (value) OnnxLibrary::instance().api.ReleaseValue(value);
    }
  }
  values_.clear();
}

}  // namespace ascend_rx::runtime
