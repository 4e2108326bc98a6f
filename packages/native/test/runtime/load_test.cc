// Loading and describing models. Facts, section 9; what the embedded runtime takes and refuses.
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/end_loads.h"
#include "stopped_time.h"
#include "world.h"

namespace {

// Loads, expects the code, gives the error text.
std::string refused(const std::string& name, aclError code) {
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(model_file(name).c_str(), &id), code);
  return recent_error();
}

std::string read_file(const std::string& name) {
  std::ifstream file(model_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Desc {
  explicit Desc(const Model& model) : desc(aclmdlCreateDesc()) { CHECK_OK(aclmdlGetDesc(desc, model.id)); }
  ~Desc() { CHECK_OK(aclmdlDestroyDesc(desc)); }
  Desc(const Desc&) = delete;
  Desc& operator=(const Desc&) = delete;
  aclmdlDesc* const desc;
};

std::string dims(const aclmdlIODims& dims) {
  std::string text;
  for (size_t i = 0; i < dims.dimCount; ++i) text += std::to_string(dims.dims[i]) + " ";
  return text;
}

// Loads a model that never ends on zeros into that context, on a thread of its own, and is inside the run
// when the constructor returns: another thread watches its time then, which does not pass. REQUIRES: ONNX
// Runtime has no threads, and nobody waits with a deadline.
class EndlessLoad {
 public:
  explicit EndlessLoad(aclrtContext context)
      : thread_([this, context] {
          CHECK_OK(aclrtSetCurrentContext(context));
          uint32_t id = 0;
          result_ = aclmdlLoadFromFile(model_file("endless.onnx").c_str(), &id);
          error_ = recent_error();
          if (result_ == ACL_SUCCESS) CHECK_OK(aclmdlUnload(id));
        }) {
    time_.wait_for_a_deadline();
  }
  ~EndlessLoad() {
    if (thread_.joinable()) thread_.join();
  }
  EndlessLoad(const EndlessLoad&) = delete;
  EndlessLoad& operator=(const EndlessLoad&) = delete;

  // What it gave, when it has ended.
  void check(aclError code) {
    thread_.join();
    CHECK_EQ(result_, code);
    CHECK(contains(error_, "the model was still loading when its context was destroyed"));
  }

 private:
  test::StoppedTime time_;
  aclError result_ = ACL_SUCCESS;
  std::string error_;
  std::thread thread_;
};

}  // namespace

// Section 9: ids count up from 1 and are not used again; unknown ids give 145003.
TEST(model_ids) {
  World world;
  {
    Model one("identity-float32.onnx"), two("identity-float32.onnx");
    CHECK_EQ(one.id, 1U);
    CHECK_EQ(two.id, 2U);
  }
  Model three("identity-float32.onnx");
  CHECK_EQ(three.id, 3U);
  CHECK_EQ(aclmdlUnload(1), ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_EQ(aclmdlGetDesc(desc, 1), ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  CHECK_EQ(aclmdlGetDesc(nullptr, 3), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclmdlDestroyDesc(desc));
  CHECK_EQ(aclmdlDestroyDesc(nullptr), ACL_ERROR_INVALID_PARAM);
}

TEST(load_null) {
  World world;
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(nullptr, &id), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlLoadFromFile(model_file("identity-float32.onnx").c_str(), nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlLoadFromMem(nullptr, 8, &id), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlLoadFromMem("x", 0, &id), ACL_ERROR_INVALID_PARAM);
}

// Section 1: codes of the model layer; the texts say what is wrong and what to do.
TEST(refused_files) {
  World world;
  CHECK(contains(refused("none.onnx", ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID),
                 "none.onnx: No such file or directory"));
  CHECK(contains(refused("", ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID), "Is a directory"));
  const std::string fifo = model_file("fifo.onnx");  // nobody writes to it
  unlink(fifo.c_str());
  CHECK_EQ(mkfifo(fifo.c_str(), 0600), 0);
  CHECK(contains(refused("fifo.onnx", ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID), "Invalid argument"));
  CHECK(contains(refused("empty.onnx", ACL_ERROR_GE_EXEC_MODEL_DATA_SIZE_INVALID), "is empty"));
  CHECK(contains(refused("garbage.onnx", ACL_ERROR_PARSE_MODEL), "garbage.onnx is not a model"));
  CHECK(contains(refused("truncated.onnx", ACL_ERROR_PARSE_MODEL), "truncated.onnx is not a model"));
  for (const char* offline : {"offline.om", "offline-named.onnx"}) {
    CHECK(contains(refused(offline, ACL_ERROR_RT_FEATURE_NOT_SUPPORT),
                   "give the ONNX file it was compiled from"));
  }
  CHECK(contains(refused("damaged.om", ACL_ERROR_PARSE_MODEL), "give the ONNX file it was compiled from"));
  CHECK(contains(refused("unknown-operator.onnx", ACL_ERROR_GE_LOAD_MODEL), "NoSuchOperator"));
}

TEST(refused_types) {
  World world;
  CHECK(contains(refused("text.onnx", ACL_ERROR_GE_DATATYPE_INVALID), "input 'x' has an element type"));
}

// Sizes that no memory can have: of one tensor, and of all inputs together.
TEST(refused_dims) {
  World world;
  CHECK(contains(refused("gears-bad-vast.onnx", ACL_ERROR_GE_SHAPE_INVALID),
                 "(1099511627776x2097152) is too large"));
  CHECK(contains(refused("gears-bad-vast-together.onnx", ACL_ERROR_GE_SHAPE_INVALID),
                 "the inputs together are too large"));
  CHECK(contains(refused("vast.onnx", ACL_ERROR_GE_SHAPE_INVALID), "the inputs together are too large"));
}

// What a file is called does not matter.
TEST(names_do_not_matter) {
  World world;
  Model om("renamed.om"), ort("renamed.ort");
}

TEST(load_from_memory) {
  World world;
  uint32_t id = 0;
  {
    const std::string bytes = read_file("identity-float32.onnx");
    CHECK_OK(aclmdlLoadFromMem(bytes.data(), bytes.size(), &id));
  }
  Buffer x(24), y(24);
  *x.as<float>() = 5;
  CHECK_OK(aclmdlExecute(id, Dataset{&x}.dataset, Dataset{&y}.dataset));
  CHECK_EQ(*y.as<float>(), 5.0F);
  CHECK_OK(aclmdlUnload(id));
  const std::string offline = read_file("offline.om");
  CHECK_EQ(aclmdlLoadFromMem(offline.data(), offline.size(), &id), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
}

// Section 9: the sizes are not 0, since samples allocate so much; offered memory is accepted, and so is
// (NULL, 0).
TEST(load_with_memory) {
  World world;
  const std::string file = model_file("identity-float32.onnx");
  const std::string bytes = read_file("identity-float32.onnx");
  size_t work = 0, weight = 0;
  CHECK_OK(aclmdlQuerySize(file.c_str(), &work, &weight));
  CHECK(work > 0 && weight > 0);
  Buffer work_memory(work), weight_memory(weight);
  uint32_t id = 0;
  CHECK_OK(aclmdlLoadFromFileWithMem(file.c_str(), &id, work_memory.data, work, weight_memory.data, weight));
  CHECK_OK(aclmdlUnload(id));
  CHECK_OK(aclmdlLoadFromFileWithMem(file.c_str(), &id, nullptr, 0, nullptr, 0));
  CHECK_OK(aclmdlUnload(id));
  work = weight = 0;
  CHECK_OK(aclmdlQuerySizeFromMem(bytes.data(), bytes.size(), &work, &weight));
  CHECK(work > 0 && weight > 0);
  CHECK_OK(aclmdlLoadFromMemWithMem(bytes.data(), bytes.size(), &id, nullptr, 0, nullptr, 0));
  CHECK_OK(aclmdlUnload(id));
  CHECK_EQ(aclmdlQuerySize(model_file("damaged.om").c_str(), &work, &weight), ACL_ERROR_PARSE_MODEL);
  CHECK_EQ(aclmdlQuerySize(nullptr, &work, &weight), ACL_ERROR_INVALID_PARAM);
}

// Section 8: a model belongs to the context it was loaded in.
TEST(unload_in_another_context) {
  World world;
  Model model("identity-float32.onnx");
  aclrtContext other = nullptr;
  CHECK_OK(aclrtCreateContext(&other, 0));
  CHECK_EQ(aclmdlUnload(model.id), ACL_ERROR_RT_MODEL_CONTEXT);
  CHECK_OK(aclrtDestroyContext(other));
  CHECK_OK(aclrtSetCurrentContext(world.context));
}

TEST(description) {
  World world;
  Model model("two-by-two.onnx");
  const Desc mine(model);
  CHECK_EQ(aclmdlGetNumInputs(mine.desc), size_t{2});
  CHECK_EQ(aclmdlGetNumOutputs(mine.desc), size_t{2});
  CHECK_EQ(aclmdlGetInputSizeByIndex(mine.desc, 1), size_t{24});
  CHECK_EQ(aclmdlGetOutputSizeByIndex(mine.desc, 1), size_t{24});
  CHECK_EQ(std::string(aclmdlGetInputNameByIndex(mine.desc, 0)), "a");
  CHECK_EQ(std::string(aclmdlGetOutputNameByIndex(mine.desc, 1)), "turned");
  size_t index = 9;
  CHECK_OK(aclmdlGetInputIndexByName(mine.desc, "b", &index));
  CHECK_EQ(index, size_t{1});
  CHECK_OK(aclmdlGetOutputIndexByName(mine.desc, "sum", &index));
  CHECK_EQ(index, size_t{0});
  CHECK_EQ(aclmdlGetInputDataType(mine.desc, 0), ACL_FLOAT);
  CHECK_EQ(aclmdlGetOutputDataType(mine.desc, 0), ACL_FLOAT);
  CHECK_EQ(aclmdlGetInputFormat(mine.desc, 0), ACL_FORMAT_ND);
  aclmdlIODims io;
  CHECK_OK(aclmdlGetInputDims(mine.desc, 0, &io));
  CHECK_EQ(dims(io), "2 3 ");
  CHECK_EQ(std::string(io.name), "a");
  CHECK_OK(aclmdlGetInputDimsV2(mine.desc, 1, &io));
  CHECK_EQ(std::string(io.name), "b");
  CHECK_OK(aclmdlGetOutputDims(mine.desc, 1, &io));
  CHECK_EQ(dims(io), "3 2 ");
  CHECK_OK(aclmdlGetCurOutputDims(mine.desc, 1, &io));  // section 9: on a static model, the dims themselves
  CHECK_EQ(dims(io), "3 2 ");
}

// Notes of the ABI: names are an empty string on error, never NULL.
TEST(description_of_nothing) {
  World world;
  Model model("identity-float32.onnx");
  const Desc mine(model);
  aclmdlIODims io;
  size_t index = 0;
  CHECK_EQ(std::string(aclmdlGetInputNameByIndex(mine.desc, 1)), "");
  CHECK_EQ(std::string(aclmdlGetOutputNameByIndex(nullptr, 0)), "");
  CHECK_EQ(aclmdlGetInputSizeByIndex(mine.desc, 1), size_t{0});
  CHECK_EQ(aclmdlGetNumInputs(nullptr), size_t{0});
  CHECK_EQ(aclmdlGetInputDataType(mine.desc, 1), ACL_DT_UNDEFINED);
  CHECK_EQ(aclmdlGetOutputFormat(mine.desc, 1), ACL_FORMAT_UNDEFINED);
  CHECK_EQ(aclmdlGetInputDims(mine.desc, 1, &io), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetInputDims(mine.desc, 0, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetOutputDims(nullptr, 0, &io), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetInputIndexByName(mine.desc, "none", &index), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetInputIndexByName(mine.desc, nullptr, &index), ACL_ERROR_INVALID_PARAM);
  aclmdlDesc* const empty = aclmdlCreateDesc();
  CHECK_EQ(aclmdlGetNumInputs(empty), size_t{0});
  CHECK_OK(aclmdlDestroyDesc(empty));
}

// Section 9: the description is a copy: it survives the model, and GetDesc overwrites it.
TEST(description_survives) {
  World world;
  aclmdlDesc* const desc = aclmdlCreateDesc();
  {
    Model model("two-by-two.onnx");
    CHECK_OK(aclmdlGetDesc(desc, model.id));
  }
  CHECK_EQ(std::string(aclmdlGetOutputNameByIndex(desc, 1)), "turned");
  Model picture("picture.onnx");
  CHECK_OK(aclmdlGetDesc(desc, picture.id));
  CHECK_EQ(aclmdlGetNumOutputs(desc), size_t{1});
  CHECK_EQ(aclmdlGetInputFormat(desc, 0), ACL_FORMAT_NCHW);
  CHECK_EQ(aclmdlGetInputDataType(desc, 0), ACL_UINT8);
  CHECK_EQ(aclmdlGetInputSizeByIndex(desc, 0), size_t{60});
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// A leading dim without a size is 1, with a name or without; so are the outputs that follow it.
TEST(batch_dims_are_one) {
  World world;
  for (const char* name : {"batch.onnx", "nameless-batch.onnx"}) {
    Model model(name);
    const Desc mine(model);
    aclmdlIODims io;
    CHECK_OK(aclmdlGetInputDims(mine.desc, 0, &io));
    CHECK_EQ(dims(io), "1 4 ");
    CHECK_OK(aclmdlGetOutputDims(mine.desc, 0, &io));
    CHECK_EQ(dims(io), "1 4 ");
    Buffer x(16), y(16);
    x.as<float>()[3] = 4;
    CHECK_OK(model.execute({&x}, {&y}));
    CHECK_EQ(y.as<float>()[3], -4.0F);
  }
}

TEST(scalars) {
  World world;
  Model model("scalar.onnx");
  const Desc mine(model);
  aclmdlIODims io;
  CHECK_OK(aclmdlGetInputDims(mine.desc, 0, &io));
  CHECK_EQ(io.dimCount, size_t{0});
  CHECK_EQ(aclmdlGetInputSizeByIndex(mine.desc, 0), size_t{4});
}

// Dims of outputs that depend on contents are unknown; what a run on zeros needed is given as the size.
TEST(outputs_of_unknown_dims) {
  World world;
  const struct {
    const char* name;
    const char* dims;
    size_t bytes;
  } models[] = {{"count.onnx", "1 -1 ", 32},
                {"found.onnx", "1 -1 ", 0},
                {"unlearnable.onnx", "1 -1 ", 0},
                {"rows.onnx", "-1 -1 ", 0},
                {"branches.onnx", "-2 ", 4}};
  for (const auto& one : models) {
    Model model(one.name);
    const Desc mine(model);
    aclmdlIODims io;
    CHECK_OK(aclmdlGetOutputDims(mine.desc, 0, &io));
    CHECK_EQ(dims(io), one.dims);
    CHECK_EQ(aclmdlGetOutputSizeByIndex(mine.desc, 0), one.bytes);
  }
}

// Dims without a size that are not a batch alone: nothing is fixed.
TEST(inputs_of_unknown_dims) {
  World world;
  Model model("free-speech.onnx");
  const Desc mine(model);
  aclmdlIODims io;
  CHECK_OK(aclmdlGetInputDims(mine.desc, 0, &io));
  CHECK_EQ(dims(io), "-1 -1 3 ");
  CHECK_EQ(aclmdlGetInputSizeByIndex(mine.desc, 0), size_t{0});
  CHECK_OK(aclmdlGetInputDims(mine.desc, 1, &io));
  CHECK_EQ(dims(io), "-1 ");
  CHECK_EQ(aclmdlGetInputSizeByIndex(mine.desc, 2), size_t{4});
  CHECK_OK(aclmdlGetCurOutputDims(mine.desc, 0, &io));
  CHECK_EQ(dims(io), "-1 -1 3 ");
  CHECK_EQ(aclmdlGetOutputSizeByIndex(mine.desc, 0), size_t{0});
}

// A loop that never ends on zeros: the run is interrupted, and nothing is known.
TEST(a_run_on_zeros_that_does_not_end) {
  World world;
  Model model("endless.onnx");
  const Desc mine(model);
  aclmdlIODims io;
  CHECK_OK(aclmdlGetOutputDims(mine.desc, 0, &io));
  CHECK_EQ(dims(io), "-1 ");
  CHECK_EQ(aclmdlGetOutputSizeByIndex(mine.desc, 0), size_t{0});
  Buffer step(4), y(64);
  *step.as<float>() = 3;
  const Dataset in{&step}, out{&y};
  CHECK_OK(model.execute(in, out));
  CHECK_EQ(aclGetTensorDescDim(aclmdlGetDatasetTensorDesc(out.dataset, 0), 0), int64_t{3});
}

constexpr const char* one_thread = R"("threads": 1)";

TEST(a_load_ends_with_its_context) {
  World world(one_thread);
  aclrtContext context = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  EndlessLoad load(context);
  CHECK_OK(aclrtDestroyContext(context));
  load.check(ACL_ERROR_RT_CONTEXT_NULL);
}

TEST(a_load_ends_with_acl) {
  lenient();  // it finalises with a context and a stream
  World world(one_thread);
  EndlessLoad load(world.context);
  CHECK_OK(aclFinalize());
  load.check(ACL_ERROR_UNINITIALIZE);
  CHECK_OK(aclInit(config_file(std::string("{\"embedded\": {") + one_thread + "}}").c_str()));
  const Model later("identity-float32.onnx");
}

// What sessions call when they close.
TEST(loads_that_are_ended) {
  World world(one_thread);
  aclrtContext context = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 0));
  {
    EndlessLoad load(context);
    CHECK_OK(ascend_rx_end_loads(context));
    load.check(ACL_ERROR_RT_CONTEXT_NULL);
  }
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(model_file("identity-float32.onnx").c_str(), &id), ACL_ERROR_RT_CONTEXT_NULL);
  CHECK_OK(aclrtSetCurrentContext(world.context));
  {
    const Model in_another_context("identity-float32.onnx");
  }
  CHECK_OK(aclrtDestroyContext(context));
  CHECK_EQ(ascend_rx_end_loads(nullptr), ACL_ERROR_INVALID_PARAM);
}

// Several threads load at a time.
TEST(loading_from_many_threads) {
  World world;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      for (int round = 0; round < 5; ++round) Model model("identity-float32.onnx");
    });
  }
  for (std::thread& one : threads) one.join();
}
