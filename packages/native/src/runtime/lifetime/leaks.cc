#include "runtime/lifetime/leaks.h"

#include <cstdint>

#include "runtime/checks/object_registry.h"
#include "runtime/memory/host_registrations.h"
#include "runtime/memory/memory.h"
#include "runtime/model/models.h"

namespace ascend_rx::runtime {
namespace {

const char* remedy_for(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::primary_context:
      return "aclrtResetDevice";
    case ObjectKind::context:
      return "aclrtDestroyContext";
    case ObjectKind::stream:
      return "aclrtDestroyStream";
    case ObjectKind::event:
      return "aclrtDestroyEvent";
    case ObjectKind::model_desc:
      return "aclmdlDestroyDesc";
    case ObjectKind::dataset:
      return "aclmdlDestroyDataset";
    case ObjectKind::data_buffer:
      return "aclDestroyDataBuffer";
    case ObjectKind::tensor_desc:
      return "aclDestroyTensorDesc";
    case ObjectKind::config:
      return "aclmdlDestroyConfigHandle";
    case ObjectKind::profile_config:
      return "aclprofDestroyConfig";
  }
  return "";
}

class Table {
 public:
  void add(size_t count, const std::string& what, const char* remedy, const std::string& more = {}) {
    if (count == 0) return;
    text_ += "\n  " + std::to_string(count) + " × " + what + more + ": " + remedy;
  }
  std::string text() const { return text_.empty() ? "" : "not given back before aclFinalize:" + text_; }

 private:
  std::string text_;
};

}  // namespace

std::string leak_report() {
  Table table;
  const auto bytes = [](const Memory::Sum& sum) { return " (" + std::to_string(sum.bytes) + " bytes)"; };
  const Memory::Sum device = Memory::instance().device_sum();
  const Memory::Sum host = Memory::instance().host_sum();
  table.add(device.pieces, "device memory", "aclrtFree", bytes(device));
  table.add(host.pieces, "host memory", "aclrtFreeHost", bytes(host));
  table.add(HostRegistrations::instance().size(), "registered host memory", "aclrtHostUnregister");
  table.add(Models::instance().size(), "model", "aclmdlUnload");
  for (const ObjectRegistry::Count& count : ObjectRegistry::existing()) {
    table.add(count.existing, count.kind_name, remedy_for(count.kind));
  }
  return table.text();
}

}  // namespace ascend_rx::runtime
