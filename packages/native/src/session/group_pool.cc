#include "session/group_pool.h"

#include <utility>

namespace ascend_rx::session {
namespace {

// Never destroyed, because a callback may come while the process exits.
struct KeptGroups {
  Mutex mutex;
  std::vector<std::unique_ptr<std::deque<Group>>> groups GUARDED_BY(mutex);
};

KeptGroups& kept_groups() {
  static auto* const instance = new KeptGroups;
  return *instance;
}

}  // namespace

GroupPool::~GroupPool() {
  const MutexLock lock(mutex_);
  if (!is_kept_) return;
  KeptGroups& kept = kept_groups();
  const MutexLock kept_lock(kept.mutex);
  kept.groups.push_back(std::move(groups_));
}

Group& GroupPool::acquire(uint32_t id) {
  Group* group = nullptr;
  if (free_.empty()) {
    const MutexLock lock(mutex_);
    group = &groups_->emplace_back(completion_);
  } else {
    group = free_.back();
    free_.pop_back();
  }
  group->id = id;
  group->slots.clear();
  return *group;
}

void GroupPool::recycle(Group& group) {
  {
    const MutexLock lock(group.mutex);
    group.state = Group::State::kFree;
  }
  free_.push_back(&group);
}

std::vector<Group*> GroupPool::all() const {
  const MutexLock lock(mutex_);
  std::vector<Group*> groups;
  groups.reserve(groups_->size());
  for (Group& group : *groups_) groups.push_back(&group);
  return groups;
}

void GroupPool::keep_until_process_ends() {
  const MutexLock lock(mutex_);
  is_kept_ = true;
}

}  // namespace ascend_rx::session
