#include "session/load_end.h"

namespace ascend_rx::session {

// The mutex keeps the context from being destroyed meanwhile.
void LoadEnd::request() {
  const MutexLock lock(mutex_);
  is_requested_ = true;
  if (context_ && library_.acl.ascend_rx_end_loads) {
    library_.record_release(library_.acl.ascend_rx_end_loads(context_));
  }
}

bool LoadEnd::begin(void* context) {
  const MutexLock lock(mutex_);
  if (!is_requested_) context_ = context;
  return !is_requested_;
}

LoadEnd::Load::~Load() {
  const MutexLock lock(end_.mutex_);
  end_.context_ = nullptr;
}

}  // namespace ascend_rx::session
