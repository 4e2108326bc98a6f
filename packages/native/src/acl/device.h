// An opened device: the library that serves it, and the report thread that loops on aclrtProcessReport
// for the execution streams of all its sessions. Made, closed and destroyed on the JavaScript thread;
// the report thread makes all of its own ACL calls.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "group.h"
#include "library.h"
#include "result.h"
#include "stopwatch.h"

namespace ascend_rx::acl {

class Session;

// What a device has to say, from its report thread. Implementations only hand it over.
class DeviceEvents {
 public:
  virtual ~DeviceEvents() = default;
  // Nothing, or why no candidate could be opened: one line each.
  virtual void opened(Outcome outcome) = 0;
  // The answer to close(): the last event. Not told when the device was abandoned.
  virtual void closed() = 0;
};

class Device {
 public:
  // Starts to open device `id` of the first library that has one.
  Device(std::vector<Library::Candidate> candidates, int32_t id, DeviceEvents& events);
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
  // Ends the report thread, resets the device, answers closed(). REQUIRES: its sessions are closed.
  void close();
  // Abandons its sessions, then ends without telling anyone. Idempotent. From any thread but its own.
  void abandon();

  // ---- submission threads ------------------------------------------------------------------------
  // Lets the report thread serve `stream`. REQUIRES: the stream's context is current.
  Status subscribe(aclrtStream stream);
  Status unsubscribe(aclrtStream stream);
  // The stream has gone with its subscription.
  void forget();
  // Events that its sessions may still make.
  std::atomic<int>& events() { return events_left_; }

  // ---- report thread, inside a callback ----------------------------------------------------------
  // Has Session::finish called for the group behind the callback, where ACL calls may be made. Groups are
  // finished in the order of their callbacks, so that what comes while one waits has to wait, too.
  void finish_later(Group& group) { unfinished_.push_back(&group); }
  bool finishes_later() const { return !unfinished_.empty(); }

  // ---- sessions ----------------------------------------------------------------------------------
  void attach(Session& session);
  void detach(Session& session);

 private:
  void run();
  Outcome open();
  std::string use(Library& library, const Library::Candidate& candidate);
  void serve();
  void finish();
  void suspect_busy_sessions();
  void suspect_stalled_sessions();
  void end(bool tell);

  const std::vector<Library::Candidate> candidates_;
  const int32_t id_;
  DeviceEvents& events_;

  Library* library_ = nullptr;
  aclrtRunMode run_mode_ = ACL_HOST;
  std::string soc_name_;

  std::mutex mutex_;
  std::condition_variable changed_;
  size_t streams_ = 0;        // guarded by mutex_: subscribed ones
  bool ending_ = false;       // guarded by mutex_
  bool tell_closed_ = false;  // guarded by mutex_

  std::vector<Group*> unfinished_;  // report thread only
  std::atomic<int> events_left_{Stopwatch::kEventsOfDevice};

  std::mutex sessions_mutex_;
  std::vector<Session*> sessions_;  // guarded by sessions_mutex_

  std::mutex join_mutex_;
  std::thread thread_;      // guarded by join_mutex_ once started
  uint64_t thread_id_ = 0;  // the report thread's pthread_t; constant once opened
};

}  // namespace ascend_rx::acl
