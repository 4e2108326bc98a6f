#include "runtime/om/model_def.h"

#include <iterator>
#include <string>
#include <utility>

#include "runtime/base/protobuf.h"
#include "runtime/om/malformed.h"

namespace ascend_rx::runtime {
namespace {

// Numbers of fields.
namespace model_field {
constexpr uint64_t graph = 7;
constexpr uint64_t attribute = 11;
}  // namespace model_field
namespace attribute_field {
constexpr uint64_t key = 1;
constexpr uint64_t value = 2;
}  // namespace attribute_field
namespace value_field {
constexpr uint64_t list = 1;
constexpr uint64_t text = 2;  // of a value and of a list
constexpr uint64_t integer = 3;
}  // namespace value_field
constexpr uint64_t graph_operator = 6;
namespace operator_field {
constexpr uint64_t name = 1;
constexpr uint64_t type = 2;
constexpr uint64_t input = 5;
constexpr uint64_t input_tensor = 33;
constexpr uint64_t output_tensor = 34;
}  // namespace operator_field
namespace tensor_field {
constexpr uint64_t type = 2;
constexpr uint64_t shape = 3;
constexpr uint64_t size = 10;
}  // namespace tensor_field
constexpr uint64_t shape_dims = 1;

// Calls `visit` with each field of the message. `what` names it.
template <typename Visit>
void for_each_field(std::string_view message, const char* what, Visit&& visit) {
  ProtobufReader reader(message);
  while (!reader.at_end()) {
    ProtobufField field;
    if (!reader.next(field))
      throw Malformed{std::string("has a ") + what + " in its MODEL_DEF that is no protobuf message"};
    visit(field);
  }
}

struct Attribute {
  std::string_view key;
  std::string_view text;
  uint64_t integer = 0;
  std::vector<std::string_view> texts;  // of a list
};

void read_value(std::string_view message, Attribute& attribute) {
  for_each_field(message, "value of an attribute", [&](const ProtobufField& field) {
    if (field.number == value_field::text) attribute.text = field.bytes;
    if (field.number == value_field::integer) attribute.integer = field.value;
    if (field.number != value_field::list || !field.has_bytes) return;
    for_each_field(field.bytes, "list of an attribute", [&](const ProtobufField& member) {
      if (member.number == value_field::text) attribute.texts.push_back(member.bytes);
    });
  });
}

// `visit` gets each attribute of the model.
template <typename Visit>
void for_each_attribute(std::string_view model, Visit&& visit) {
  for_each_field(model, "model definition", [&](const ProtobufField& field) {
    if (field.number != model_field::attribute) return;
    Attribute attribute;
    for_each_field(field.bytes, "attribute", [&](const ProtobufField& part) {
      if (part.number == attribute_field::key) attribute.key = part.bytes;
      if (part.number == attribute_field::value) read_value(part.bytes, attribute);
    });
    visit(attribute);
  });
}

// The numbers of this message are not those of aclDataType.
aclDataType type_of(uint64_t number) {
  constexpr aclDataType types[] = {ACL_DT_UNDEFINED, ACL_FLOAT,  ACL_FLOAT16, ACL_INT8,  ACL_UINT8,
                                   ACL_INT16,        ACL_UINT16, ACL_INT32,   ACL_INT64, ACL_UINT32,
                                   ACL_UINT64,       ACL_BOOL,   ACL_DOUBLE};
  return number < std::size(types) ? types[number] : ACL_DT_UNDEFINED;
}

void add_dim(std::vector<int64_t>& dims, uint64_t dim) {
  if (dims.size() == ACL_MAX_DIM_CNT) throw Malformed{"has a tensor with more than 128 dims"};
  dims.push_back(static_cast<int64_t>(dim));
  check_dim(dims.back());
}

// The dims are packed into one field or, as protobuf allows, a field each.
std::vector<int64_t> read_shape(std::string_view message) {
  std::vector<int64_t> dims;
  for_each_field(message, "shape", [&](const ProtobufField& field) {
    if (field.number != shape_dims) return;
    if (!field.has_bytes) return add_dim(dims, field.value);
    ProtobufReader packed(field.bytes);
    while (!packed.at_end()) {
      uint64_t dim = 0;
      if (!packed.varint(dim)) throw Malformed{"has a shape that is no list of numbers"};
      add_dim(dims, dim);
    }
  });
  return dims;
}

// The size in the file has padding; that of the data follows from the dims, where all are known.
TensorInfo read_tensor(std::string_view message) {
  TensorInfo tensor;
  uint64_t size = 0;
  for_each_field(message, "description of a tensor", [&](const ProtobufField& field) {
    if (field.number == tensor_field::type) tensor.type = type_of(field.value);
    if (field.number == tensor_field::shape) tensor.dims = read_shape(field.bytes);
    if (field.number == tensor_field::size) size = field.value;
  });
  const auto bytes = tensor_bytes(tensor.type, tensor.dims);
  tensor.bytes = bytes.value_or(has_known_dims(tensor) ? size : 0);
  return tensor;
}

struct Operator {
  std::string_view name;
  std::string_view type;
  std::vector<std::string_view> inputs;  // "node:index"
  std::vector<std::string_view> input_tensors;
  std::vector<std::string_view> output_tensors;
};

Operator read_operator(std::string_view message) {
  Operator one;
  for_each_field(message, "operator", [&](const ProtobufField& field) {
    if (field.number == operator_field::name) one.name = field.bytes;
    if (field.number == operator_field::type) one.type = field.bytes;
    if (field.number == operator_field::input) one.inputs.push_back(field.bytes);
    if (field.number == operator_field::input_tensor) one.input_tensors.push_back(field.bytes);
    if (field.number == operator_field::output_tensor) one.output_tensors.push_back(field.bytes);
  });
  return one;
}

}  // namespace

void read_model_attributes(std::string_view partition, OfflineModel& model) {
  for_each_attribute(partition, [&](const Attribute& attribute) {
    if (attribute.key == "soc_version") model.chip = attribute.text;
    if (attribute.key == "memory_size") model.work_bytes = attribute.integer;
    if (attribute.key == "weight_size") model.weight_bytes = attribute.integer;
  });
}

void read_model_graph(std::string_view partition, OfflineModel& model) {
  std::vector<std::string> output_names;
  for_each_attribute(partition, [&](const Attribute& attribute) {
    if (attribute.key != "attr_model_out_nodes_name") return;
    output_names.assign(attribute.texts.begin(), attribute.texts.end());
  });
  const auto add_outputs = [&](const Operator& one) {
    for (const std::string_view tensor : one.input_tensors) {
      const size_t index = model.outputs.size();
      model.outputs.push_back(read_tensor(tensor));
      std::string& name = model.outputs.back().name;
      if (index < output_names.size()) {
        name = output_names[index];
      } else if (index < one.inputs.size()) {
        name = one.inputs[index];
      }
    }
  };
  bool seen = false;  // later graphs are those that operators of the first one call
  for_each_field(partition, "model definition", [&](const ProtobufField& field) {
    if (field.number != model_field::graph || std::exchange(seen, true)) return;
    for_each_field(field.bytes, "graph", [&](const ProtobufField& part) {
      if (part.number != graph_operator) return;
      const Operator one = read_operator(part.bytes);
      if (one.type == "NetOutput") return add_outputs(one);
      if (one.type != "Data") return;
      for (const std::string_view tensor : one.output_tensors) {
        model.inputs.push_back(read_tensor(tensor));
        model.inputs.back().name = one.name;
      }
    });
  });
  if (!seen) throw Malformed{"has neither MODEL_INOUT_INFO nor a graph in MODEL_DEF: no inputs and outputs"};
}

}  // namespace ascend_rx::runtime
