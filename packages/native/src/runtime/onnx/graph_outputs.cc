#include "runtime/onnx/graph_outputs.h"

#include <unordered_map>

#include "runtime/base/failure.h"
#include "runtime/base/protobuf.h"

namespace ascend_rx::runtime {
namespace {

// Numbers of fields.
constexpr uint64_t model_graph = 7;
constexpr uint64_t graph_node = 1;
constexpr uint64_t graph_output = 12;
constexpr uint64_t value_name = 1;
constexpr uint64_t node_output = 2;
constexpr uint64_t node_name = 3;
constexpr uint64_t node_operator = 4;

template <typename Visit>
void for_each_field(std::string_view message, Visit&& visit) {
  ProtobufReader reader(message);
  while (!reader.at_end()) {
    ProtobufField field;
    require(reader.next(field), ACL_ERROR_PARSE_MODEL, "the graph of the ONNX file is no protobuf message");
    visit(field);
  }
}

struct Node {
  std::string_view name;
  std::string_view op;
  std::vector<std::string_view> outputs;
};

Node read_node(std::string_view message) {
  Node node;
  for_each_field(message, [&](const ProtobufField& field) {
    if (field.number == node_name) node.name = field.bytes;
    if (field.number == node_operator) node.op = field.bytes;
    if (field.number == node_output) node.outputs.push_back(field.bytes);
  });
  return node;
}

std::string_view read_name(std::string_view value_info) {
  std::string_view name;
  for_each_field(value_info, [&](const ProtobufField& field) {
    if (field.number == value_name) name = field.bytes;
  });
  return name;
}

template <typename Visit>
void for_each_part_of_graph(std::string_view file, Visit&& visit) {
  for_each_field(file, [&](const ProtobufField& field) {
    if (field.number == model_graph) for_each_field(field.bytes, visit);
  });
}

}  // namespace

// In two passes: the outputs, which the file has behind the nodes; then the nodes that make them.
std::vector<std::string> atc_output_names(std::string_view file) {
  std::vector<std::string_view> outputs;
  std::unordered_map<std::string_view, std::string> producers;
  for_each_part_of_graph(file, [&](const ProtobufField& part) {
    if (part.number != graph_output) return;
    outputs.push_back(read_name(part.bytes));
    producers[outputs.back()] = std::string(outputs.back()) + ":0";
  });
  size_t place = 0;
  for_each_part_of_graph(file, [&](const ProtobufField& part) {
    if (part.number != graph_node) return;
    const Node node = read_node(part.bytes);
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      const auto wanted = producers.find(node.outputs[i]);
      if (wanted == producers.end()) continue;
      const std::string name =
          node.name.empty() ? std::string(node.op) + "_" + std::to_string(place) : std::string(node.name);
      wanted->second = name + ":" + std::to_string(i);
    }
    ++place;
  });
  std::vector<std::string> names;
  names.reserve(outputs.size());
  for (const std::string_view output : outputs)
    names.push_back(producers[output] + ":" + std::string(output));
  return names;
}

}  // namespace ascend_rx::runtime
