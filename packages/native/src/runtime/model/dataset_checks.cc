#include "runtime/model/dataset_checks.h"

#include <string>

#include "runtime/base/failure.h"
#include "runtime/tensors/data_type.h"

namespace ascend_rx::runtime {
namespace {

bool is_of_any_rank(const std::vector<int64_t>& dims) { return dims.size() == 1 && dims[0] == unknown_rank; }

// No number of both contradicts the other.
bool agree(const std::vector<int64_t>& one, const std::vector<int64_t>& other) {
  if (is_of_any_rank(one) || is_of_any_rank(other)) return true;
  if (one.size() != other.size()) return false;
  for (size_t i = 0; i < one.size(); ++i) {
    if (one[i] >= 0 && other[i] >= 0 && one[i] != other[i]) return false;
  }
  return true;
}

}  // namespace

void refuse_count(const aclmdlDataset& dataset, size_t expected, const char* side, bool sized) {
  const bool fewer = dataset.buffers.size() < expected;
  throw Failure(sized || !fewer ? ACL_ERROR_GE_PARAM_INVALID : ACL_ERROR_INVALID_PARAM,
                "the model has " + std::to_string(expected) + " " + side + "s, the dataset has " +
                    std::to_string(dataset.buffers.size()) + " buffers");
}

// Which code an execution without a choice gives is unverified on hardware.
void refuse_without_gear() {
  throw Failure(ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID,
                "the model has gears, and none was chosen for this dataset; call aclmdlSetDynamicBatchSize, "
                "aclmdlSetDynamicHWSize or aclmdlSetInputDynamicDims first");
}

// Which code a missing or short buffer gives is unverified on hardware.
void refuse_without_memory(const TensorInfo& tensor, const char* side) {
  throw Failure(ACL_ERROR_INVALID_PARAM, std::string(side) + " '" + tensor.name + "' has no memory");
}

void refuse_size(const TensorInfo& tensor, const char* side, size_t size) {
  throw Failure(ACL_ERROR_GE_PARAM_INVALID, std::string(side) + " '" + tensor.name + "' needs " +
                                                std::to_string(tensor.bytes) + " bytes, its buffer has " +
                                                std::to_string(size));
}

void check_descriptions(const std::vector<TensorInfo>& tensors, const aclmdlDataset& dataset) {
  for (size_t i = 0; i < tensors.size() && i < dataset.descs.size(); ++i) {
    const aclTensorDesc* const desc = live(dataset.descs[i].get());
    if (!desc) continue;
    const TensorInfo& tensor = tensors[i];
    const bool same_type = desc->type == ACL_DT_UNDEFINED || desc->type == tensor.type;
    if (same_type && agree(desc->dims, tensor.dims)) continue;
    throw Failure(ACL_ERROR_INVALID_PARAM, "the description of input '" + tensor.name + "' is " +
                                               dims_text(desc->dims) + " of " + data_type_name(desc->type) +
                                               ", the model has " + dims_text(tensor.dims) + " of " +
                                               data_type_name(tensor.type) +
                                               "; give aclmdlSetDatasetTensorDesc what the model can take");
  }
}

}  // namespace ascend_rx::runtime
