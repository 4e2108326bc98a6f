#include "frames/pool.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace ascend_rx::frames {

bool Pool::add(std::shared_ptr<Work> work) {
  const MutexLock lock(mutex_);
  if (stopped_) return false;
  // Room for what the threads add, so that they never allocate.
  running_.reserve(std::max(most_threads_, threads_.size()));
  if (free_ <= waiting_.size() && threads_.size() < most_threads_) start_thread();
  waiting_.push_back(std::move(work));
  changed_.notify_one();
  return true;
}

// With at least one thread, work gets done: then it is no failure that there is no other.
void Pool::start_thread() {
  try {
    threads_.reserve(most_threads_);
    threads_.emplace_back(&Pool::serve, this);
    ++free_;
  } catch (const std::system_error& error) {
    if (!threads_.empty()) return;
    throw std::runtime_error(std::string("expected a preparing thread but the system gave none (") +
                             error.what() + ")");
  }
}

bool Pool::withdraw(const Work& work) {
  const MutexLock lock(mutex_);
  const auto found = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const std::shared_ptr<Work>& each) { return each.get() == &work; });
  if (found == waiting_.end()) return false;
  waiting_.erase(found);
  return true;
}

void Pool::stop() {
  // Held until the threads have ended, for a second caller.
  const MutexLock stopping(stopping_);
  std::vector<std::thread> threads;
  {
    const MutexLock lock(mutex_);
    stopped_ = true;
    waiting_.clear();
    for (const std::shared_ptr<Work>& work : running_) work->cancel();
    threads.swap(threads_);
    changed_.notify_all();
  }
  for (std::thread& thread : threads) thread.join();
}

void Pool::use_threads(size_t most) {
  const MutexLock lock(mutex_);
  most_threads_ = most;
}

size_t Pool::threads() const {
  const MutexLock lock(mutex_);
  return threads_.size();
}

// A thread counts as free from its start, since it takes work next.
void Pool::serve() {
  MutexLock lock(mutex_);
  while (true) {
    while (waiting_.empty() && !stopped_) changed_.wait(lock);
    if (stopped_) return;
    --free_;
    std::shared_ptr<Work> work = std::move(waiting_.front());
    waiting_.pop_front();
    running_.push_back(work);
    lock.unlock();
    work->run();
    lock.lock();
    running_.erase(std::find(running_.begin(), running_.end(), work));
    ++free_;
    // The destructor of the work is not run under the lock.
    lock.unlock();
    work.reset();
    lock.lock();
  }
}

}  // namespace ascend_rx::frames
