// Descriptions of a failed task, by the numbers that the exception-info callback gets. The codes are
// unverified on hardware.
#include <cstring>
#include <vector>

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/device/failed_tasks.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/host_objects/tensor_desc_array.h"

using namespace ascend_rx::runtime;

namespace {

std::vector<aclTensorDesc> descriptions_of(const std::vector<TaskTensor>& tensors) {
  std::vector<aclTensorDesc> descs;
  for (const auto& [info, address] : tensors) {
    aclTensorDesc desc;
    desc.type = info.type;
    desc.format = info.dims.size() == 4 ? ACL_FORMAT_NCHW : ACL_FORMAT_ND;  // as aclmdlGetInputFormat says
    desc.dims = info.dims;
    desc.name = info.name;
    desc.address = address;
    descs.push_back(std::move(desc));
  }
  return descs;
}

void write_name(const std::string& name, char* to, size_t room) {
  const size_t length = name.copy(to, room - 1);
  to[length] = '\0';
}

}  // namespace

aclError aclmdlCreateAndGetOpDesc(uint32_t deviceId, uint32_t streamId, uint32_t taskId, char* opName,
                                  size_t opNameLen, aclTensorDesc** inputDesc, size_t* numInputs,
                                  aclTensorDesc** outputDesc, size_t* numOutputs) {
  return entry(CALL(aclmdlCreateAndGetOpDesc, deviceId, streamId, taskId, opName, opNameLen, inputDesc,
                    numInputs, outputDesc, numOutputs),
               [&] {
                 require(opName && opNameLen > 0, ACL_ERROR_INVALID_PARAM, "opName is NULL or has no room");
                 require(inputDesc && numInputs && outputDesc && numOutputs, ACL_ERROR_INVALID_PARAM,
                         "an out pointer is NULL");
                 const TaskDescription task = FailedTasks::find(deviceId, streamId, taskId);
                 aclTensorDesc* const inputs = make_tensor_desc_array(descriptions_of(task.inputs));
                 try {
                   *outputDesc = make_tensor_desc_array(descriptions_of(task.outputs));
                 } catch (...) {
                   if (inputs) destroy_object(inputs);
                   throw;
                 }
                 *inputDesc = inputs;
                 *numInputs = task.inputs.size();
                 *numOutputs = task.outputs.size();
                 write_name(task.name, opName, opNameLen);
                 return ACL_SUCCESS;
               });
}

aclTensorDesc* aclGetTensorDescByIndex(aclTensorDesc* desc, size_t index) {
  return entry<aclTensorDesc*>(CALL(aclGetTensorDescByIndex, desc, index), nullptr,
                               [&] { return live(desc) ? at(*desc, index) : nullptr; });
}

void* aclGetTensorDescAddress(const aclTensorDesc* desc) {
  return entry<void*>(CALL(aclGetTensorDescAddress, desc), nullptr,
                      [&] { return live(desc) ? desc->address : nullptr; });
}
