// All groups of one session: made on demand and used again. Groups are kept until the session ends, because a
// callback holds the address of its group. If groups were abandoned, all are kept until the process ends: the
// callback of an abandoned group may still come.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "session/group.h"

namespace ascend_rx::session {

class GroupPool {
 public:
  // `completion` is what the groups refer to.
  explicit GroupPool(Completion& completion) : completion_(completion) {}
  // REQUIRES: no thread uses a group any more, except in a callback of an abandoned one.
  ~GroupPool();
  GroupPool(const GroupPool&) = delete;
  GroupPool& operator=(const GroupPool&) = delete;

  // ---- JavaScript thread -------------------------------------------------------------------------
  // A group without slots.
  Group& acquire(uint32_t id);
  // Allocates nothing. REQUIRES: the group has been reported.
  void recycle(Group& group);

  // ---- any thread --------------------------------------------------------------------------------
  // Every group that has been made until now, free ones too.
  std::vector<Group*> all() const;
  // One of them, counted from 0 in the order they were made in; null behind the last. Allocates nothing.
  Group* at(size_t index) const;
  // A group has been abandoned.
  void keep_until_process_ends();

 private:
  Completion& completion_;
  std::vector<Group*> free_;  // JavaScript thread only
  mutable Mutex mutex_;
  std::unique_ptr<std::deque<Group>> groups_ GUARDED_BY(mutex_) = std::make_unique<std::deque<Group>>();
  bool is_kept_ GUARDED_BY(mutex_) = false;
};

}  // namespace ascend_rx::session
