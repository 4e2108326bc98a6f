#include "session/group_pool.h"

#include <new>
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
  try {
    KeptGroups& kept = kept_groups();
    const MutexLock kept_lock(kept.mutex);
    kept.groups.push_back(std::move(groups_));
  } catch (const std::bad_alloc&) {
    // They stay all the same; only nothing refers to them.
    static_cast<void>(groups_.release());
  }
}

Group& GroupPool::acquire(uint32_t id) {
  Group* group = nullptr;
  if (free_.empty()) {
    const MutexLock lock(mutex_);
    // For all of them: recycle() finds its place.
    if (free_.capacity() <= groups_->size()) free_.reserve(2 * groups_->size() + 1);
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

Group* GroupPool::at(size_t index) const {
  const MutexLock lock(mutex_);
  return index < groups_->size() ? &(*groups_)[index] : nullptr;
}

void GroupPool::keep_until_process_ends() {
  const MutexLock lock(mutex_);
  is_kept_ = true;
}

}  // namespace ascend_rx::session
