// Loading by settings. All codes are unverified on hardware; ids, contexts and what a file must be are as
// with the other loads: Facts, sections 8 and 9.
#include <fstream>
#include <iterator>

#include "world.h"

namespace {

const std::string model_name = "identity-float32.onnx";

class Config {
 public:
  Config() = default;
  ~Config() { CHECK_OK(aclmdlDestroyConfigHandle(handle)); }
  Config(const Config&) = delete;
  Config& operator=(const Config&) = delete;

  template <typename Value>
  aclError set(aclmdlConfigAttr attr, const Value& value) {
    return aclmdlSetConfigOpt(handle, attr, &value, sizeof value);
  }
  aclError load() {
    id = 0;
    return aclmdlLoadWithConfig(handle, &id);
  }
  // Loads, and sees that the model is the one meant.
  void check_loads() {
    CHECK_OK(load());
    aclmdlDesc* const desc = aclmdlCreateDesc();
    CHECK_OK(aclmdlGetDesc(desc, id));
    CHECK_EQ(aclmdlGetInputSizeByIndex(desc, 0), size_t{24});
    CHECK_OK(aclmdlDestroyDesc(desc));
    CHECK_OK(aclmdlUnload(id));
  }

  aclmdlConfigHandle* const handle = aclmdlCreateConfigHandle();
  uint32_t id = 0;
};

std::string file_contents(const std::string& name) {
  std::ifstream file(model_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr size_t from_file = ACL_MDL_LOAD_FROM_FILE, from_memory = ACL_MDL_LOAD_FROM_MEM;

}  // namespace

TEST(from_a_file) {
  World world;
  Config config;
  {
    const std::string path = model_file(model_name);  // gone when it is used
    CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, from_file));
    CHECK_OK(config.set(ACL_MDL_PATH_PTR, path.c_str()));
  }
  config.check_loads();
  config.check_loads();
}

TEST(from_memory) {
  World world;
  const std::string contents = file_contents(model_name);
  Config config;
  CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, from_memory));
  CHECK_OK(config.set(ACL_MDL_MEM_ADDR_PTR, contents.data()));
  CHECK_OK(config.set(ACL_MDL_MEM_SIZET, contents.size()));
  config.check_loads();
}

// Section 9: memory for the model may be offered, or left to the library.
TEST(with_memory_of_ones_own) {
  World world;
  Buffer work(1024), weight(1024);
  const std::string path = model_file(model_name), contents = file_contents(model_name);
  for (const size_t type :
       {size_t{ACL_MDL_LOAD_FROM_FILE_WITH_MEM}, size_t{ACL_MDL_LOAD_FROM_MEM_WITH_MEM}}) {
    Config config;
    CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, type));
    CHECK_OK(config.set(ACL_MDL_PATH_PTR, path.c_str()));
    CHECK_OK(config.set(ACL_MDL_MEM_ADDR_PTR, contents.data()));
    CHECK_OK(config.set(ACL_MDL_MEM_SIZET, contents.size()));
    config.check_loads();
    CHECK_OK(config.set(ACL_MDL_WORKSPACE_ADDR_PTR, work.data));
    CHECK_OK(config.set(ACL_MDL_WORKSPACE_SIZET, work.size));
    CHECK_OK(config.set(ACL_MDL_WEIGHT_ADDR_PTR, weight.data));
    CHECK_OK(config.set(ACL_MDL_WEIGHT_SIZET, weight.size));
    CHECK_OK(config.set(ACL_MDL_PRIORITY_INT32, int32_t{1}));
    CHECK_OK(config.set(ACL_MDL_WORKSPACE_MEM_OPTIMIZE, size_t{1}));
    config.check_loads();
  }
}

TEST(what_is_needed_is_missing) {
  World world;
  Config config;
  const std::string path = model_file(model_name);
  CHECK_OK(config.set(ACL_MDL_PATH_PTR, path.c_str()));
  CHECK_EQ(config.load(), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "ACL_MDL_LOAD_TYPE_SIZET"));

  Config no_path;
  CHECK_OK(no_path.set(ACL_MDL_LOAD_TYPE_SIZET, from_file));
  CHECK_EQ(no_path.load(), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "ACL_MDL_PATH_PTR"));

  Config no_memory;
  CHECK_OK(no_memory.set(ACL_MDL_LOAD_TYPE_SIZET, from_memory));
  CHECK_EQ(no_memory.load(), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(no_memory.set(ACL_MDL_MEM_ADDR_PTR, path.c_str()));
  CHECK_EQ(no_memory.load(), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "ACL_MDL_MEM_SIZET"));
}

// Files are refused as by aclmdlLoadFromFile.
TEST(what_cannot_be_loaded) {
  World world;
  Config config;
  CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, from_file));
  const char* const nowhere = "/nowhere/at all.onnx";
  CHECK_OK(config.set(ACL_MDL_PATH_PTR, nowhere));
  CHECK_EQ(config.load(), ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID);
  CHECK(contains(recent_error(), "aclmdlLoadWithConfig: "));
  for (const size_t queues : {size_t{ACL_MDL_LOAD_FROM_FILE_WITH_Q}, size_t{ACL_MDL_LOAD_FROM_MEM_WITH_Q}}) {
    CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, queues));
    CHECK_EQ(config.load(), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  }
  for (const size_t unknown : {size_t{0}, size_t{7}}) {
    CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, unknown));
    CHECK_EQ(config.load(), ACL_ERROR_INVALID_PARAM);
  }
}

// Every setting's value has the size that its name says.
TEST(sizes_of_values) {
  Config config;
  const void* const pointer = &config;
  for (int attr = ACL_MDL_PRIORITY_INT32; attr <= ACL_MDL_WITHOUT_GRAPH_INT32; ++attr) {
    const auto named = static_cast<aclmdlConfigAttr>(attr);
    const bool is_int = named == ACL_MDL_PRIORITY_INT32 || named == ACL_MDL_WITHOUT_GRAPH_INT32;
    CHECK_EQ(aclmdlSetConfigOpt(config.handle, named, &pointer, sizeof(int32_t)),
             is_int ? ACL_SUCCESS : ACL_ERROR_INVALID_PARAM);
    CHECK_EQ(aclmdlSetConfigOpt(config.handle, named, &pointer, sizeof pointer),
             is_int ? ACL_ERROR_INVALID_PARAM : ACL_SUCCESS);
    CHECK_EQ(aclmdlSetConfigOpt(config.handle, named, &pointer, 0), ACL_ERROR_INVALID_PARAM);
  }
  CHECK_OK(config.set(ACL_NPU_PERF_MODE, int32_t{0}));
}

TEST(bad_arguments) {
  World world;
  Config config;
  uint32_t id = 0;
  const size_t value = from_file;
  CHECK_EQ(aclmdlDestroyConfigHandle(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlSetConfigOpt(nullptr, ACL_MDL_LOAD_TYPE_SIZET, &value, sizeof value),
           ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlSetConfigOpt(config.handle, ACL_MDL_LOAD_TYPE_SIZET, nullptr, sizeof value),
           ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(config.set(ACL_MDL_PATH_PTR, static_cast<const char*>(nullptr)), ACL_ERROR_INVALID_PARAM);
  const std::string path = model_file(model_name);  // itself where its address belongs
  CHECK_EQ(aclmdlSetConfigOpt(config.handle, ACL_MDL_PATH_PTR, path.c_str(), path.size()),
           ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(config.set(ACL_MDL_RESERVED, value), ACL_ERROR_INVALID_PARAM);
  const auto set_number =
      with_numbers<aclError(aclmdlConfigHandle*, unsigned, const void*, size_t)>(aclmdlSetConfigOpt);
  CHECK_EQ(set_number(config.handle, 30, &value, sizeof value), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlLoadWithConfig(nullptr, &id), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlLoadWithConfig(config.handle, nullptr), ACL_ERROR_INVALID_PARAM);
}

// Section 8: loading needs a context; making the settings does not.
TEST(without_a_context) {
  Config config;
  const std::string path = model_file(model_name);
  CHECK_OK(config.set(ACL_MDL_LOAD_TYPE_SIZET, from_file));
  CHECK_OK(config.set(ACL_MDL_PATH_PTR, path.c_str()));
  CHECK_EQ(config.load(), ACL_ERROR_RT_CONTEXT_NULL);
}
