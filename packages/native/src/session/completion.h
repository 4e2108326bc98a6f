// Takes the groups of a session from their callbacks to their reports. It also counts the executions and the
// groups of the session that have been submitted and have no report yet. Owned by a Session.
//
// Most groups are reported inside their callback. A group is reported after its callback, outside of it, if
// its event times are to be read or its outputs are to be copied: ACL calls are not allowed in a callback,
// and a long copy would delay the execution stream.
#pragma once

#include <atomic>
#include <vector>

#include "session/execution_time_estimate.h"
#include "session/group.h"
#include "session/session_observer.h"
#include "session/slot.h"

namespace ascend_rx::session {

class Device;

class Completion {
 public:
  // REQUIRES: all of them outlive the completion. `model` is read only after the first execution.
  Completion(Device& device, std::vector<Slot>& slots, const ModelDescription& model,
             SessionObserver& observer);
  Completion(const Completion&) = delete;
  Completion& operator=(const Completion&) = delete;

  // ---- JavaScript thread -------------------------------------------------------------------------
  // So many executions are going to be submitted.
  void expect(size_t executions) { unreported_executions_.fetch_add(executions, std::memory_order_relaxed); }
  // Nothing more comes into the group; a report is expected.
  void close(Group& group) EXCLUDES(group.mutex);
  // Of one execution of a reported group. They mean nothing for an execution that failed.
  Timestamps timestamps(const Group& group, uint32_t slot) const;

  // ---- whoever submits ---------------------------------------------------------------------------
  // The execution stream is empty, and `last` was the last group on it: reports `last` and those groups
  // before it that the report thread has not reported yet. `all`: the groups of the session.
  void complete_without_callback(Group& last, const std::vector<Group*>& all);
  // The group will not be reported. An abandoned group is never used again: its callback, if it comes late,
  // must not meet the slots of another group. Returns whether the group was closed and unreported.
  bool abandon(Group& group) EXCLUDES(group.mutex);
  // Executions that have not been reported never will be.
  void forget_executions() { unreported_executions_.store(0, std::memory_order_relaxed); }

  // ---- report thread -----------------------------------------------------------------------------
  // For aclrtLaunchCallback: `group` is a Group*. The callback may come late, on a device that lets go of a
  // stream before its callbacks have run: then the group is abandoned, and the session may be gone.
  static void on_callback(void* group);
  // Reports a group that the execution stream has reached, unless the group was reported or abandoned since.
  // Its session may be gone afterwards. Not inside of a callback; also called by the submission thread.
  static void finish(Group& group) EXCLUDES(group.mutex);
  // Something is unreported, and nothing has been reported since the last call.
  bool stalled();

  // ---- any thread --------------------------------------------------------------------------------
  // Executions without a report, those in open groups included. May be too high after a failure; the only
  // consequence is a needless check of the stream.
  size_t unreported_executions() const { return unreported_executions_.load(std::memory_order_relaxed); }
  // A closed group has no report yet.
  bool has_unreported_groups() const { return unreported_groups_.load(std::memory_order_relaxed) > 0; }
  const ExecutionTimeEstimate& estimate() const { return estimate_; }

 private:
  void mark_reached(Group& group, Time now) REQUIRES(group.mutex);
  void read_event_timers(Group& group) REQUIRES(group.mutex);
  void copy_outputs(const Group& group);
  void report(Group& group) REQUIRES(group.mutex);

  Device& device_;
  std::vector<Slot>& slots_;
  const ModelDescription& model_;
  SessionObserver& observer_;

  ExecutionTimeEstimate estimate_;
  std::atomic<size_t> unreported_groups_{0};
  std::atomic<size_t> unreported_executions_{0};
  std::atomic<uint64_t> reports_{0};
  uint64_t reports_seen_ = 0;  // by stalled(): report thread only
};

}  // namespace ascend_rx::session
