// What the headers have about operators of a model, dumps and queues. Refused, but for the name of a tensor.
#include <algorithm>

#include "acl/acl.h"
#include "runtime/api/refuse.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/host_objects/model_desc.h"

using namespace ascend_rx::runtime;

namespace {

constexpr const char* no_operators =
    "the embedded runtime runs a model as a whole, and its description does not list operators";
constexpr const char* no_dump =
    "the embedded runtime does not write the inputs and outputs of operators: make them outputs of the ONNX "
    "model";
constexpr const char* no_queues = "the embedded runtime has no queues for a model to read from and write to";

const char* find_name(const std::vector<TensorInfo>& tensors, const char* name) {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [name](const TensorInfo& tensor) { return tensor.name == name; });
  return found == tensors.end() ? nullptr : found->name.c_str();
}

}  // namespace

const char* aclmdlGetTensorRealName(const aclmdlDesc* modelDesc, const char* name) {
  return entry<const char*>(CALL(aclmdlGetTensorRealName, modelDesc, name), nullptr, [&] {
    require(live(modelDesc) && modelDesc->info && name, ACL_ERROR_INVALID_PARAM,
            "modelDesc describes no model, or name is NULL");
    const char* const input = find_name(modelDesc->info->inputs, name);
    const char* const found = input ? input : find_name(modelDesc->info->outputs, name);
    require(found != nullptr, ACL_ERROR_INVALID_PARAM, "the model has no tensor of this name");
    return found;
  });
}

const char* aclmdlGetOpAttr(aclmdlDesc* modelDesc, const char* opName, const char* attr) {
  return refuse<const char*>(CALL(aclmdlGetOpAttr, modelDesc, opName, attr), "", no_operators);
}

aclError aclmdlInitDump() { return refuse(CALL(aclmdlInitDump), no_dump); }

aclError aclmdlSetDump(const char* dumpCfgPath) { return refuse(CALL(aclmdlSetDump, dumpCfgPath), no_dump); }

aclError aclmdlFinalizeDump() { return refuse(CALL(aclmdlFinalizeDump), no_dump); }

aclError aclmdlLoadFromFileWithQ(const char* modelPath, uint32_t* modelId, const uint32_t* inputQ,
                                 size_t inputQNum, const uint32_t* outputQ, size_t outputQNum) {
  return refuse(CALL(aclmdlLoadFromFileWithQ, modelPath, modelId, inputQ, inputQNum, outputQ, outputQNum),
                no_queues);
}

aclError aclmdlLoadFromMemWithQ(const void* model, size_t modelSize, uint32_t* modelId,
                                const uint32_t* inputQ, size_t inputQNum, const uint32_t* outputQ,
                                size_t outputQNum) {
  return refuse(
      CALL(aclmdlLoadFromMemWithQ, model, modelSize, modelId, inputQ, inputQNum, outputQ, outputQNum),
      no_queues);
}
