#include "runtime/om/model_def.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "runtime/base/protobuf.h"
#include "runtime/om/malformed.h"

namespace ascend_rx::runtime {
namespace {

// Numbers of fields.
namespace model_field {
constexpr uint64_t name = 1;
constexpr uint64_t version = 2;
constexpr uint64_t custom_version = 3;
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
constexpr std::string_view names_of_outputs = "attr_model_out_nodes_name";

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

constexpr const char* place = "MODEL_DEF";

std::string_view text_of(std::string_view bytes) {
  if (bytes.size() <= most_bytes_of_text) return bytes;
  throw Malformed{"has a text of more than " + std::to_string(most_bytes_of_text) +
                  " bytes in its MODEL_DEF"};
}

int64_t number_of(const ProtobufField& field) {
  const auto number = static_cast<int64_t>(field.value);
  check_number(number, place);
  return number;
}

// `visit` gets key and value of each attribute that has a value.
template <typename Visit>
void for_each_attribute(std::string_view model, Visit&& visit) {
  for_each_field(model, "model definition", [&](const ProtobufField& field) {
    if (field.number != model_field::attribute) return;
    std::string_view key;
    std::optional<std::string_view> value;
    for_each_field(field.bytes, "attribute", [&](const ProtobufField& part) {
      if (part.number == attribute_field::key) key = text_of(part.bytes);
      if (part.number == attribute_field::value) value = part.bytes;
    });
    if (value) visit(key, *value);
  });
}

// Stay as they are where the value is of another kind.
void read_text(std::string_view value, std::string& text) {
  for_each_field(value, "value of an attribute", [&](const ProtobufField& field) {
    if (field.number == value_field::text) text = text_of(field.bytes);
  });
}

void read_size(std::string_view value, uint64_t& size) {
  for_each_field(value, "value of an attribute", [&](const ProtobufField& field) {
    if (field.number != value_field::integer) return;
    const int64_t number = number_of(field);
    if (number < 0) throw Malformed{"has a size or count of " + std::to_string(number) + " in its MODEL_DEF"};
    size = static_cast<uint64_t>(number);
  });
}

void read_texts(std::string_view value, std::vector<std::string>& texts) {
  for_each_field(value, "value of an attribute", [&](const ProtobufField& field) {
    if (field.number != value_field::list) return;
    texts.clear();
    for_each_field(field.bytes, "list of an attribute", [&](const ProtobufField& member) {
      if (member.number != value_field::text) return;
      texts.emplace_back(text_of(member.bytes));
      check_few(texts.size());
    });
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
  check_number(dims.back(), place);
  check_dim(dims.back());
}

// The dims are packed into one field or, as protobuf allows, a field each.
void read_shape(std::string_view message, std::vector<int64_t>& dims) {
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
}

// The size in the file has padding; that of the data follows from the dims, where all are known.
TensorInfo read_tensor(std::string_view message) {
  TensorInfo tensor;
  int64_t size = 0;
  for_each_field(message, "description of a tensor", [&](const ProtobufField& field) {
    if (field.number == tensor_field::type) tensor.type = type_of(static_cast<uint64_t>(number_of(field)));
    if (field.number == tensor_field::shape) read_shape(field.bytes, tensor.dims);
    if (field.number == tensor_field::size) size = number_of(field);
  });
  tensor.bytes = static_cast<size_t>(std::max<int64_t>(size, 0));
  if (tensor.type == ACL_DT_UNDEFINED || !has_known_dims(tensor)) return tensor;
  const std::optional<size_t> bytes = tensor_bytes(tensor.type, tensor.dims);
  if (!bytes || *bytes > static_cast<uint64_t>(largest_number))
    throw Malformed{"has a tensor that is too large (" + dims_text(tensor.dims) + ")"};
  tensor.bytes = *bytes;
  return tensor;
}

struct Operator {
  std::string_view name;
  std::vector<std::string_view> inputs;  // "node:index"
  std::vector<std::string_view> input_tensors;
  std::vector<std::string_view> output_tensors;
};

// Its first one: most operators are no ends of the model, and nothing more is read of them.
std::string_view type_of_operator(std::string_view message) {
  ProtobufReader reader(message);
  while (!reader.at_end()) {
    ProtobufField field;
    if (!reader.next(field)) throw Malformed{"has an operator in its MODEL_DEF that is no protobuf message"};
    if (field.number == operator_field::type) return text_of(field.bytes);
  }
  return {};
}

Operator read_operator(std::string_view message) {
  Operator one;
  for_each_field(message, "operator", [&](const ProtobufField& field) {
    if (field.number == operator_field::name) one.name = text_of(field.bytes);
    if (field.number == operator_field::input) one.inputs.push_back(text_of(field.bytes));
    if (field.number == operator_field::input_tensor) one.input_tensors.push_back(field.bytes);
    if (field.number == operator_field::output_tensor) one.output_tensors.push_back(field.bytes);
    check_few(std::max({one.inputs.size(), one.input_tensors.size(), one.output_tensors.size()}));
  });
  return one;
}

}  // namespace

void read_model_attributes(std::string_view partition, OfflineModel& model) {
  uint64_t unused = 0;
  std::string unused_text;
  const std::map<std::string_view, std::string*> texts{
      {"soc_version", &model.chip},  {"target_type", &unused_text}, {"framework_type", &unused_text},
      {"atc_version", &unused_text}, {"opp_version", &unused_text}, {"atc_cmdline", &unused_text}};
  const std::map<std::string_view, uint64_t*> sizes{{"memory_size", &model.work_bytes},
                                                    {"weight_size", &model.weight_bytes},
                                                    {"zero_copy_memory_size", &unused},
                                                    {"stream_num", &unused},
                                                    {"event_num", &unused}};
  std::vector<std::string> unused_texts;
  for_each_attribute(partition, [&](std::string_view key, std::string_view value) {
    if (const auto text = texts.find(key); text != texts.end()) read_text(value, *text->second);
    if (const auto size = sizes.find(key); size != sizes.end()) read_size(value, *size->second);
    if (key == names_of_outputs) read_texts(value, unused_texts);
  });
  for_each_field(partition, "model definition", [&](const ProtobufField& field) {
    if (field.number == model_field::name && model.name.empty()) model.name = text_of(field.bytes);
    if (field.number == model_field::version) number_of(field);
    if (field.number == model_field::custom_version) text_of(field.bytes);
  });
}

void read_model_graph(std::string_view partition, OfflineModel& model) {
  std::vector<std::string> output_names;
  for_each_attribute(partition, [&](std::string_view key, std::string_view value) {
    if (key == names_of_outputs) read_texts(value, output_names);
  });
  const auto add_outputs = [&](const Operator& one) {
    for (const std::string_view tensor : one.input_tensors) {
      const size_t index = model.outputs.size();
      model.outputs.push_back(read_tensor(tensor));
      std::string& name = model.outputs.back().name;
      if (index < output_names.size()) {
        name = output_names[index];
      } else {
        name = index < one.inputs.size() ? std::string(one.inputs[index]) : "output" + std::to_string(index);
      }
    }
  };
  bool seen = false;  // later graphs are those that operators of the first one call
  for_each_field(partition, "model definition", [&](const ProtobufField& field) {
    if (field.number != model_field::graph || std::exchange(seen, true)) return;
    for_each_field(field.bytes, "graph", [&](const ProtobufField& part) {
      if (part.number != graph_operator) return;
      const std::string_view type = type_of_operator(part.bytes);
      if (type == "NetOutput") add_outputs(read_operator(part.bytes));
      if (type == "Data") {
        const Operator one = read_operator(part.bytes);
        for (const std::string_view tensor : one.output_tensors) {
          model.inputs.push_back(read_tensor(tensor));
          model.inputs.back().name = one.name;
        }
      }
      check_few(std::max(model.inputs.size(), model.outputs.size()));
    });
  });
  if (!seen) throw Malformed{"has neither MODEL_INOUT_INFO nor a graph in MODEL_DEF: no inputs and outputs"};
}

}  // namespace ascend_rx::runtime
