#include "runtime/checks/strict.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "runtime/base/call.h"
#include "runtime/base/failure.h"

namespace ascend_rx::runtime {
namespace {

thread_local int callbacks = 0;  // they nest when a callback calls aclrtProcessReport

// What is documented as forbidden inside a callback: to allocate, to release, to synchronize and to launch
// tasks. Sorted.
constexpr std::string_view forbidden[] = {
    "acldvppFree",
    "acldvppMalloc",
    "aclmdlBundleLoadFromFile",
    "aclmdlBundleLoadFromMem",
    "aclmdlBundleUnload",
    "aclmdlExecute",
    "aclmdlExecuteAsync",
    "aclmdlLoadFromFile",
    "aclmdlLoadFromFileWithMem",
    "aclmdlLoadFromMem",
    "aclmdlLoadFromMemWithMem",
    "aclmdlLoadWithConfig",
    "aclmdlUnload",
    "aclrtCreateContext",
    "aclrtCreateEvent",
    "aclrtCreateEventWithFlag",
    "aclrtCreateStream",
    "aclrtCreateStreamWithConfig",
    "aclrtDestroyContext",
    "aclrtDestroyEvent",
    "aclrtDestroyStream",
    "aclrtDestroyStreamForce",
    "aclrtFree",
    "aclrtFreeHost",
    "aclrtHostRegister",
    "aclrtHostRegisterV2",
    "aclrtHostUnregister",
    "aclrtLaunchCallback",
    "aclrtMalloc",
    "aclrtMallocCached",
    "aclrtMallocHost",
    "aclrtMemcpy2dAsync",
    "aclrtMemcpyAsync",
    "aclrtMemsetAsync",
    "aclrtProcessReport",
    "aclrtRecordEvent",
    "aclrtResetDevice",
    "aclrtResetEvent",
    "aclrtStreamWaitEvent",
    "aclrtSynchronizeDevice",
    "aclrtSynchronizeEvent",
    "aclrtSynchronizeStream",
    "aclrtSynchronizeStreamWithTimeout",
};

}  // namespace

void report_misuse(aclError code, const std::string& text) {
  if (Settings::current().strict == Strictness::fail) throw Failure(code, "strict: " + text);
  const std::string_view function = current_call ? function_name(current_call) : std::string_view("ACL");
  std::fprintf(stderr, "libascendcl: strict: %.*s: %s\n", static_cast<int>(function.size()), function.data(),
               text.c_str());
}

void print_misuse(const std::string& text) noexcept {
  std::fprintf(stderr, "libascendcl: strict: %s\n", text.c_str());
}

InsideCallback::InsideCallback() { ++callbacks; }
InsideCallback::~InsideCallback() { --callbacks; }

bool inside_callback() { return callbacks > 0; }

void check_call_in_callback(std::string_view function) {
  if (callbacks == 0 || !std::binary_search(std::begin(forbidden), std::end(forbidden), function)) return;
  report_misuse(
      ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
      "must not be called inside a callback, where a real device may deadlock; hand the work to another "
      "thread and return");
}

}  // namespace ascend_rx::runtime
