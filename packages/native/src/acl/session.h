// One loaded copy of a model on an execution stream of its own: a context, a stream in failure mode
// STOP, the model, and the slots. Made on the JavaScript thread, driven by its submission thread, which
// makes every ACL call that can wait; its groups report on the device's report thread. Where no call can
// wait (Library::credit), the JavaScript thread submits itself, in the submission thread's place: that saves
// a hand-over between threads, which costs more than a small execution.
//
//   JavaScript thread ── commands ──► submission thread ── ACL ──► execution stream
//        ▲     └───────────── or at once, in its turn ── ACL ──────────►  │ callback
//          └─────────────── SessionEvents ◄────── report thread ◄────────┘
//
// A failure on the device is fail-stop: the stream is given up, the groups that have not reported are
// abandoned, and build() starts anew. The memory of the slots stays until then, because the JavaScript
// thread may still have to read groups that reported before.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "group.h"
#include "handles.h"
#include "model.h"
#include "result.h"
#include "slot.h"
#include "submission_queue.h"

namespace ascend_rx::acl {

class Device;

// What a session has to say, in order, from native threads. Implementations only hand it over.
class SessionEvents {
 public:
  virtual ~SessionEvents() = default;
  // The answer to build().
  virtual void built(Outcome outcome) = 0;
  // The group is done, its slots are the JavaScript thread's again. From the report thread, inside the
  // callback; or from the submission thread for a group closed without one.
  virtual void reported(Group& group) = 0;
  // Fail-stop. The device has let go of this session's memory; groups reported before are as good as ever.
  virtual void failed(Failure failure) = 0;
  // The answer to close(): the last event. Not told when the session was abandoned.
  virtual void closed() = 0;
};

class Session {
 public:
  // REQUIRES: `device` is open; `events` outlives the session.
  Session(std::shared_ptr<Device> device, std::string path, uint32_t slots, SessionEvents& events);
  // Joins the submission thread, abandoning what is left.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // ---- JavaScript thread -------------------------------------------------------------------------

  // Makes context, execution stream and model (again), and answers with built().
  void build();
  // Constant after the first good build.
  const ModelDescription& description() const { return description_; }
  uint32_t slot_count() const { return static_cast<uint32_t>(slots_.size()); }
  // REQUIRES: the slot is not submitted.
  Slot& slot(uint32_t index) { return slots_[index]; }

  // Several at once, in this order.
  void submit(const uint32_t* slots, size_t count);
  void submit(uint32_t slot) { submit(&slot, 1); }
  void launch(Group& group, aclrtCallbackBlockType type);
  void synchronize(Group& group);
  // A free group to fill and close.
  Group& acquire(uint32_t id);
  // When the parts of an execution of a reported group were; it means nothing for one that failed.
  Moments moments(const Group& group, uint32_t slot) const;
  // Gives a reported group back.
  void recycle(Group& group);
  // Discards what is queued, waits for the inference that runs, releases everything, answers closed().
  // Reported groups must not be read any more.
  void close();

  // ---- any thread --------------------------------------------------------------------------------

  // Looks whether the execution stream has failed, soon.
  void suspect() { queue_.suspect(); }
  // Something has been executed and not been reported; groups that are still open count.
  bool busy() const { return unreported_.load(std::memory_order_relaxed) > 0; }
  // Busy, and nothing was reported since it was asked last. Only the report thread.
  bool stalled();
  // As close(), but tells nobody. Idempotent.
  void end() { queue_.end(); }
  // end(), and waits until all is released. Not from the session's own threads.
  void abandon();

  // Delivers the outputs of a group whose callback has come, and reports it, unless it was reported or
  // abandoned; its session may be gone then. Not inside of a callback.
  static void finish(Group& group);

 private:
  enum class Wait { kDone, kFailed, kEnding };

  void run();
  void handle(const Command& command);
  // Does the work on the calling JavaScript thread, if that cannot wait. False: it is the submission
  // thread's.
  template <class Work>
  bool at_once(Work&& work);
  size_t execute_quick(const uint32_t* slots, size_t count);
  void do_build();
  Outcome make();
  void execute(uint32_t index);
  static void close(Group& group);
  void close_group(const Command& command);
  bool launch_callback(const Command& command);
  void stand_in(Group& group);
  void come_without_callback(Group& last);
  void came(Group& group, Time now);
  void tell_parts_apart(Group& group);
  void report(Group& group);
  void drop(Group& group);
  Wait wait_for_stream(Status& status);
  bool healthy();
  void fail(Status status);
  bool outstanding() const { return outstanding_.load(std::memory_order_relaxed) > 0; }
  void give_up_stream(bool discard);
  void release();
  static void on_callback(void* group);

  const std::shared_ptr<Device> device_;
  const Library& library_;
  const std::string path_;
  SessionEvents& events_;
  std::vector<Slot> slots_;
  ModelDescription description_;  // written by the first good build, before built()

  std::mutex groups_mutex_;
  // guarded by groups_mutex_; addresses stay
  std::unique_ptr<std::deque<Group>> groups_ = std::make_unique<std::deque<Group>>();
  std::vector<Group*> free_groups_;  // JavaScript thread only

  std::atomic<size_t> outstanding_{0};  // groups closed and not reported
  std::atomic<size_t> unreported_{0};   // executions; may be too high after a failure, which costs a look
  std::atomic<uint64_t> reports_{0};
  uint64_t reports_seen_ = 0;  // report thread only
  std::atomic<bool> tell_closed_{false};

  // Held for every ACL call but those of reports, so that they come in one order. The JavaScript thread only
  // tries.
  std::mutex turn_;
  // Guarded by turn_.
  Context context_;
  Stream stream_;
  std::unique_ptr<Model> model_;
  bool subscribed_ = false;
  bool any_abandoned_ = false;    // groups
  bool open_executions_ = false;  // something was queued since the last group was closed
  Pace pace_;                     // but for what it says of itself, and is told of callbacks

  SubmissionQueue queue_;
  std::mutex join_mutex_;
  std::thread thread_;  // guarded by join_mutex_
};

}  // namespace ascend_rx::acl
