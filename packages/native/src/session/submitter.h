// Makes the ACL calls of a session: builds its execution stream, submits executions and callbacks to it,
// checks it, and gives it up. Owned by a Session, which calls it under its submission mutex: from the
// submission thread, or from the JavaScript thread where that submits directly.
#pragma once

#include <string>
#include <vector>

#include "session/completion.h"
#include "session/execution_stream.h"
#include "session/group_pool.h"
#include "session/load_end.h"
#include "session/slot.h"
#include "session/submission_queue.h"

namespace ascend_rx::session {

class Submitter {
 public:
  // REQUIRES: all of them outlive the submitter. `description` is written by the first successful build.
  Submitter(Device& device, std::shared_ptr<const ModelFile> file, SubmissionQueue& queue, LoadEnd& load_end,
            std::vector<Slot>& slots, ModelDescription& description, Completion& completion,
            GroupPool& groups, SessionObserver& observer);
  Submitter(const Submitter&) = delete;
  Submitter& operator=(const Submitter&) = delete;

  // ---- submission thread -------------------------------------------------------------------------
  void handle(const Command& command);
  // Finds out whether the execution stream has failed.
  void check();
  // Fail-stop: there was no memory for a command.
  void command_lost();
  // Gives everything up, and releases it. Idempotent.
  void end();

  // ---- JavaScript thread -------------------------------------------------------------------------
  // There is an execution stream, and its context is now current.
  bool begin();
  // Submits the first ones, up to one that would take long, and returns how many they are. REQUIRES: begin().
  size_t submit_quick(const uint32_t* slots, size_t count);

  // ---- both --------------------------------------------------------------------------------------
  // False: the device has refused the callback. The group is prepared for kSynchronizeInstead then.
  // REQUIRES: the session's context is current.
  bool launch(Group& group, aclrtCallbackBlockType type);

 private:
  enum class Wait { kDone, kFailed, kStopped };

  void build();
  Outcome make_stream();
  SubmissionContext context(Time now);
  Status submit(uint32_t slot, Time now);
  void execute(uint32_t slot);
  void execute_dynamic(uint32_t slot);
  void prepare_report(Group& group);
  void close_group(const Command& command);
  void synchronize_instead(Group& group);
  Wait wait_for_stream(Status& status);
  bool is_healthy();
  void fail(Failure failure);
  void abandon(Group& group);
  void abandon_groups();
  void give_up_stream(bool discard);
  void release();

  Device& device_;
  const Library& library_;
  SubmissionQueue& queue_;
  std::vector<Slot>& slots_;
  ModelDescription& description_;
  Completion& completion_;
  GroupPool& groups_;
  SessionObserver& observer_;

  ExecutionStream stream_;
  CallbackCounter callbacks_;
  bool has_open_executions_ = false;  // something was queued since the last group was closed
};

}  // namespace ascend_rx::session
