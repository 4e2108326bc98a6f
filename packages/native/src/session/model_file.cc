#include "session/model_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

namespace ascend_rx::session {
namespace {

std::string text_of(int error) { return std::generic_category().message(error); }

}  // namespace

ModelFile::Identity ModelFile::Identity::of(const struct stat& status) {
  return {true, status.st_dev, status.st_ino, status.st_size, status.st_mtim};
}

ModelFile::Identity ModelFile::Identity::at(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? of(status) : Identity{};
}

bool ModelFile::Identity::is_same_file(const Identity& other) const {
  return exists == other.exists && device == other.device && inode == other.inode;
}

bool ModelFile::Identity::has_contents_of(const Identity& other) const {
  return size == other.size && modified.tv_sec == other.modified.tv_sec &&
         modified.tv_nsec == other.modified.tv_nsec;
}

// Without a descriptor, because none was left, the contents can only be loaded from the path.
ModelFile::ModelFile(std::string path, int descriptor, std::vector<std::string> companions)
    : path_(std::move(path)), descriptor_(fcntl(descriptor, F_DUPFD_CLOEXEC, 0)) {
  struct stat status{};
  if (fstat(descriptor, &status) == 0) identity_ = Identity::of(status);
  for (std::string& companion : companions) companions_.push_back({std::move(companion), {}});
}

std::shared_ptr<const ModelFile> ModelFile::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  auto file = std::make_shared<const ModelFile>(path, descriptor, std::vector<std::string>());
  if (descriptor >= 0) close(descriptor);
  return file;
}

ModelFile::~ModelFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string ModelFile::difference(const std::string& path, const Identity& before) {
  const Identity now = Identity::at(path);
  if (now.is_same_file(before) && now.has_contents_of(before)) return {};
  if (!now.exists) return path + " was deleted";
  if (!before.exists) return path + " has appeared";
  return path + (now.is_same_file(before) ? " was overwritten" : " was replaced");
}

void ModelFile::remember_companions() const {
  for (Companion& companion : companions_) companion.identity = Identity::at(companion.path);
}

std::string ModelFile::change() const {
  if (!identity_.exists) return {};
  std::call_once(remembered_, [this] { remember_companions(); });
  std::string text = difference(path_, identity_);
  for (auto companion = companions_.begin(); text.empty() && companion != companions_.end(); ++companion) {
    text = difference(companion->path, companion->identity);
  }
  return text;
}

std::variant<ModelFile::Bytes, std::string> ModelFile::read() const {
  for (const Companion& companion : companions_) {
    if (companion.identity.exists) return "the model has a part of its data in " + companion.path;
  }
  if (descriptor_ < 0) return std::string("the process had too many open files to keep it open");
  Bytes bytes;
  bytes.size = static_cast<size_t>(identity_.size);
  bytes.data.reset(new (std::nothrow) char[bytes.size + 1]);  // + 1: never null, for an empty file either
  if (!bytes.data) return std::string("there is not enough memory for its contents");
  for (size_t done = 0; done < bytes.size;) {
    const ssize_t count =
        pread(descriptor_, bytes.data.get() + done, bytes.size - done, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return "it cannot be read any more: " + text_of(errno);
    if (count == 0) break;
    done += static_cast<size_t>(count);
  }
  // Looked at after it was read: a writer changes the time, and a shorter file its size.
  struct stat status{};
  if (fstat(descriptor_, &status) != 0) return "it cannot be read any more: " + text_of(errno);
  if (!Identity::of(status).has_contents_of(identity_)) return std::string("its former contents are gone");
  return bytes;
}

}  // namespace ascend_rx::session
