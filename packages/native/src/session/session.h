// One loaded copy of a model on an execution stream of its own, with its slots. Made on the JavaScript
// thread. Its submission thread makes every ACL call that can wait; its groups are reported on the device's
// report thread.
//
// Direct submission: where no call can wait (Library::credit), the JavaScript thread submits by itself, in
// place of the submission thread. That saves a hand-over between threads, which costs more than a small
// execution.
//
//   JavaScript thread ── commands ──► submission thread ── ACL ──► execution stream
//        ▲     └───────────── direct submission ── ACL ────────────►  │ callback
//          └───────────── SessionObserver ◄────── report thread ◄─────┘
//
// A failure on the device is fail-stop: the stream is given up, the groups without a report are abandoned,
// and build() starts anew. The memory of the slots stays until then, because the JavaScript thread may still
// have to read groups that were reported before.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "session/completion.h"
#include "session/group_pool.h"
#include "session/load_end.h"
#include "session/slot.h"
#include "session/submission_queue.h"
#include "session/submitter.h"

namespace ascend_rx::session {

class Session {
 public:
  // REQUIRES: `device` is open; `observer` outlives the session.
  Session(std::shared_ptr<Device> device, std::shared_ptr<const ModelFile> file, uint32_t slots,
          SessionObserver& observer);
  // Stops the session.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // ---- JavaScript thread -------------------------------------------------------------------------

  // Makes context, execution stream and model, also after a failure. The answer is built().
  void build();
  // Constant after the first successful build.
  const ModelDescription& description() const { return description_; }
  uint32_t slot_count() const { return static_cast<uint32_t>(slots_.size()); }
  // REQUIRES: the slot is not submitted.
  Slot& slot(uint32_t index) { return slots_[index]; }

  // Submits the executions of these slots, in this order.
  void submit(const uint32_t* slots, size_t count);
  void submit(uint32_t slot) { submit(&slot, 1); }
  // Closes the group, with a callback or by a synchronization. Without memory for the command, the session
  // fails.
  void launch(Group& group, aclrtCallbackBlockType type);
  void synchronize(Group& group);
  // Some command found no memory, and is lost: the session fails, because the device would not report what
  // belongs to it.
  void command_lost() { queue_.request_give_up(); }
  // A free group, to be filled and closed.
  Group& acquire(uint32_t id) { return groups_.acquire(id); }
  // Of one execution of a reported group. They mean nothing for an execution that failed.
  Timestamps timestamps(const Group& group, uint32_t slot) const {
    return completion_.timestamps(group, slot);
  }
  // Gives a reported group back.
  void recycle(Group& group) { groups_.recycle(group); }
  // Discards what is queued, waits for the inference that runs, releases everything. The answer is closed().
  // Reported groups must not be read any more.
  void close();

  // ---- any thread --------------------------------------------------------------------------------

  // Has the submission thread check soon whether the execution stream has failed.
  void request_check() { queue_.request_check(); }
  // Some execution has no report yet; those in open groups count.
  bool busy() const { return completion_.unreported_executions() > 0; }
  // Busy, and nothing has been reported since the last call. Report thread.
  bool stalled() { return completion_.stalled(); }
  // As close(), but without an answer. Idempotent.
  void request_stop() {
    queue_.request_stop();
    end_load();
  }
  // Lets a load of the model that is under way fail, where the library can end it, and later ones.
  void end_load() { load_end_.request(); }
  // request_stop(), then waits until everything is released. Not from the session's own threads.
  void stop();

 private:
  void run();
  void push(const Command& command);
  // True if the JavaScript thread may submit now: it holds the mutex then, and the session's context is
  // current. Never waits.
  bool begin_direct_submission() TRY_ACQUIRE(true, submission_mutex_);

  const std::shared_ptr<Device> device_;
  SessionObserver& observer_;
  std::vector<Slot> slots_;
  ModelDescription description_;  // written by the first successful build, before built()
  Completion completion_;
  GroupPool groups_;
  SubmissionQueue queue_;
  LoadEnd load_end_;
  std::atomic<bool> answer_close_{false};

  // Held for every ACL call except those of reports, so that the calls have one order. The JavaScript thread
  // never waits for it.
  Mutex submission_mutex_;
  Submitter submitter_ GUARDED_BY(submission_mutex_);

  Mutex join_mutex_;
  std::thread thread_ GUARDED_BY(join_mutex_);
};

}  // namespace ascend_rx::session
