#include "runtime/api/release_checks.h"

#include "runtime/checks/strict.h"
#include "runtime/model/models.h"

namespace ascend_rx::runtime {
namespace {

void check_idle(bool busy, const char* text) {
  if (busy) report_misuse(ACL_ERROR_RT_STREAM_NOT_COMPLETE, text);
}

// Synchronizing a stream does not wait for its NO_BLOCK callbacks.
void check_callbacks(Stream& stream) {
  check_idle(stream.has_pending_callbacks(),
             "callbacks of the stream have not been called yet, and would be dropped; go on with "
             "aclrtProcessReport on their thread until they have");
}

}  // namespace

void check_unsubscribed(Stream& stream) {
  check_idle(stream.busy(),
             "the stream still has tasks; with callbacks among them a real device may hang here; call "
             "aclrtSynchronizeStream first");
  check_callbacks(stream);
}

void check_destroyed(Stream& stream) {
  check_idle(stream.busy(),
             "the stream still has tasks, and with a callback among them a real device may wait for ever; "
             "call aclrtSynchronizeStream first");
  check_callbacks(stream);
}

void check_destroyed(Context& context) {
  check_idle(context.busy(),
             "streams of the context still have tasks, or callbacks that have not been called yet; call "
             "aclrtSynchronizeStream for each first, and aclrtProcessReport until there are none");
  check_idle(
      Models::instance().any_in(context),
      "models are loaded in the context, and could not be unloaded afterwards; call aclmdlUnload first");
}

}  // namespace ascend_rx::runtime
