// The C++ contenders of `npm run bench`. Reads the settings, then one request per round, and answers each:
// lines of JSON, see src/protocol.
//   contender recipe   the recipe over the embedded runtime
//   contender bare     ONNX Runtime's own Run
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>

#include "bare_session.h"
#include "base/json.h"
#include "program.h"

namespace {

using ascend_rx::Json;

double number(const Json& object, const char* name) {
  const Json* const member = object.find(name);
  const double* const value = member ? member->as<double>() : nullptr;
  return value ? *value : 0;
}

std::string text(const Json& object, const char* name) {
  const Json* const member = object.find(name);
  const std::string* const value = member ? member->as<std::string>() : nullptr;
  return value ? *value : std::string();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

long resident_bytes() {
  std::ifstream file("/proc/self/statm");
  long pages = 0;
  file >> pages >> pages;
  return pages * sysconf(_SC_PAGESIZE);
}

long handles() {
  long count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

void answer_round(const Json& request, const std::function<void(size_t)>& run) {
  const auto inferences = static_cast<size_t>(number(request, "inferences"));
  const double cpu = cpu_seconds();
  const auto started = std::chrono::steady_clock::now();
  run(inferences);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  std::printf(R"({"inferences":%zu,"seconds":%.9f,"cpuSeconds":%.6f,"residentBytes":%ld,"handles":%ld})"
              "\n",
              inferences, took.count(), cpu_seconds() - cpu, resident_bytes(), handles());
  std::fflush(stdout);
}

void serve(const std::function<void(size_t)>& run) {
  std::printf("{\"ready\":true}\n");
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) answer_round(Json::parse(line), run);
}

void recipe(const Json& settings) {
  bench::ProgramOptions options;
  options.model = text(settings, "model");
  options.inputs = text(settings, "inputs");
  options.buffers = static_cast<size_t>(number(settings, "buffers"));
  options.pool = static_cast<size_t>(number(settings, "pool"));
  options.interval = static_cast<size_t>(number(settings, "callbackInterval"));
  options.block = text(settings, "blockType") == "block" ? ACL_CALLBACK_BLOCK : ACL_CALLBACK_NO_BLOCK;
  if (aclInit(nullptr) != ACL_SUCCESS) {
    const char* const why = aclGetRecentErrMsg();
    std::fprintf(stderr, "%s\n", why ? why : "the runtime does not start");
    std::exit(1);
  }
  {
    bench::Program program(options);
    serve([&program](size_t inferences) { program.run(inferences); });
  }
  aclFinalize();
}

void bare(const Json& settings) {
  bench::BareSession session(std::getenv("ASCEND_RX_ONNXRUNTIME"), text(settings, "model"),
                             static_cast<int>(number(settings, "threads")), text(settings, "inputs"),
                             static_cast<size_t>(number(settings, "buffers")));
  serve([&session](size_t inferences) { session.run(inferences); });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string kind = argc > 1 ? argv[1] : "";
  std::string line;
  if ((kind != "recipe" && kind != "bare") || !std::getline(std::cin, line)) {
    std::fprintf(stderr, "usage: contender recipe|bare < SETTINGS AND ROUNDS\n");
    return 1;
  }
  try {
    const Json settings = Json::parse(line);
    if (kind == "recipe") {
      recipe(settings);
    } else {
      bare(settings);
    }
  } catch (const ascend_rx::JsonProblem& problem) {
    std::fprintf(stderr, "%s\n", problem.text.c_str());
    return 1;
  }
  return 0;
}
