// What was loaded is what is rebuilt: a model whose file is deleted, replaced or overwritten afterwards.
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace fs = std::filesystem;
namespace session = ascend_rx::session;
using ascend_rx::session::ModelFile;
using ascend_rx::test::instrumented;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;

// A folder with the file model.onnx, which is an identity. Removed at the end.
class Folder {
 public:
  Folder() {
    char name[] = "/tmp/ascend-rx-model-XXXXXX";
    CHECK(mkdtemp(name) != nullptr);
    path_ = name;
    fs::copy_file(model_file("identity-float32.onnx"), model());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string model() const { return path_ / "model.onnx"; }
  std::string file(const std::string& name) const { return path_ / name; }

  // Another file comes to the place of the model.
  void replace() const {
    std::ofstream(file("next")) << "no model at all";
    fs::rename(file("next"), model());
  }
  void overwrite() const { std::ofstream(model()) << "no model at all"; }

 private:
  fs::path path_;
};

std::shared_ptr<const ModelFile> opened(const Folder& folder, const std::vector<std::string>& companions) {
  const int descriptor = open(folder.model().c_str(), O_RDONLY | O_CLOEXEC);
  auto file = std::make_shared<const ModelFile>(folder.model(), descriptor, companions);
  close(descriptor);
  return file;
}

size_t open_descriptors() {
  size_t count = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) count += entry.exists() ? 1U : 0U;
  return count;
}

// What a load of the model does besides; then the call itself.
std::function<void()>& during_load() {
  static std::function<void()> action;
  return action;
}

aclError (*original_load)(const char*, uint32_t*) = nullptr;

aclError load_and_act(const char* path, uint32_t* id) {
  const aclError result = original_load(path, id);
  if (during_load()) during_load()();
  return result;
}

session::Library::Candidate with_action(std::function<void()> action) {
  during_load() = std::move(action);
  session::Library::Candidate candidate = instrumented();
  candidate.instrument = [](session::Functions& functions) {
    original_load = functions.aclmdlLoadFromFile.pointer();
    functions.aclmdlLoadFromFile.bind(reinterpret_cast<void*>(&load_and_act));
  };
  return candidate;
}

// Device and sessions over one file; nothing may be left at the end.
struct Setup {
  explicit Setup(std::shared_ptr<const ModelFile> kept,
                 session::Library::Candidate candidate = instrumented())
      : file(std::move(kept)), device(std::move(candidate)) {
    CHECK(!device.opening());
  }
  ~Setup() {
    device.close();
    CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
  }
  // Builds a session, and runs it. Empty: the outputs are those of the identity.
  std::string outcome() {
    TestSession session(device.device(), file, 4);
    std::string text;
    if (const session::Outcome failure = session.build()) {
      text = failure->detail;
      CHECK_EQ(failure->code, ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID);
    } else {
      CHECK(session.run(6, 2) == (std::vector<float>{0, 1, 2, 3, 4, 5}));
    }
    session.close();
    return text;
  }

  const std::shared_ptr<const ModelFile> file;
  TestDevice device;
};

bool says(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return true;
  return CHECK_EQ(text, "a text with: " + part);
}

}  // namespace

TEST(an_unchanged_file_is_loaded_again) {
  const Folder folder;
  Setup setup(opened(folder, {folder.file("model.onnx.gears.json")}));
  CHECK_EQ(setup.outcome(), "");
  CHECK_EQ(setup.file->change(), "");
  CHECK_EQ(setup.outcome(), "");
}

TEST(a_deleted_file_is_loaded_from_what_was_kept) {
  const Folder folder;
  Setup setup(opened(folder, {}));
  fs::remove(folder.model());
  CHECK_EQ(setup.file->change(), folder.model() + " was deleted");
  CHECK_EQ(setup.outcome(), "");
}

TEST(a_replaced_file_is_loaded_from_what_was_kept) {
  const Folder folder;
  Setup setup(opened(folder, {}));
  CHECK_EQ(setup.outcome(), "");
  folder.replace();
  CHECK_EQ(setup.file->change(), folder.model() + " was replaced");
  CHECK_EQ(setup.outcome(), "");
}

TEST(a_file_that_is_replaced_while_it_is_read_is_loaded_once_more) {
  const Folder folder;
  int loads = 0;
  const auto action = [&] {
    if (++loads == 1) folder.replace();
  };
  {
    Setup setup(opened(folder, {}), with_action(action));
    CHECK_EQ(setup.outcome(), "");
    CHECK_EQ(setup.outcome(), "");
  }
  CHECK_EQ(loads, 1);  // then from memory
}

TEST(an_overwritten_file_is_refused) {
  const Folder folder;
  Setup setup(opened(folder, {}));
  CHECK_EQ(setup.outcome(), "");
  folder.overwrite();
  const std::string text = setup.outcome();
  says(text, folder.model() + " was overwritten since the model was loaded");
  says(text, "its former contents are gone");
  says(text, "load the model again");
}

TEST(a_file_that_was_cut_off_and_deleted_is_refused) {
  const Folder folder;
  Setup setup(opened(folder, {}));
  fs::resize_file(folder.model(), 10);
  fs::remove(folder.model());
  says(setup.outcome(), "was deleted since the model was loaded, and its former contents are gone");
}

// What lies in further files is not in the bytes of the model.
TEST(companions_belong_to_it) {
  const Folder folder;
  const std::string data = folder.file("model.onnx.data");
  std::ofstream(data) << "weights";
  {
    Setup setup(opened(folder, {data}));
    CHECK_EQ(setup.outcome(), "");
    std::ofstream(data) << "more weights";
    says(setup.outcome(),
         data + " was overwritten since the model was loaded, and the model has a part of its data in " +
             data);
    fs::remove(data);
    says(setup.outcome(), data + " was deleted");
  }
  Setup setup(opened(folder, {data}));
  CHECK_EQ(setup.outcome(), "");
  std::ofstream(data) << "weights";
  CHECK_EQ(setup.file->change(), data + " has appeared");
  CHECK_EQ(setup.outcome(), "");  // from the bytes, which are all it had
}

TEST(a_library_that_cannot_load_from_memory_says_so) {
  const Folder folder;
  session::Library::Candidate candidate = instrumented();
  candidate.instrument = [](session::Functions& functions) { functions.aclmdlLoadFromMem.bind(nullptr); };
  Setup setup(opened(folder, {}), candidate);
  CHECK_EQ(setup.outcome(), "");
  fs::remove(folder.model());
  says(setup.outcome(), "this AscendCL cannot load it from memory");
}

// Without descriptors nothing is kept, and the path is all there is.
TEST(a_file_that_could_not_be_kept) {
  const Folder folder;
  ModelFile file(folder.model(), -1, {});
  CHECK_EQ(file.change(), "");
  const auto kept = file.read();
  says(std::get<std::string>(kept), "too many open files");
}

TEST(a_closed_session_keeps_nothing_open) {
  const Folder folder;
  TestDevice device(instrumented());
  CHECK(!device.opening());
  {
    TestSession(device.device(), folder.model(), 1).close();
  }
  const size_t before = open_descriptors();
  TestSession session(device.device(), opened(folder, {}), 4);
  CHECK_EQ(open_descriptors(), before + 1);
  CHECK(!session.build());
  session.close();
  CHECK_EQ(open_descriptors(), before);
  device.close();
}
