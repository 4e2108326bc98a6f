// What the library writes to the standard output, or to the standard error.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <string>

#include "test.h"

// Lets one of them go to a file; gives what was written.
class Output {
 public:
  explicit Output(std::FILE* stream = stdout)
      : stream_(stream), file_(std::tmpfile()), before_(dup(fileno(stream))) {
    std::fflush(stream_);
    CHECK(dup2(fileno(file_), fileno(stream_)) >= 0);
  }
  ~Output() {
    std::fflush(stream_);
    CHECK(dup2(before_, fileno(stream_)) >= 0);
    close(before_);
    std::fclose(file_);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::string text() {
    std::fflush(stream_);
    CHECK_EQ(std::fseek(file_, 0, SEEK_SET), 0);
    std::string all(100000, '\0');
    all.resize(std::fread(&all[0], 1, all.size(), file_));
    return all;
  }

 private:
  std::FILE* const stream_;
  std::FILE* const file_;
  const int before_;
};
