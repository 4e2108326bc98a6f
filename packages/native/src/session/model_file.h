// A model's file as it was when the model was loaded first. An instance that is built again gets the same
// contents, or a failure that says why it cannot: the path may have another file by then, or none. The file
// stays open for that. Shared by the sessions of a model, constant, thread-safe.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace ascend_rx::session {

class ModelFile {
 public:
  struct Bytes {
    std::unique_ptr<char[]> data;
    size_t size = 0;
  };

  // `descriptor`: the open file; it stays the caller's. `companions`: paths of files that may be read with
  // it, such as the external data of an ONNX model; they need not exist.
  ModelFile(std::string path, int descriptor, std::vector<std::string> companions);
  // Opens the file at `path`, which has no companions. If there is none, loading it fails.
  static std::shared_ptr<const ModelFile> open(const std::string& path);
  ~ModelFile();
  ModelFile(const ModelFile&) = delete;
  ModelFile& operator=(const ModelFile&) = delete;

  const std::string& path() const { return path_; }

  // What has happened to the file at the path, or to a companion, as a clause: "/a/b.onnx was deleted".
  // Empty: nothing. The first call remembers the companions.
  std::string change() const;

  // The contents as they were; or why they cannot be had, as a clause. They are held by the open file,
  // wherever its path leads now. What companions hold is not in them.
  std::variant<Bytes, std::string> read() const;

 private:
  // What identifies the contents of a file, short of reading them.
  struct Identity {
    bool exists = false;
    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    timespec modified{};

    static Identity of(const struct stat& status);
    static Identity at(const std::string& path);
    bool is_same_file(const Identity& other) const;
    bool has_contents_of(const Identity& other) const;
  };
  struct Companion {
    std::string path;
    Identity identity;
  };

  static std::string difference(const std::string& path, const Identity& before);
  void remember_companions() const;

  const std::string path_;
  int descriptor_ = -1;
  Identity identity_;
  mutable std::once_flag remembered_;
  mutable std::vector<Companion> companions_;
};

}  // namespace ascend_rx::session
