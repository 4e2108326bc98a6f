#include "runtime/lifetime/initialisation.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "runtime/base/failure.h"
#include "runtime/base/process_end.h"
#include "runtime/checks/instrumentation.h"
#include "runtime/checks/strict.h"
#include "runtime/config/settings.h"
#include "runtime/lifetime/leaks.h"
#include "runtime/onnx/loading.h"

namespace ascend_rx::runtime {
namespace {

// Programs give NULL or "" where they have no configuration.
std::string read_config(const char* path) {
  if (!path || !*path) return {};
  std::error_code ignored;
  std::ifstream file;
  if (std::filesystem::is_regular_file(path, ignored))
    file.open(path, std::ios::binary);  // opening a FIFO would wait
  if (!file.is_open()) {
    throw Failure(ACL_ERROR_INVALID_FILE, std::string("cannot read the configuration file ") + path);
  }
  std::string text{std::istreambuf_iterator<char>(file), {}};
  // An empty file is no JSON, whereas no file at all means no configuration: so the two must differ.
  return text.empty() ? " " : text;
}

}  // namespace

Initialisation& Initialisation::instance() {
  static Initialisation* const the_one = new Initialisation;  // outlives static objects that call ACL
  return *the_one;
}

aclError Initialisation::begin(const char* path) {
  const MutexLock lock(mutex_);
  if (running_) throw Failure(ACL_ERROR_REPEAT_INITIALIZE, "initialised already; this call changes nothing");
  std::string config = read_config(path);
  if (first_config_ && *first_config_ != config) {
    throw Failure(ACL_ERROR_INVALID_PARAM,
                  "a process may initialise again only with the configuration it had first");
  }
  if (!first_config_) {
    Settings::configure(config, path ? path : "");
    Instrumentation::configure();
    first_config_ = std::move(config);
    stop_at_exit();
  }
  running_ = true;
  return ACL_SUCCESS;
}

// The code is the same when aclInit was never called: unverified on hardware.
aclError Initialisation::end() {
  const MutexLock lock(mutex_);
  if (!running_) throw Failure(ACL_ERROR_REPEAT_FINALIZE, "not initialised, or finalised already");
  running_ = false;
  Loading::end_all(ACL_ERROR_UNINITIALIZE);
  if (strict()) {
    const std::string leaks = leak_report();
    if (!leaks.empty()) report_misuse(ACL_ERROR_FAILURE, leaks);
  }
  return ACL_SUCCESS;
}

bool Initialisation::running() {
  const MutexLock lock(mutex_);
  return running_;
}

}  // namespace ascend_rx::runtime
