#include "runtime/onnx/find_onnx_library.h"

#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>

namespace ascend_rx::runtime {
namespace {

namespace fs = std::filesystem;

#if defined(__aarch64__)
constexpr const char* architecture = "arm64";
#else
constexpr const char* architecture = "x64";
#endif

fs::path this_library() {
  Dl_info info{};
  std::error_code ignored;
  if (!dladdr(reinterpret_cast<const void*>(&onnx_library_candidates), &info) || !info.dli_fname) return {};
  return fs::weakly_canonical(info.dli_fname, ignored);
}

// The folder is named after the version of Node-API: napi-v6, and so on.
void add_from_package(const fs::path& package, std::vector<std::string>& found) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(package / "bin", ignored)) {
    if (entry.path().filename().string().rfind("napi-v", 0) != 0) continue;
    const fs::path file = entry.path() / "linux" / architecture / "libonnxruntime.so.1";
    if (fs::exists(file, ignored)) found.push_back(file.string());
  }
}

}  // namespace

std::vector<std::string> onnx_library_candidates() {
  if (const char* const named = std::getenv("ASCEND_RX_ONNXRUNTIME"); named && *named) return {named};
  std::vector<std::string> candidates;
  for (fs::path folder = this_library().parent_path(); !folder.empty(); folder = folder.parent_path()) {
    add_from_package(folder / "node_modules" / "onnxruntime-node", candidates);
    if (folder == folder.parent_path()) break;
  }
  candidates.emplace_back("libonnxruntime.so.1");
  candidates.emplace_back("libonnxruntime.so");
  return candidates;
}

}  // namespace ascend_rx::runtime
