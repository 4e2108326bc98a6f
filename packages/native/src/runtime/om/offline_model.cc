#include "runtime/om/offline_model.h"

#include "runtime/base/failure.h"
#include "runtime/om/container.h"
#include "runtime/om/in_out_info.h"
#include "runtime/om/malformed.h"
#include "runtime/om/model_def.h"

namespace ascend_rx::runtime {
namespace {

OfflineModel describe(const Container& container) {
  OfflineModel model;
  model.name = container.name;
  model.models = container.models;
  const Container::Partition* const definition = container.find(PartitionType::model_def);
  const Container::Partition* const in_out = container.find(PartitionType::in_out_info);
  if (!definition && !in_out)
    throw Malformed{"has neither MODEL_INOUT_INFO nor MODEL_DEF: no inputs and outputs"};
  if (const Container::Partition* const weights = container.find(PartitionType::weights))
    model.weight_bytes = weights->bytes.size();
  if (definition) read_model_attributes(definition->bytes, model);
  if (in_out) {
    read_in_out_info(in_out->bytes, model);
  } else {
    read_model_graph(definition->bytes, model);
  }
  return model;
}

[[noreturn]] void refuse(aclError code, const std::string& what, const std::string& clause) {
  throw Failure(code, offline_refusal(what, clause));
}

}  // namespace

bool is_offline_model(std::string_view file) { return begins_as_container(file); }

OfflineModel read_offline_model(std::string_view file, const std::string& what) {
  try {
    const Container container = read_container(file);
    if (container.encrypted) {
      refuse(ACL_ERROR_RT_FEATURE_NOT_SUPPORT, what,
             "is encrypted, as its header says: nothing can be read of it");
    }
    return describe(container);
  } catch (const Malformed& problem) {
    refuse(ACL_ERROR_PARSE_MODEL, what, problem.clause);
  }
}

std::string offline_refusal(const std::string& what, const std::string& clause) {
  return what + ", an offline model (.om), " + clause + "; give the ONNX file it was compiled from";
}

}  // namespace ascend_rx::runtime
