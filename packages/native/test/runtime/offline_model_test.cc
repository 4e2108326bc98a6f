// What is read of offline models (.om), and that a file which lies is refused without reading past it. Facts:
// docs/facts.md. The reader is a part of the library that no function of it gives away, so it is compiled in.
#include "runtime/om/offline_model.h"

#include <fstream>
#include <iterator>
#include <random>

#include "offline_model_writer.h"
#include "runtime/base/failure.h"
#include "runtime/om/twin.h"
#include "runtime/onnx/graph_outputs.h"
#include "world.h"

using ascend_rx::runtime::DynamicShapes;
using ascend_rx::runtime::OfflineModel;
using ascend_rx::runtime::TensorInfo;

namespace {

// In memory of its own, so that AddressSanitizer sees each byte that is read behind it.
OfflineModel read(const std::string& file) {
  const std::vector<char> copy(file.begin(), file.end());
  return ascend_rx::runtime::read_offline_model({copy.data(), copy.size()}, "x.om");
}

// The code and the text of the refusal; code 0: it was read.
struct Refusal {
  aclError code = ACL_SUCCESS;
  std::string text;
};

Refusal refusal(const std::string& file) {
  try {
    read(file);
    return {};
  } catch (const ascend_rx::runtime::Failure& failure) {
    return {failure.code, failure.text};
  }
}

void check_refused(const std::string& file, const std::string& part) {
  const Refusal refused = refusal(file);
  CHECK_EQ(refused.code, ACL_ERROR_PARSE_MODEL);
  if (!CHECK(contains(refused.text, part))) std::fprintf(stderr, "%s\n", refused.text.c_str());
  CHECK(contains(refused.text, "x.om, an offline model (.om), "));
  CHECK(contains(refused.text, "; give the ONNX file it was compiled from"));
}

std::string dims(const TensorInfo& tensor) { return ascend_rx::runtime::dims_text(tensor.dims); }

std::string contents_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string real_file() { return contents_of(model_file("cast-conv-32bit.om")); }

// The values of nanotrack_head.om.
offline::Model head() {
  offline::Model model;
  model.name = "nanotrack_head";
  model.inputs = {{"input1", {1, 96, 8, 8}, 24576}, {"input2", {1, 96, 16, 16}, 98304}};
  model.outputs = {{"/cls_logits/cls_logits.0/Conv:0:output1", {1, 2, 15, 15}, 1800},
                   {"/Exp:0:output2", {1, 4, 15, 15}, 3600}};
  model.more = {{1, "weights"}, {3, "kernels"}, {2, "tasks"}};
  return model;
}

std::string replaced(std::string file, size_t at, const std::string& with) {
  return file.replace(at, with.size(), with);
}

// Where things are in a file with tables of 64 bits.
constexpr size_t table_at = 256;
size_t entry_at(size_t partition) { return table_at + 8 + 24 * partition; }
size_t contents_at(size_t partitions) { return entry_at(partitions); }

// MODEL_DEF of an old file: one input of two dims, and two outputs with a name for one.
std::string old_definition() {
  using offline::field;
  const auto tensor = [](uint64_t type, const std::string& shape, uint64_t size) {
    return field(2, type) + field(3, shape) + field(4, "ND") + field(10, size);
  };
  const std::string packed = field(1, offline::varint(2) + offline::varint(300));
  const std::string one_by_one = field(1, uint64_t{2}) + field(1, uint64_t{300});
  const std::string data = field(1, "x") + field(2, "Data") + field(34, tensor(1, packed, 2432));
  const std::string other = field(1, "node") + field(2, "Cast") + field(34, tensor(1, packed, 2432));
  const std::string net_output = field(1, "out") + field(2, "NetOutput") + field(5, "node:0") +
                                 field(5, "node:1") + field(33, tensor(7, one_by_one, 2432)) +
                                 field(33, tensor(12, packed, 4832));
  const std::string names = field(
      11, field(1, "attr_model_out_nodes_name") + field(2, field(1, field(2, "y") + field(20, uint64_t{1}))));
  return field(1, "old") + field(7, field(6, data) + field(6, other) + field(6, net_output)) + names +
         offline::attribute("memory_size", 100);
}

}  // namespace

TEST(a_real_file_of_32_bits) {
  const OfflineModel model = read(real_file());
  CHECK_EQ(model.name, "yolo");
  CHECK_EQ(model.chip, "");
  CHECK_EQ(model.work_bytes, uint64_t{4204544});
  CHECK_EQ(model.weight_bytes, uint64_t{25600});
  CHECK_EQ(model.inputs.size(), size_t{1});
  CHECK_EQ(model.inputs[0].name, "input");
  CHECK_EQ(model.inputs[0].type, ACL_FLOAT);
  CHECK_EQ(dims(model.inputs[0]), "1x1x1x2048");
  CHECK_EQ(model.inputs[0].bytes, size_t{8192});
  CHECK_EQ(model.outputs.size(), size_t{1});
  CHECK_EQ(model.outputs[0].name, "output");
  CHECK_EQ(dims(model.outputs[0]), "1x256x1x2048");
  CHECK_EQ(model.outputs[0].bytes, size_t{2097152});
  CHECK(!model.gears);
}

TEST(a_file_of_64_bits) {
  const OfflineModel model = read(head().bytes());
  CHECK_EQ(model.name, "nanotrack_head");
  CHECK_EQ(model.chip, "Ascend310B4");
  CHECK_EQ(model.work_bytes, uint64_t{563200});
  CHECK_EQ(model.weight_bytes, uint64_t{858624});
  CHECK_EQ(model.inputs.size(), size_t{2});
  CHECK_EQ(model.inputs[1].name, "input2");
  CHECK_EQ(dims(model.inputs[1]), "1x96x16x16");
  CHECK_EQ(model.inputs[1].bytes, size_t{98304});
  CHECK_EQ(model.outputs.size(), size_t{2});
  CHECK_EQ(model.outputs[0].name, "/cls_logits/cls_logits.0/Conv:0:output1");
  CHECK_EQ(model.outputs[1].type, ACL_FLOAT);
  CHECK_EQ(model.outputs[1].bytes, size_t{3600});
}

TEST(what_may_be_absent) {
  offline::Model model = head();
  model.attributes.clear();
  model.inputs.clear();
  const OfflineModel bare = read(model.bytes());
  CHECK_EQ(bare.chip, "");
  CHECK_EQ(bare.work_bytes, uint64_t{0});
  CHECK_EQ(bare.weight_bytes, uint64_t{7});  // of the partition
  CHECK(bare.inputs.empty());
  CHECK_EQ(read(model.file({{8, ""}})).outputs.size(), size_t{0});
  CHECK_EQ(read(model.bytes()).models, 1U);
  model.models = 2;  // the first table
  CHECK_EQ(read(model.bytes()).models, 2U);
  CHECK_EQ(read(model.bytes()).outputs.size(), size_t{2});
}

TEST(tables_of_32_bits_with_a_description) {
  offline::Model model = head();
  model.wide = false;
  CHECK_EQ(read(model.bytes()).outputs.size(), size_t{2});
}

TEST(gears) {
  offline::Model model = head();
  const std::pair<uint32_t, DynamicShapes::Kind> kinds[] = {{2, DynamicShapes::Kind::batch},
                                                            {3, DynamicShapes::Kind::height_width},
                                                            {4, DynamicShapes::Kind::dims}};
  for (const auto& [type, kind] : kinds) {
    const bool lists = kind != DynamicShapes::Kind::batch;
    const std::string sizes = offline::u64(3) + offline::u64(5);
    const std::string contents =
        offline::u32(2) + (lists ? offline::u32(0) + offline::u32(2) : std::string()) + sizes;
    model.more_records = offline::record(type, contents);
    const OfflineModel read_model = read(model.bytes());
    if (!CHECK(read_model.gears.has_value())) continue;
    CHECK(read_model.gears->kind == kind);
    const std::vector<std::vector<int64_t>> values = read_model.gears->values;
    CHECK(values == (lists ? std::vector<std::vector<int64_t>>{{}, {3, 5}}
                           : std::vector<std::vector<int64_t>>{{3}, {5}}));
    for (size_t length = 0; length < contents.size(); ++length) {
      model.more_records = offline::record(type, contents.substr(0, length));
      check_refused(model.bytes(), "in its MODEL_INOUT_INFO that needs");
    }
    model.more_records = offline::record(type, contents + "x");
    check_refused(model.bytes(), "bytes too many in its MODEL_INOUT_INFO");
  }
}

TEST(types_without_a_name) {
  offline::Model model = head();
  model.inputs[0].type = 27;
  model.inputs[1].type = 999;
  model.outputs[0].type = INT32_MIN;
  const OfflineModel types = read(model.bytes());
  CHECK_EQ(types.inputs[0].type, ACL_BF16);
  CHECK_EQ(types.inputs[1].type, ACL_DT_UNDEFINED);
  CHECK_EQ(types.outputs[0].type, ACL_DT_UNDEFINED);
}

TEST(inputs_with_aipp) {
  offline::Model model = head();
  model.inputs[0].aipp_dims = {1, 300, 300, 3};
  CHECK_EQ(dims(read(model.bytes()).inputs[0]), "1x300x300x3");
}

TEST(a_graph_in_place_of_a_description) {
  const OfflineModel model = read(head().file({{0, old_definition()}}));
  CHECK_EQ(model.inputs.size(), size_t{1});
  CHECK_EQ(model.inputs[0].name, "x");
  CHECK_EQ(model.inputs[0].bytes, size_t{2400});
  CHECK_EQ(model.outputs.size(), size_t{2});
  CHECK_EQ(model.outputs[0].name, "y");
  CHECK_EQ(model.outputs[0].type, ACL_INT32);
  CHECK_EQ(dims(model.outputs[0]), "2x300");
  CHECK_EQ(model.outputs[1].name, "node:1");
  CHECK_EQ(model.outputs[1].type, ACL_DOUBLE);
  CHECK_EQ(model.work_bytes, uint64_t{100});
}

TEST(headers_that_lie) {
  const std::string file = head().bytes();
  const auto bytes = [](uint64_t number) { return std::to_string(number) + " bytes"; };
  check_refused(file.substr(0, 255), "ends before its header does: it has 255 bytes, and 256 are needed");
  check_refused("IMOD", "ends before its header does");
  check_refused(replaced(file, 0x04, offline::u32(512)), "has a header of 512 bytes; 256 are known");
  check_refused(replaced(file, 0x08, offline::u32(0x30000000)), "has the version 0x30000000");
  check_refused(file.substr(0, file.size() - 1), "it is cut off");
  check_refused(file + "x", "something was added to it");
  check_refused(replaced(file, 0xb8, offline::u64(UINT64_MAX)),
                bytes(UINT64_MAX) + " behind the header, but there are");
  check_refused(head().with_header(""), "has a length or count in its table of partitions");
}

TEST(tables_that_lie) {
  const std::string file = head().bytes();
  const char* const table = "in its table of partitions that needs ";
  for (const uint64_t count : {uint64_t{1000}, uint64_t{1} << 60, UINT64_MAX})
    check_refused(replaced(file, table_at, offline::u64(count)), table + std::to_string(count));
  for (const uint64_t large : {uint64_t{1} << 20, UINT64_MAX, UINT64_MAX - 8}) {
    check_refused(replaced(file, entry_at(0) + 8, offline::u64(large)), "beyond the ");
    check_refused(replaced(file, entry_at(0) + 16, offline::u64(large)), "beyond the ");
  }
  check_refused(replaced(file, entry_at(1), offline::u64(8)), "has two partitions of type 8 in one table");
  check_refused(head().file({{1, "weights"}}), "has neither MODEL_INOUT_INFO nor MODEL_DEF");
  check_refused(head().file({}), "has neither MODEL_INOUT_INFO nor MODEL_DEF");
  check_refused(head().file({{0, offline::field(1, "no graph")}}), "nor a graph in MODEL_DEF");
}

TEST(descriptions_that_lie) {
  const std::string file = head().bytes();
  const size_t inputs = contents_at(5);
  const size_t tensor = inputs + 12;  // behind type, length and count
  const char* const count = "has a length or count in its MODEL_INOUT_INFO that needs";
  check_refused(replaced(file, inputs + 4, offline::u32(UINT32_MAX)), count);
  check_refused(replaced(file, inputs + 8, offline::u32(UINT32_MAX)), count);
  check_refused(replaced(file, inputs + 8, offline::u32(3)), count);
  check_refused(replaced(file, inputs + 8, offline::u32(1)), "bytes too many in its MODEL_INOUT_INFO");
  for (size_t at = 16; at < 32; at += 4)
    check_refused(replaced(file, tensor + at, offline::u32(UINT32_MAX)), count);
  check_refused(replaced(file, tensor + 20, offline::u32(31)), "has dims of 31 bytes");
  const size_t first_dim = tensor + 32 + std::string("input1").size();
  check_refused(replaced(file, first_dim, offline::u64(static_cast<uint64_t>(-3))), "has a dim of -3");
  offline::Model many = head();
  many.inputs[0].dims.assign(129, 1);
  check_refused(many.bytes(), "more than 128 dims");
  offline::Model twice = head();
  twice.more_records = offline::tensors_record(1, {});
  check_refused(twice.bytes(), "has two records of type 1 in its MODEL_INOUT_INFO");
  twice.more_records = "1234567";
  check_refused(twice.bytes(), count);
}

TEST(definitions_that_lie) {
  using offline::field;
  const auto defined = [](const std::string& definition) { return head().file({{0, definition}}); };
  const auto described = [](const std::string& definition) {
    offline::Model model = head();
    model.attributes = definition;
    return model.bytes();
  };
  const std::string no_message = "that is no protobuf message";
  check_refused(described(std::string("\x5a\xff", 2)), no_message);  // a length without its bytes
  check_refused(described(std::string(11, '\xff')), no_message);     // a tag without an end
  check_refused(described(std::string("\x5b", 1)), no_message);      // a group
  check_refused(described(field(11, "\xff")), no_message);           // inside of an attribute
  check_refused(described(field(11, field(1, "attr_model_out_nodes_name") + field(2, field(1, "\xff")))),
                no_message);
  check_refused(defined(field(7, field(6, "\xff"))), no_message);
  const auto shaped = [&](const std::string& shape) {
    return defined(field(
        7, field(6, field(1, "x") + field(2, "Data") + field(34, field(2, uint64_t{1}) + field(3, shape)))));
  };
  check_refused(shaped(field(1, std::string(129, '\x01'))), "more than 128 dims");
  check_refused(shaped(field(1, "\xff")), "has a shape that is no list of numbers");
  check_refused(shaped(field(1, offline::varint(UINT64_MAX - 2))), "has a dim of -3");
}

TEST(encrypted_files) {
  offline::Model model = head();
  model.encrypted = true;
  for (const bool wide : {true, false}) {
    model.wide = wide;
    const Refusal refused = refusal(model.bytes());
    CHECK_EQ(refused.code, ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
    CHECK(contains(refused.text, "is encrypted, as its header says: nothing can be read of it"));
  }
}

// Random damage: bytes that are changed, and parts that end early. Whatever comes of it, nothing is read
// behind the file, and nothing but a Failure is thrown.
TEST(damaged_files) {
  const unsigned seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto below = [&random](size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
  };
  offline::Model narrow = head();
  narrow.wide = false;
  // Where weights and kernels are nothing is read.
  const std::string files[] = {real_file(), head().bytes(), narrow.bytes(),
                               head().file({{0, old_definition()}})};
  int refused = 0;
  int rounds = 0;
  for (const std::string& file : files) {
    const size_t interesting = std::min<size_t>(file.size(), 12000);
    for (int round = 0; round < 1500; ++round) {
      std::string damaged = file;
      for (size_t flips = 1 + below(4); flips > 0; --flips)
        damaged[below(below(2) == 0 ? interesting : std::min<size_t>(interesting, 700))] =
            static_cast<char>(below(256));
      if (below(8) == 0) damaged.resize(below(damaged.size()));
      // The length in the header is made right again, so that what follows is read.
      if (damaged.size() > 256) {
        damaged.replace(0x4c, 4, offline::u32(damaged.size() - 256));
        damaged.replace(0xb8, 8, offline::u64(damaged.size() - 256));
      }
      ++rounds;
      if (refusal(damaged).code != ACL_SUCCESS) ++refused;
    }
  }
  CHECK(refused > rounds / 20);
  CHECK(refused < rounds);
}

// Every partition of every length, in a file that is otherwise right.
TEST(partitions_that_end_early) {
  const std::string in_out = head().in_out_info();
  int read_files = 0;
  for (size_t length = 0; length <= in_out.size(); ++length)
    read_files += refusal(head().file({{8, in_out.substr(0, length)}})).code == ACL_SUCCESS ? 1 : 0;
  CHECK_EQ(read_files, 3);  // no record, the first one, both
  const std::string definition = old_definition();
  for (size_t length = 0; length < definition.size(); ++length)
    refusal(head().file({{0, definition.substr(0, length)}}));
  CHECK_EQ(refusal(head().file({{0, definition}})).code, ACL_SUCCESS);
}

TEST(names_of_outputs) {
  using ascend_rx::runtime::onnx_output_name;
  CHECK_EQ(onnx_output_name("/cls_logits/cls_logits.0/Conv:0:output1"), "output1");
  CHECK_EQ(onnx_output_name("PartitionedCall_/Exp:12:a:3:b"), "a:3:b");
  CHECK_EQ(onnx_output_name("node:0:0:x"), "0:x");
  CHECK_EQ(onnx_output_name("::0:x"), "x");
  for (const char* plain : {"output", "", "a:b:c", "node:0", "node:0:", "a::b", ":", "node:x0:y"})
    CHECK_EQ(onnx_output_name(plain), plain);
}

// A node without a name, a constant, an input of the model, and a second output of a node.
TEST(names_that_atc_gives) {
  using offline::field;
  const auto node = [](const std::string& name, const std::string& op,
                       const std::vector<std::string>& outputs) {
    std::string message = field(1, "x");
    for (const std::string& output : outputs) message += field(2, output);
    if (!name.empty()) message += field(3, name);
    return field(1, message + field(4, op));
  };
  std::string graph = node("/first", "Relu", {"a"}) + node("", "Split", {"b", "c"}) + field(2, "graph");
  for (const char* output : {"c", "x", "a", "constant"}) graph += field(12, field(1, output));
  const std::vector<std::string> names =
      ascend_rx::runtime::atc_output_names(field(1, uint64_t{8}) + field(7, graph));
  CHECK_EQ(names.size(), size_t{4});
  CHECK_EQ(names[0], "Split_1:1:c");
  CHECK_EQ(names[1], "x:0:x");
  CHECK_EQ(names[2], "/first:0:a");
  CHECK_EQ(names[3], "constant:0:constant");
  aclError code = ACL_SUCCESS;
  try {
    ascend_rx::runtime::atc_output_names(field(7, field(1, "\xff")));
  } catch (const ascend_rx::runtime::Failure& failure) {
    code = failure.code;
  }
  CHECK_EQ(code, ACL_ERROR_PARSE_MODEL);
}
