// Gears: the sizes that a model is made for, and the choice of one for the executions with a dataset. Codes
// that docs/facts.md does not give are unverified on hardware.
#include <algorithm>
#include <cstring>

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/host_objects/dataset.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/host_objects/model_desc.h"
#include "runtime/memory/memory_checks.h"
#include "runtime/model/models.h"

using namespace ascend_rx::runtime;

namespace {

using Kind = DynamicShapes::Kind;
using Choices = std::vector<std::vector<int64_t>>;

// The gears of that kind; an empty list when the model has none.
const Choices& choices_of(const aclmdlDesc* desc, Kind kind) {
  static const Choices none;
  const DynamicShapes* const dynamic = desc->info ? desc->info->dynamic.get() : nullptr;
  return dynamic && dynamic->kind == kind ? dynamic->choices : none;
}

// The choice is an input like others (facts, section 9): queued executions need the present one. What they
// read has been written; other memory need not have been, so that nothing can be compared with it.
void check_choice_memory(const void* to, const void* choice, size_t bytes, const Model& model) {
  const MemoryRows memory{to, bytes};
  check_device_memory(memory, "the input " ACL_DYNAMIC_TENSOR_NAME, model.context()->device().id());
  MemoryUses& uses = MemoryUses::instance();
  const bool is_read = uses.count(memory) > 0 && !uses.to_be_written(memory);
  if (!is_read || std::memcmp(to, choice, bytes) != 0) check_not_in_use(memory);
}

// Writes the choice into the device memory of its input, and notes it in the dataset.
aclError choose(uint32_t model_id, aclmdlDataset* dataset, size_t index, Kind kind,
                const std::vector<int64_t>& choice) {
  require(live(dataset) != nullptr, ACL_ERROR_INVALID_PARAM, "dataset is NULL");
  const std::shared_ptr<Model> model = Models::instance().get(model_id);
  const std::shared_ptr<const ModelInfo> info = model->info();
  const std::shared_ptr<DynamicShapes>& dynamic = info->dynamic;
  require(dynamic && dynamic->kind == kind, ACL_ERROR_GE_PARAM_INVALID,
          "the model has no gears of this kind");
  require(index == info->inputs.size() - 1, ACL_ERROR_INVALID_PARAM,
          "index is not that of the input " ACL_DYNAMIC_TENSOR_NAME "; ask aclmdlGetInputIndexByName for it");
  const auto found = std::find(dynamic->choices.begin(), dynamic->choices.end(), choice);
  require(found != dynamic->choices.end(), ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID,
          "the model has no such gear");
  const aclDataBuffer* const buffer = index < dataset->buffers.size() ? dataset->buffers[index] : nullptr;
  require(live(buffer) && buffer->data, ACL_ERROR_GE_DYNAMIC_INPUT_ADDR_INVALID,
          "the dataset has no memory for the input " ACL_DYNAMIC_TENSOR_NAME);
  const size_t bytes = choice.size() * sizeof(int64_t);
  require(buffer->size >= bytes, ACL_ERROR_GE_DYNAMIC_INPUT_LENGTH_INVALID,
          "the memory for the input " ACL_DYNAMIC_TENSOR_NAME " is too small");
  if (strict()) check_choice_memory(buffer->data, choice.data(), bytes, *model);
  std::memcpy(buffer->data, choice.data(), bytes);
  dataset->gears = dynamic;
  dataset->gear = static_cast<size_t>(found - dynamic->choices.begin());
  dynamic->current.store(dataset->gear);
  return ACL_SUCCESS;
}

}  // namespace

aclError aclmdlGetDynamicBatch(const aclmdlDesc* modelDesc, aclmdlBatch* batch) {
  return entry(CALL(aclmdlGetDynamicBatch, modelDesc, batch), [&] {
    require(live(modelDesc) && batch, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    const Choices& choices = choices_of(modelDesc, Kind::batch);
    *batch = {};
    batch->batchCount = choices.size();
    for (size_t i = 0; i < choices.size(); ++i) batch->batch[i] = static_cast<uint64_t>(choices[i][0]);
    return ACL_SUCCESS;
  });
}

aclError aclmdlGetDynamicHW(const aclmdlDesc* modelDesc, size_t index, aclmdlHW* hw) {
  return entry(CALL(aclmdlGetDynamicHW, modelDesc, index, hw), [&] {
    require(live(modelDesc) && hw, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    const Choices& choices = choices_of(modelDesc, Kind::height_width);
    *hw = {};
    hw->hwCount = choices.size();
    for (size_t i = 0; i < choices.size(); ++i) {
      for (size_t side = 0; side < 2; ++side) hw->hw[i][side] = static_cast<uint64_t>(choices[i][side]);
    }
    return ACL_SUCCESS;
  });
}

aclError aclmdlGetInputDynamicGearCount(const aclmdlDesc* modelDesc, size_t index, size_t* gearCount) {
  return entry(CALL(aclmdlGetInputDynamicGearCount, modelDesc, index, gearCount), [&] {
    require(live(modelDesc) && gearCount, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    *gearCount = choices_of(modelDesc, Kind::dims).size();
    return ACL_SUCCESS;
  });
}

aclError aclmdlGetInputDynamicDims(const aclmdlDesc* modelDesc, size_t index, aclmdlIODims* dims,
                                   size_t gearCount) {
  return entry(CALL(aclmdlGetInputDynamicDims, modelDesc, index, dims, gearCount), [&] {
    require(live(modelDesc) && dims, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    const Choices& choices = choices_of(modelDesc, Kind::dims);
    require(gearCount >= choices.size(), ACL_ERROR_INVALID_PARAM, "gearCount is less than there are gears");
    for (size_t i = 0; i < choices.size(); ++i) {
      std::memset(&dims[i], 0, sizeof dims[i]);
      dims[i].dimCount = choices[i].size();
      std::copy(choices[i].begin(), choices[i].end(), dims[i].dims);
    }
    return ACL_SUCCESS;
  });
}

aclError aclmdlSetDynamicBatchSize(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                   uint64_t batchSize) {
  return entry(CALL(aclmdlSetDynamicBatchSize, modelId, dataset, index, batchSize), [&] {
    return choose(modelId, dataset, index, Kind::batch, {static_cast<int64_t>(batchSize)});
  });
}

aclError aclmdlSetDynamicHWSize(uint32_t modelId, aclmdlDataset* dataset, size_t index, uint64_t height,
                                uint64_t width) {
  return entry(CALL(aclmdlSetDynamicHWSize, modelId, dataset, index, height, width), [&] {
    return choose(modelId, dataset, index, Kind::height_width,
                  {static_cast<int64_t>(height), static_cast<int64_t>(width)});
  });
}

aclError aclmdlSetInputDynamicDims(uint32_t modelId, aclmdlDataset* dataset, size_t index,
                                   const aclmdlIODims* dims) {
  return entry(CALL(aclmdlSetInputDynamicDims, modelId, dataset, index, dims), [&] {
    require(dims && dims->dimCount <= ACL_MAX_DIM_CNT, ACL_ERROR_INVALID_PARAM,
            "dims is NULL, or has more than 128 dims");
    return choose(modelId, dataset, index, Kind::dims,
                  std::vector<int64_t>(dims->dims, dims->dims + dims->dimCount));
  });
}
