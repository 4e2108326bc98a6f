// The file of a case's inputs. src/workload/input-file.ts writes it, and all contenders read it.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace bench {

// Reads `count` inputs of `floats` values each. In the file each input begins at a multiple of 64 bytes.
inline std::vector<std::vector<float>> read_inputs(const std::string& path, size_t count, size_t floats) {
  constexpr size_t kAlignment = 64;
  const size_t bytes = floats * sizeof(float);
  const size_t distance = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  std::vector<std::vector<float>> inputs(count, std::vector<float>(floats));
  std::ifstream file(path, std::ios::binary);
  for (size_t i = 0; i < count; ++i) {
    file.seekg(static_cast<std::streamoff>(i * distance));
    file.read(reinterpret_cast<char*>(inputs[i].data()), static_cast<std::streamsize>(bytes));
  }
  if (!file) {
    std::fprintf(stderr, "%s does not hold %zu inputs of %zu bytes\n", path.c_str(), count, bytes);
    std::exit(1);
  }
  return inputs;
}

}  // namespace bench
