// An opened device: the library that serves it, and the report thread, which calls aclrtProcessReport in a
// loop for the execution streams of all its sessions. Made, closed and destroyed on the JavaScript thread;
// the report thread makes the ACL calls, except for subscriptions.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "session/event_timer.h"
#include "session/library.h"
#include "session/result.h"

namespace ascend_rx::session {

struct Group;
class Session;

// Receives the events of a device, from its report thread. Implementations only pass them on.
class DeviceObserver {
 public:
  virtual ~DeviceObserver() = default;
  // Nothing, or why no candidate could be opened: one line each.
  virtual void opened(Outcome outcome) = 0;
  // The answer to close(), and the last event. A device that was stopped has no such event.
  virtual void closed() = 0;
};

class Device {
 public:
  // Device `id` of the first library that has one.
  Device(std::vector<Library::Candidate> candidates, int32_t id, DeviceObserver& observer);
  // REQUIRES: its sessions are gone.
  ~Device();
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;

  // ---- constant once opened ----------------------------------------------------------------------
  const Library& library() const { return *library_; }
  int32_t id() const { return id_; }
  aclrtRunMode run_mode() const { return run_mode_; }
  // aclrtGetSocName, or "" where there is none.
  const std::string& soc_name() const { return soc_name_; }

  // ---- JavaScript thread -------------------------------------------------------------------------
  // Starts the report thread, which opens the device. The answer is opened(). Once. Throws std::runtime_error
  // if there is no thread for it, and std::bad_alloc; there is no answer then.
  void start();
  // Lets the loads of its sessions that are under way fail: see Session::end_load.
  void end_loads();
  // Ends the report thread and resets the device. The answer is closed(). REQUIRES: its sessions are closed.
  void close();
  // Stops its sessions, then its report thread, without an event. Idempotent. From any thread but its own.
  void stop();

  // ---- submission threads ------------------------------------------------------------------------
  // Has the report thread serve `stream`. REQUIRES: the stream's context is current.
  Status subscribe(aclrtStream stream);
  Status unsubscribe(aclrtStream stream);
  // A stream was destroyed together with its subscription.
  void subscription_ended();
  // How many events its sessions may still make.
  std::atomic<int>& event_budget() { return event_budget_; }

  // ---- report thread, inside a callback ----------------------------------------------------------
  // Has Completion::finish called for the group when aclrtProcessReport has returned, where ACL calls are
  // allowed. Groups are finished in the order of their callbacks: while one is deferred, those behind it must
  // be deferred, too.
  void defer(Group& group);
  bool has_deferred_groups() const { return first_deferred_ != nullptr; }

  // ---- sessions ----------------------------------------------------------------------------------
  void attach(Session& session);
  void detach(Session& session);

 private:
  void run();
  Outcome open();
  Outcome try_open();
  void release();
  std::string initialise(Library& library, const Library::Candidate& candidate);
  void process_reports();
  void finish_deferred_groups();
  void check_sessions(bool (*needs_check)(Session& session));
  void request_stop(bool answer_close);

  const std::vector<Library::Candidate> candidates_;
  const int32_t id_;
  DeviceObserver& observer_;

  Library* library_ = nullptr;
  aclrtRunMode run_mode_ = ACL_HOST;
  std::string soc_name_;

  Mutex mutex_;
  ConditionVariable changed_;
  size_t subscriptions_ GUARDED_BY(mutex_) = 0;
  bool stop_requested_ GUARDED_BY(mutex_) = false;
  bool answer_close_ GUARDED_BY(mutex_) = false;

  // Report thread only: a list, linked by the groups, so that a callback allocates nothing.
  Group* first_deferred_ = nullptr;
  Group* last_deferred_ = nullptr;
  std::atomic<int> event_budget_{EventTimer::kEventsOfDevice};

  Mutex sessions_mutex_;
  std::vector<Session*> sessions_ GUARDED_BY(sessions_mutex_);

  Mutex join_mutex_;
  std::thread thread_ GUARDED_BY(join_mutex_);
  uint64_t thread_id_ = 0;  // the report thread's pthread_t; constant once opened
};

}  // namespace ascend_rx::session
