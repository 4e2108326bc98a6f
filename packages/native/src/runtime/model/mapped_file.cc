#include "runtime/model/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "runtime/base/failure.h"

namespace ascend_rx::runtime {
namespace {

[[noreturn]] void cannot_read(const std::string& path, int error) {
  throw Failure(ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID,
                "cannot read the model file " + path + ": " + std::generic_category().message(error));
}

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  const int file =
      open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // does not wait for the writer of a FIFO
  if (file < 0) cannot_read(path, errno);
  struct stat status{};
  int error = fstat(file, &status) == 0 ? 0 : errno;
  if (error == 0 && !S_ISREG(status.st_mode)) error = S_ISDIR(status.st_mode) ? EISDIR : EINVAL;
  if (error == 0 && status.st_size > 0) {
    size_ = static_cast<size_t>(status.st_size);
    address_ = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
    if (address_ == MAP_FAILED) error = errno;
  }
  close(file);
  if (error != 0) cannot_read(path, error);
  if (size_ == 0)
    throw Failure(ACL_ERROR_GE_EXEC_MODEL_DATA_SIZE_INVALID, "the model file " + path + " is empty");
}

MappedFile::~MappedFile() { munmap(address_, size_); }

}  // namespace ascend_rx::runtime
