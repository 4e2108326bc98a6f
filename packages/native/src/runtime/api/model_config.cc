// Loading with settings. The codes are unverified on hardware.
#include <cstring>

#include "acl/acl.h"
#include "runtime/api/entry.h"
#include "runtime/api/load.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/host_objects/load_config.h"

using namespace ascend_rx::runtime;

namespace {

// The value in the `size` bytes at `address`, which need not be aligned.
template <typename Value>
Value read(const void* address, size_t size) {
  require(size == sizeof(Value), ACL_ERROR_INVALID_PARAM, "valueSize is not the size of this setting's type");
  Value value{};
  std::memcpy(&value, address, sizeof value);
  return value;
}

void set_path(aclmdlConfigHandle& config, const char* path) {
  require(path != nullptr, ACL_ERROR_INVALID_PARAM, "the path is NULL");
  config.path = path;
}

// Memory for parts of the model, priorities and the like are accepted and not used: ONNX Runtime manages its
// own memory.
void set(aclmdlConfigHandle& config, unsigned attr, const void* value, size_t size) {
  switch (attr) {
    case ACL_MDL_LOAD_TYPE_SIZET:
      config.load_type = read<size_t>(value, size);
      return;
    case ACL_MDL_PATH_PTR:
      return set_path(config, read<const char*>(value, size));
    case ACL_MDL_MEM_ADDR_PTR:
      config.model = read<const void*>(value, size);
      return;
    case ACL_MDL_MEM_SIZET:
      config.model_size = read<size_t>(value, size);
      return;
    case ACL_MDL_PRIORITY_INT32:
    case ACL_MDL_WITHOUT_GRAPH_INT32:
      read<int32_t>(value, size);
      return;
    case ACL_MDL_WEIGHT_ADDR_PTR:
    case ACL_MDL_WORKSPACE_ADDR_PTR:
    case ACL_MDL_INPUTQ_ADDR_PTR:
    case ACL_MDL_OUTPUTQ_ADDR_PTR:
    case ACL_MDL_WEIGHT_PATH_PTR:
    case ACL_MDL_MODEL_DESC_PTR:
    case ACL_MDL_KERNEL_PTR:
    case ACL_MDL_KERNEL_ARGS_PTR:
    case ACL_MDL_STATIC_TASK_PTR:
    case ACL_MDL_DYNAMIC_TASK_PTR:
    case ACL_MDL_FIFO_PTR:
      read<const void*>(value, size);
      return;
    case ACL_MDL_WEIGHT_SIZET:
    case ACL_MDL_WORKSPACE_SIZET:
    case ACL_MDL_INPUTQ_NUM_SIZET:
    case ACL_MDL_OUTPUTQ_NUM_SIZET:
    case ACL_MDL_WORKSPACE_MEM_OPTIMIZE:
    case ACL_MDL_MODEL_DESC_SIZET:
    case ACL_MDL_KERNEL_SIZET:
    case ACL_MDL_KERNEL_ARGS_SIZET:
    case ACL_MDL_STATIC_TASK_SIZET:
    case ACL_MDL_DYNAMIC_TASK_SIZET:
    case ACL_MDL_MEM_MALLOC_POLICY_SIZET:
    case ACL_MDL_FIFO_SIZET:
      read<size_t>(value, size);
      return;
    case ACL_NPU_PERF_MODE:  // a value of unknown size
      return;
    default:
      throw Failure(ACL_ERROR_INVALID_PARAM, "there is no setting with the number " + std::to_string(attr));
  }
}

aclError load(const aclmdlConfigHandle& config, uint32_t* id) {
  require(config.load_type.has_value(), ACL_ERROR_INVALID_PARAM, "ACL_MDL_LOAD_TYPE_SIZET is not set");
  switch (*config.load_type) {
    case ACL_MDL_LOAD_FROM_FILE:
    case ACL_MDL_LOAD_FROM_FILE_WITH_MEM:
      require(config.path.has_value(), ACL_ERROR_INVALID_PARAM, "ACL_MDL_PATH_PTR is not set");
      return load_file(config.path->c_str(), id);
    case ACL_MDL_LOAD_FROM_MEM:
    case ACL_MDL_LOAD_FROM_MEM_WITH_MEM:
      require(config.model && config.model_size > 0, ACL_ERROR_INVALID_PARAM,
              "ACL_MDL_MEM_ADDR_PTR or ACL_MDL_MEM_SIZET is not set");
      return load_bytes(config.model, config.model_size, id);
    case ACL_MDL_LOAD_FROM_FILE_WITH_Q:
    case ACL_MDL_LOAD_FROM_MEM_WITH_Q:
      throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                    "the embedded runtime has no queues for a model to read from and write to");
    default:
      throw Failure(ACL_ERROR_INVALID_PARAM,
                    "there is no load type with the number " + std::to_string(*config.load_type));
  }
}

}  // namespace

aclmdlConfigHandle* aclmdlCreateConfigHandle() {
  return entry<aclmdlConfigHandle*>(CALL(aclmdlCreateConfigHandle), nullptr,
                                    [] { return make_object<aclmdlConfigHandle>(); });
}

aclError aclmdlDestroyConfigHandle(aclmdlConfigHandle* handle) {
  return entry(CALL(aclmdlDestroyConfigHandle, handle), [&] {
    require(live(handle) != nullptr, ACL_ERROR_INVALID_PARAM, "handle is NULL");
    destroy_object(handle);
    return ACL_SUCCESS;
  });
}

aclError aclmdlSetConfigOpt(aclmdlConfigHandle* handle, aclmdlConfigAttr attr, const void* attrValue,
                            size_t valueSize) {
  return entry(CALL(aclmdlSetConfigOpt, handle, attr, attrValue, valueSize), [&] {
    require(live(handle) && attrValue, ACL_ERROR_INVALID_PARAM, "handle or attrValue is NULL");
    set(*handle, number_of(attr), attrValue, valueSize);
    return ACL_SUCCESS;
  });
}

aclError aclmdlLoadWithConfig(const aclmdlConfigHandle* handle, uint32_t* modelId) {
  return entry(CALL(aclmdlLoadWithConfig, handle, modelId), [&] {
    require(live(handle) && modelId, ACL_ERROR_INVALID_PARAM, "handle or modelId is NULL");
    return load(*handle, modelId);
  });
}
