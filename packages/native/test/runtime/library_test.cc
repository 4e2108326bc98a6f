// The library as a file: what it exports, how it finds ONNX Runtime, what it says without.
// ASCEND_RX_TEST_LIBRARY is its path.
#include <dlfcn.h>
#include <unistd.h>

#include <filesystem>

#include "world.h"

namespace {

namespace fs = std::filesystem;

std::string library() { return std::getenv("ASCEND_RX_TEST_LIBRARY"); }

std::string output_of(const std::string& command) {
  std::string text;
  FILE* const pipe = popen(command.c_str(), "r");
  char line[4096];
  while (std::fgets(line, sizeof line, pipe)) text += line;
  CHECK_EQ(pclose(pipe), 0);
  return text;
}

// A folder of its own for one test, removed with everything in it.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/ascend-rx-library-XXXXXX";
    CHECK(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// Loads a model in a program that opened this copy of the library; gives the status and the error text.
std::pair<aclError, std::string> load_with(const std::string& copy) {
  void* const handle = dlopen(copy.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!CHECK(handle != nullptr)) return {-1, dlerror()};
  const auto find = [&](auto* function, const char* name) {
    decltype(function) found = nullptr;
    void* const symbol = dlsym(handle, name);
    std::memcpy(&found, &symbol, sizeof found);
    return found;
  };
  CHECK_OK(find(&aclrtSetDevice, "aclrtSetDevice")(0));
  uint32_t id = 0;
  const aclError result =
      find(&aclmdlLoadFromFile, "aclmdlLoadFromFile")(model_file("identity-float32.onnx").c_str(), &id);
  const char* const text = find(&aclGetRecentErrMsg, "aclGetRecentErrMsg")();
  return {result, text ? text : ""};
}

}  // namespace

// Nothing but the C interface, and the one function by which sessions end loads.
TEST(exports) {
  const std::string symbols = output_of("nm -D --defined-only " + library() + " | awk '{print $NF}'");
  size_t count = 0;
  std::istringstream lines(symbols);
  for (std::string name; std::getline(lines, name); ++count) {
    if (name.compare(0, 3, "acl") != 0 && name != "ascend_rx_end_loads")
      test::fail(__FILE__, __LINE__, "exported: " + name);
  }
  CHECK(count > 80);
}

// The library stays loaded after dlclose: its threads may be running.
TEST(stays_loaded) { CHECK(contains(output_of("readelf -d " + library()), "NODELETE")); }

// The library can be opened without ONNX Runtime.
TEST(opens_without_onnxruntime) {
  CHECK(!contains(output_of("readelf -d " + library()), "onnxruntime"));
  setenv("ASCEND_RX_ONNXRUNTIME", "/nowhere/libonnxruntime.so.1", 1);
  CHECK_OK(aclInit(nullptr));
  CHECK_OK(aclrtSetDevice(0));
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(model_file("identity-float32.onnx").c_str(), &id),
           ACL_ERROR_RT_DEV_SETUP_ERROR);
  const std::string text = recent_error();
  CHECK(contains(text, "npm install onnxruntime-node"));
  CHECK(contains(text, "npm install --ignore-scripts onnxruntime-node"));
  CHECK(contains(text, "ASCEND_RX_ONNXRUNTIME"));
  CHECK(contains(text, "/nowhere/libonnxruntime.so.1"));
}

// A library that is not ONNX Runtime is refused, and a later attempt may succeed.
TEST(refuses_another_library) {
  lenient();
  const std::string real = std::getenv("ASCEND_RX_ONNXRUNTIME");
  setenv("ASCEND_RX_ONNXRUNTIME", library().c_str(), 1);
  CHECK_OK(aclrtSetDevice(0));
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(model_file("identity-float32.onnx").c_str(), &id),
           ACL_ERROR_RT_DEV_SETUP_ERROR);
  CHECK(contains(recent_error(), "not ONNX Runtime, or too old"));
  setenv("ASCEND_RX_ONNXRUNTIME", real.c_str(), 1);
  CHECK_OK(aclmdlLoadFromFile(model_file("identity-float32.onnx").c_str(), &id));
}

// Found as Node finds packages: in a node_modules folder above the library, through links such as pnpm's.
TEST(finds_the_package) {
  lenient();
  const Folder folder;
  const fs::path real = fs::path(std::getenv("ASCEND_RX_ONNXRUNTIME"));
  const fs::path bin = folder.path() / "store" / "bin" /
                       real.parent_path().parent_path().parent_path().filename() / "linux" /
                       real.parent_path().filename();
  fs::create_directories(bin);
  fs::create_symlink(real, bin / real.filename());
  fs::create_directories(folder.path() / "node_modules");
  fs::create_directory_symlink(folder.path() / "store", folder.path() / "node_modules" / "onnxruntime-node");
  const fs::path copy = folder.path() / "packages" / "native" / "build" / "libascendcl.so";
  fs::create_directories(copy.parent_path());
  fs::copy_file(library(), copy);
  unsetenv("ASCEND_RX_ONNXRUNTIME");
  const auto [result, text] = load_with(copy.string());
  CHECK_EQ(result, ACL_SUCCESS);
  CHECK_EQ(text, "");
}

// When it is found nowhere, the text names the remedy.
TEST(finds_nothing) {
  lenient();
  const Folder folder;
  const fs::path copy = folder.path() / "libascendcl.so";
  fs::copy_file(library(), copy);
  unsetenv("ASCEND_RX_ONNXRUNTIME");
  const auto [result, text] = load_with(copy.string());
  if (result == ACL_SUCCESS) {
    std::printf("this system has an ONNX Runtime of its own\n");
    return;
  }
  CHECK_EQ(result, ACL_ERROR_RT_DEV_SETUP_ERROR);
  CHECK(contains(text, "npm install onnxruntime-node"));
  CHECK(contains(text, "npm install --ignore-scripts onnxruntime-node"));
}

// ONNX Runtime would write to the home folder as soon as it is loaded.
TEST(telemetry_is_off) {
  const Folder home;
  setenv("HOME", home.path().c_str(), 1);
  unsetenv("XDG_CACHE_HOME");
  CHECK_EQ(std::string(std::getenv("ORT_DISABLE_TELEMETRY")), "1");
  World world;
  Model model("identity-float32.onnx");
  CHECK(fs::is_empty(home.path()));
}

// A daemon may clear its environment after this library has been loaded.
TEST(telemetry_is_off_where_the_environment_was_cleared) {
  const Folder home;
  setenv("HOME", home.path().c_str(), 1);
  unsetenv("XDG_CACHE_HOME");
  unsetenv("ORT_DISABLE_TELEMETRY");
  World world;
  Model model("identity-float32.onnx");
  CHECK_EQ(std::string(std::getenv("ORT_DISABLE_TELEMETRY")), "1");
  CHECK(fs::is_empty(home.path()));
}

TEST(telemetry_is_as_the_user_wants) {
  setenv("ORT_DISABLE_TELEMETRY", "0", 1);
  setenv("ASCEND_RX_ONNXRUNTIME", "/nowhere/libonnxruntime.so.1", 1);
  World world;
  uint32_t id = 0;
  CHECK_EQ(aclmdlLoadFromFile(model_file("identity-float32.onnx").c_str(), &id),
           ACL_ERROR_RT_DEV_SETUP_ERROR);
  CHECK_EQ(std::string(std::getenv("ORT_DISABLE_TELEMETRY")), "0");
}

// A library that needs libonnxruntime.so.1 gets its own, of its own version, and not this one.
TEST(nobody_gets_its_onnxruntime_by_name) {
  World world;
  Model model("identity-float32.onnx");
  CHECK(dlopen(std::getenv("ASCEND_RX_ONNXRUNTIME"), RTLD_LAZY | RTLD_NOLOAD) != nullptr);
  CHECK(dlopen("libonnxruntime.so.1", RTLD_LAZY | RTLD_NOLOAD) == nullptr);
}

// What somebody has opened before keeps its name, by which they may look for it.
TEST(an_open_onnxruntime_is_shared) {
  void* const theirs = dlopen(std::getenv("ASCEND_RX_ONNXRUNTIME"), RTLD_NOW | RTLD_LOCAL);
  CHECK(theirs != nullptr);
  World world;
  Model model("identity-float32.onnx");
  CHECK_EQ(dlopen("libonnxruntime.so.1", RTLD_LAZY | RTLD_NOLOAD), theirs);
}
