#include "runtime/model/file_kind.h"

#include "runtime/base/protobuf.h"
#include "runtime/om/offline_model.h"

namespace ascend_rx::runtime {
namespace {

// ONNX files have no magic number: they are protobuf messages (ModelProto). These fields identify them.
constexpr uint64_t ir_version_field = 1;
constexpr uint64_t graph_field = 7;
constexpr uint64_t largest_field = 1000;  // the format uses numbers below 30

}  // namespace

FileKind detect_file_kind(std::string_view bytes) {
  if (is_offline_model(bytes)) return FileKind::offline_model;
  bool version = false;
  bool graph = false;
  ProtobufReader fields(bytes);
  while (!fields.at_end()) {
    ProtobufField field;
    if (!fields.next(field) || field.number > largest_field) return FileKind::other;
    version = version || field.number == ir_version_field;
    graph = graph || field.number == graph_field;
  }
  return version && graph ? FileKind::onnx : FileKind::other;
}

}  // namespace ascend_rx::runtime
