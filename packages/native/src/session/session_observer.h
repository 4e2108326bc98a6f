// Receives the events of a session, in order, from native threads. Implementations only pass them on.
#pragma once

#include "session/group.h"
#include "session/result.h"

namespace ascend_rx::session {

class SessionObserver {
 public:
  virtual ~SessionObserver() = default;
  // The answer to build().
  virtual void built(Outcome outcome) = 0;
  // The group is done; the JavaScript thread owns its slots again. From the report thread, inside the
  // callback or behind it; or from the submission thread, for a group closed without a callback.
  virtual void reported(Group& group) = 0;
  // Fail-stop. The device does not use this session's memory any more. Groups that were reported before stay
  // valid.
  virtual void failed(Failure failure) = 0;
  // The answer to close(), and the last event. A session that was stopped has no such event.
  virtual void closed() = 0;
};

}  // namespace ascend_rx::session
