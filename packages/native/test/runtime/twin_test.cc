// Offline models (.om) on the embedded runtime: what runs in their place, whether it fits, what clients are
// told of names and sizes. The offline models are written here, after the facts (docs/facts.md).
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "offline_model_writer.h"
#include "world.h"

namespace {

using offline::Tensor;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A folder of this test's own, which is empty.
std::string folder(const std::string& name) {
  const std::string path = model_file("twins-" + std::string(test::current) + "-" + name);
  mkdir(path.c_str(), 0700);
  for (const char* file : {"/m.om", "/m.onnx", "/m.onnx.gears.json"}) unlink((path + file).c_str());
  return path;
}

void copy_model(const std::string& name, const std::string& to) {
  std::ofstream(to, std::ios::binary) << read_file(model_file(name));
}

// What two-by-two.onnx is compiled to.
offline::Model two_by_two() {
  offline::Model model;
  model.inputs = {{"a", {2, 3}, 24}, {"b", {2, 3}, 24}};
  model.outputs = {{"Add_0:0:sum", {2, 3}, 24}, {"Transpose_1:0:turned", {3, 2}, 24}};
  return model;
}

// An offline model with its twin beside it; gives the path of the former.
std::string pair_of(const offline::Model& model, const std::string& twin, const std::string& name = "pair") {
  const std::string place = folder(name);
  model.write(place + "/m.om");
  copy_model(twin, place + "/m.onnx");
  return place + "/m.om";
}

// Loads, expects the code, gives the error text.
std::string refused(const std::string& path, aclError code) {
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(path.c_str(), &id), code);
  return recent_error();
}

void check_contains(const std::string& text, const std::string& part) {
  if (!CHECK(contains(text, part))) std::fprintf(stderr, "%s\n  lacks %s\n", text.c_str(), part.c_str());
}

class Loaded {
 public:
  explicit Loaded(const std::string& path) : desc(aclmdlCreateDesc()) {
    if (!CHECK_OK(aclmdlLoadFromFile(path.c_str(), &id)))
      std::fprintf(stderr, "%s\n", recent_error().c_str());
    CHECK_OK(aclmdlGetDesc(desc, id));
  }
  ~Loaded() {
    CHECK_OK(aclmdlDestroyDesc(desc));
    CHECK_OK(aclmdlUnload(id));
  }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;

  std::string output(size_t index) const { return aclmdlGetOutputNameByIndex(desc, index); }
  std::string input_dims(size_t index) const {
    aclmdlIODims dims;
    CHECK_OK(aclmdlGetInputDims(desc, index, &dims));
    return text(dims);
  }
  std::string output_dims(size_t index) const {
    aclmdlIODims dims;
    CHECK_OK(aclmdlGetOutputDims(desc, index, &dims));
    return text(dims);
  }

  uint32_t id = 0;
  aclmdlDesc* const desc;

 private:
  static std::string text(const aclmdlIODims& dims) {
    std::string all;
    for (size_t i = 0; i < dims.dimCount; ++i) all += std::to_string(dims.dims[i]) + " ";
    return all;
  }
};

}  // namespace

TEST(the_twin_runs) {
  World world;
  const Loaded model(pair_of(two_by_two(), "two-by-two.onnx"));
  CHECK_EQ(model.output(0), "sum");
  CHECK_EQ(model.output(1), "turned");
  Buffer a(24), b(24), sum(24), turned(24);
  for (int i = 0; i < 6; ++i) {
    a.as<float>()[i] = static_cast<float>(i);
    b.as<float>()[i] = static_cast<float>(10 * i);
  }
  CHECK_OK(aclmdlExecute(model.id, Dataset{&a, &b}.dataset, Dataset{&sum, &turned}.dataset));
  CHECK_EQ(sum.as<float>()[5], 55.0F);
  CHECK_EQ(turned.as<float>()[1], 30.0F);
}

TEST(without_a_twin) {
  World world;
  const std::string place = folder("alone");
  two_by_two().write(place + "/m.om");
  const std::string text = refused(place + "/m.om", ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  check_contains(text, place + "/m.om, an offline model (.om), is compiled for an NPU (Ascend310B4)");
  check_contains(text, "looked for " + place + "/m.onnx; give the ONNX file it was compiled from");
  check_contains(refused(model_file("cast-conv-32bit.om"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "looked for " + model_file("cast-conv-32bit.onnx"));
  // Under another name .onnx comes behind it.
  check_contains(refused(model_file("offline-named.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "looked for " + model_file("offline-named.onnx.onnx"));
}

TEST(twins_in_a_folder) {
  const std::string twins = folder("twins");
  const std::string place = folder("oms");
  two_by_two().write(place + "/m.om");
  World world("\"twins\": \"" + twins + "\"");
  check_contains(refused(place + "/m.om", ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "looked for " + twins + "/m.onnx and " + place + "/m.onnx");
  copy_model("picture.onnx", place + "/m.onnx");  // beside it, and second
  copy_model("two-by-two.onnx", twins + "/m.onnx");
  const Loaded model(place + "/m.om");
  CHECK_EQ(model.output(1), "turned");
}

TEST(twins_that_are_no_onnx_files) {
  World world;
  const std::string place = folder("other");
  two_by_two().write(place + "/m.om");
  copy_model("garbage.onnx", place + "/m.onnx");
  check_contains(refused(place + "/m.om", ACL_ERROR_PARSE_MODEL),
                 place + "/m.onnx, to run in place of " + place + "/m.om, is no ONNX file");
  copy_model("offline.om", place + "/m.onnx");
  check_contains(refused(place + "/m.om", ACL_ERROR_PARSE_MODEL), "is no ONNX file");
  copy_model("unknown-operator.onnx", place + "/m.onnx");
  check_contains(refused(place + "/m.om", ACL_ERROR_GE_LOAD_MODEL), "NoSuchOperator");
}

TEST(what_differs_is_named) {
  World world;
  const auto differs = [](const offline::Model& model, const std::string& part) {
    const std::string path = pair_of(model, "two-by-two.onnx");
    const std::string text = refused(path, ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
    check_contains(text,
                   "to run in place of the offline model " + path + ", has other inputs or outputs:\n  ");
    check_contains(text, part);
    CHECK_EQ(contains(text, "input 1 "), contains(part, "input 1 "));
    CHECK_EQ(contains(text, "output 0 "), contains(part, "output 0 "));
  };
  offline::Model model = two_by_two();
  model.inputs[0].name = "x";
  differs(model,
          "input 0 (name): the .om has 'x', float32 2x3, 24 bytes; the ONNX file has 'a', float32 2x3");
  model = two_by_two();
  model.inputs[1].type = 1;
  model.inputs[1].bytes = 12;
  differs(model,
          "input 1 (type, bytes): the .om has 'b', float16 2x3, 12 bytes; the ONNX file has 'b', float32");
  model = two_by_two();
  model.inputs[1].dims = {3, 2};
  differs(model, "input 1 (dims): the .om has 'b', float32 3x2");
  model = two_by_two();
  model.inputs[1].aipp_dims = {2, 3, 1};
  differs(model, "input 1 (dims): the .om has 'b', float32 2x3x1");
  model = two_by_two();
  model.outputs[1].bytes = 32;
  differs(model, "output 1 (bytes): the .om has 'Transpose_1:0:turned', float32 3x2, 32 bytes");
  model = two_by_two();
  model.outputs[1].name = "Transpose_1:0:other";
  differs(model, "output 1 (name): the .om has 'Transpose_1:0:other'");
  model = two_by_two();
  std::swap(model.outputs[0], model.outputs[1]);
  differs(model,
          "output 0 (name, dims): the .om has 'Transpose_1:0:turned', float32 3x2, 24 bytes; the ONNX file "
          "has 'sum'");
  model = two_by_two();
  model.outputs.pop_back();
  differs(model, "output 1 (there is no other): the .om has none; the ONNX file has 'turned'");
  model = two_by_two();
  model.inputs.push_back({"ascend_dynamic_aipp_data", {64}, 64, 4});
  differs(model,
          "input 2 (there is no other): the .om has 'ascend_dynamic_aipp_data', uint8 64, 64 bytes; the ONNX "
          "file has none");
  model = two_by_two();
  model.more_records = offline::record(2, offline::u32(0));
  differs(model, "gears: the .om has batch gears, the ONNX file has no gears");
}

// A model that does not fit leaves nothing loaded; the next one gets the next id.
TEST(a_refused_twin_leaves_nothing) {
  World world;
  offline::Model other = two_by_two();
  other.inputs[0].name = "x";
  refused(pair_of(other, "two-by-two.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  const Loaded model(pair_of(two_by_two(), "two-by-two.onnx", "next"));
  CHECK_EQ(model.id, 1U);
}

// ATC gives sizes to the dims that have none in the ONNX file; the twin gets the same.
TEST(sizes_are_those_of_the_offline_model) {
  World world;
  offline::Model batch;
  batch.inputs = {{"x", {8, 4}, 128}};
  batch.outputs = {{"Neg_0:0:y", {8, 4}, 128}};
  for (const char* twin : {"batch.onnx", "nameless-batch.onnx"}) {
    const Loaded model(pair_of(batch, twin));
    CHECK_EQ(model.input_dims(0), "8 4 ");
    CHECK_EQ(model.output_dims(0), "8 4 ");
    Buffer x(128), y(128);
    x.as<float>()[31] = 3;
    CHECK_OK(aclmdlExecute(model.id, Dataset{&x}.dataset, Dataset{&y}.dataset));
    CHECK_EQ(y.as<float>()[31], -3.0F);
  }
  offline::Model picture;
  picture.inputs = {{"picture", {2, 3, 5, 8}, 960}};
  picture.outputs = {{"Neg_0:0:y", {2, 3, 5, 8}, 960}};
  const Loaded model(pair_of(picture, "free-height.onnx", "height"));
  CHECK_EQ(model.input_dims(0), "2 3 5 8 ");
  CHECK_EQ(model.output_dims(0), "2 3 5 8 ");
  CHECK_EQ(aclmdlGetOutputSizeByIndex(model.desc, 0), size_t{960});
}

TEST(gears_of_the_twin) {
  World world;
  offline::Model model;
  model.inputs = {{"x", {-1, 3}, 48}, {"ascend_mbatch_shape_data", {1}, 4, 3}};
  model.outputs = {{"Add_0:0:y", {-1, 3}, 48}};
  model.more_records =
      offline::record(2, offline::u32(3) + offline::u64(1) + offline::u64(4) + offline::u64(2));
  {
    const Loaded loaded(pair_of(model, "gears-batch.onnx"));
    aclmdlBatch batch;
    CHECK_OK(aclmdlGetDynamicBatch(loaded.desc, &batch));
    CHECK_EQ(batch.batchCount, size_t{3});
    CHECK_EQ(loaded.output(0), "y");
  }
  model.inputs[0].dims = {-1, 4};
  check_contains(
      refused(pair_of(model, "gears-batch.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
      "input 0 (dims): the .om has 'x', float32 ?x4, 48 bytes; the ONNX file has 'x', float32 ?x3, 48");
  // The same kind, other sizes.
  model.inputs[0].dims = {-1, 3};
  model.more_records = offline::record(2, offline::u32(2) + offline::u64(1) + offline::u64(8));
  check_contains(refused(pair_of(model, "gears-batch.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "gears: the .om has batch gears 1, 8, the ONNX file has batch gears 1, ");
  // In another order, and of a file with several models.
  model.models = 2;
  model.more_records =
      offline::record(2, offline::u32(3) + offline::u64(4) + offline::u64(2) + offline::u64(1));
  {
    const Loaded loaded(pair_of(model, "gears-batch.onnx"));
  }
  model.more_records =
      offline::record(3, offline::u32(1) + offline::u32(2) + offline::u64(2) + offline::u64(3));
  check_contains(refused(pair_of(model, "gears-batch.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "gears: the .om has hw gears 2x3, the ONNX file has batch gears");
  check_contains(refused(pair_of(model, "gears-batch.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "the .om holds 2 models: this is about the first one, nothing is read of the others");
}

// Every other way to load a file takes the twin, too; bytes have no name to look for it.
TEST(other_ways_to_load) {
  World world;
  const std::string path = pair_of(two_by_two(), "two-by-two.onnx");
  uint32_t id = 0;
  CHECK_OK(aclmdlLoadFromFileWithMem(path.c_str(), &id, nullptr, 0, nullptr, 0));
  CHECK_OK(aclmdlUnload(id));
  aclmdlConfigHandle* const config = aclmdlCreateConfigHandle();
  const size_t type = ACL_MDL_LOAD_FROM_FILE;
  const char* const text = path.c_str();
  CHECK_OK(aclmdlSetConfigOpt(config, ACL_MDL_LOAD_TYPE_SIZET, &type, sizeof type));
  CHECK_OK(aclmdlSetConfigOpt(config, ACL_MDL_PATH_PTR, &text, sizeof text));
  CHECK_OK(aclmdlLoadWithConfig(config, &id));
  CHECK_OK(aclmdlUnload(id));
  CHECK_OK(aclmdlDestroyConfigHandle(config));
  const std::string bytes = read_file(path);
  CHECK_EQ(aclmdlLoadFromMem(bytes.data(), bytes.size(), &id), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  const std::string error = recent_error();
  check_contains(error, "the memory given, an offline model (.om), is compiled for an NPU (Ascend310B4)");
  check_contains(error, "load it with aclmdlLoadFromFile, with that file beside it (model.onnx)");
  CHECK_EQ(aclmdlLoadFromMem(bytes.data(), 300, &id), ACL_ERROR_PARSE_MODEL);
  check_contains(recent_error(), "it is cut off");
}

TEST(encrypted_files) {
  World world;
  offline::Model model = two_by_two();
  model.encrypted = true;
  check_contains(refused(pair_of(model, "two-by-two.onnx"), ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                 "is encrypted, as its header says: nothing can be read of it");
  check_contains(refused(model_file("garbage.onnx"), ACL_ERROR_PARSE_MODEL),
                 "an encrypted one looks like that");
}

TEST(memory_of_offline_models) {
  World world;
  const auto check = [](const std::string& path, size_t work, size_t weights) {
    size_t its_work = 0, its_weights = 0;
    CHECK_OK(aclmdlQuerySize(path.c_str(), &its_work, &its_weights));
    CHECK_EQ(its_work, work);
    CHECK_EQ(its_weights, weights);
    const std::string bytes = read_file(path);
    its_work = its_weights = 0;
    CHECK_OK(aclmdlQuerySizeFromMem(bytes.data(), bytes.size(), &its_work, &its_weights));
    CHECK_EQ(its_work, work);
    CHECK_EQ(its_weights, weights);
  };
  check(model_file("cast-conv-32bit.om"), 4204544, 25600);
  const std::string path = folder("sizes") + "/m.om";
  two_by_two().write(path);
  check(path, 563200, 858624);
  offline::Model none = two_by_two();
  none.attributes.clear();
  none.write(path);
  check(path, 1, 1);  // clients allocate what they are told, and aclrtMalloc takes no 0
}

TEST(names_are_those_of_onnx) {
  World world(R"("outputNames": "onnx")");
  const Loaded model(model_file("two-by-two.onnx"));
  CHECK_EQ(model.output(0), "sum");
}

TEST(names_as_atc_gives_them) {
  World world(R"("outputNames": "atc")");
  const std::string path = model_file("two-by-two.onnx");
  uint32_t from_memory = 0;
  const std::string bytes = read_file(path);
  CHECK_OK(aclmdlLoadFromMem(bytes.data(), bytes.size(), &from_memory));
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, from_memory));
  CHECK_EQ(std::string(aclmdlGetOutputNameByIndex(desc, 0)), "Add_0:0:sum");
  CHECK_OK(aclmdlDestroyDesc(desc));
  CHECK_OK(aclmdlUnload(from_memory));

  const Loaded model(path);
  CHECK_EQ(model.output(0), "Add_0:0:sum");
  CHECK_EQ(model.output(1), "Transpose_1:0:turned");
  CHECK_EQ(std::string(aclmdlGetInputNameByIndex(model.desc, 1)), "b");
  size_t index = 9;
  CHECK_OK(aclmdlGetOutputIndexByName(model.desc, "Transpose_1:0:turned", &index));
  CHECK_EQ(index, size_t{1});
  CHECK_EQ(aclmdlGetOutputIndexByName(model.desc, "turned", &index), ACL_ERROR_INVALID_PARAM);
  aclmdlIODims dims;
  for (const auto get : {aclmdlGetOutputDims, aclmdlGetCurOutputDims}) {
    CHECK_OK(get(model.desc, 1, &dims));
    CHECK_EQ(std::string(dims.name), "Transpose_1:0:turned");
  }
  Buffer a(24), b(24), sum(24), turned(24);
  b.as<float>()[5] = 7;
  CHECK_OK(aclmdlExecute(model.id, Dataset{&a, &b}.dataset, Dataset{&sum, &turned}.dataset));
  CHECK_EQ(turned.as<float>()[5], 7.0F);

  const Loaded gears(model_file("gears-batch.onnx"));
  CHECK_EQ(gears.output(0), "Add_0:0:y");
  CHECK_OK(aclmdlGetCurOutputDims(gears.desc, 0, &dims));
  CHECK_EQ(std::string(dims.name), "Add_0:0:y");
}

// The file itself says how ATC called them.
TEST(names_of_an_offline_model) {
  World world(R"("outputNames": "atc")");
  offline::Model model = two_by_two();
  model.outputs[0].name = "PartitionedCall_Add_0_5:0:sum";
  const Loaded loaded(pair_of(model, "two-by-two.onnx"));
  CHECK_EQ(loaded.output(0), "PartitionedCall_Add_0_5:0:sum");
}
