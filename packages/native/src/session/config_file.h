// A configuration file for aclInit, in memory. It exists as long as this object. Any thread, one at a time.
#pragma once

#include <string>

namespace ascend_rx::session {

class ConfigFile {
 public:
  // No contents: no file.
  explicit ConfigFile(const std::string& contents);
  ~ConfigFile() { release(); }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;

  // Why the file could not be made; empty if there is nothing wrong.
  const std::string& problem() const { return problem_; }
  // Null where there is no file.
  const char* path() const { return path_.empty() ? nullptr : path_.c_str(); }

 private:
  void write_all(const std::string& contents);
  void release();

  int file_ = -1;
  std::string path_;
  std::string problem_;
};

}  // namespace ascend_rx::session
