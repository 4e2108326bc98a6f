// The pool of threads: order, bounds, cancellation, its end. Stages are semaphores.
#include "frames/pool.h"

#include <atomic>
#include <memory>
#include <set>
#include <vector>

#include "base/mutex.h"
#include "test.h"

using ascend_rx::ConditionVariable;
using ascend_rx::Mutex;
using ascend_rx::MutexLock;
using ascend_rx::frames::Pool;
using ascend_rx::frames::Work;

namespace {

class Semaphore {
 public:
  void give() {
    const MutexLock lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  void take() {
    MutexLock lock(mutex_);
    while (count_ == 0) changed_.wait(lock);
    --count_;
  }

 private:
  Mutex mutex_;
  ConditionVariable changed_;
  int count_ = 0;
};

// Tells that it has begun, then waits until it may go on.
struct Held : Work {
  Semaphore begun;
  Semaphore may_end;
  std::atomic<bool> done{false};
  void run() noexcept override {
    begun.give();
    may_end.take();
    done = true;
  }
};

// Runs until it is cancelled.
struct Endless : Work {
  Semaphore begun;
  std::atomic<bool> done{false};
  void run() noexcept override {
    begun.give();
    while (!cancelled().load(std::memory_order_relaxed)) std::this_thread::yield();
    done = true;
  }
};

struct Counted : Work {
  explicit Counted(std::atomic<int>& total, Semaphore& end) : count(total), ended(end) {}
  std::atomic<int>& count;
  Semaphore& ended;
  void run() noexcept override {
    ++count;
    ended.give();
  }
};

}  // namespace

TEST(starts_threads_when_work_comes) {
  Pool pool(3);
  CHECK_EQ(pool.threads(), size_t{0});
  std::vector<std::shared_ptr<Held>> all;
  for (size_t i = 0; i < 5; ++i) {
    all.push_back(std::make_shared<Held>());
    CHECK(pool.add(all.back()));
    if (i < 3) all.back()->begun.take();
    CHECK_EQ(pool.threads(), i < 3 ? i + 1 : size_t{3});
  }
  // The first that ends makes way for the fourth.
  all[1]->may_end.give();
  all[3]->begun.take();
  for (const auto& held : all) held->may_end.give();
  all[4]->begun.take();
  pool.stop();
  for (size_t i = 0; i < 5; ++i) CHECK(all[i]->done);
}

TEST(a_free_thread_is_used_again) {
  // A thread is free before it lets go of its work.
  struct Told : Work {
    explicit Told(Semaphore& semaphore) : gone(semaphore) {}
    ~Told() override { gone.give(); }
    void run() noexcept override {}
    Semaphore& gone;
  };
  Semaphore gone;
  Pool pool(4);
  for (int i = 0; i < 200; ++i) {
    CHECK(pool.add(std::make_shared<Told>(gone)));
    gone.take();
  }
  CHECK_EQ(pool.threads(), size_t{1});
}

TEST(may_have_more_threads_later) {
  Pool pool(1);
  std::vector<std::shared_ptr<Held>> all;
  for (size_t i = 0; i < 3; ++i) {
    pool.use_threads(i + 1);
    all.push_back(std::make_shared<Held>());
    CHECK(pool.add(all.back()));
    all.back()->begun.take();
    CHECK_EQ(pool.threads(), i + 1);
  }
  // Fewer: those that run stay, and do the work.
  pool.use_threads(1);
  for (const auto& held : all) held->may_end.give();
  all.push_back(std::make_shared<Held>());
  CHECK(pool.add(all.back()));
  all.back()->begun.take();
  CHECK_EQ(pool.threads(), size_t{3});
  all.back()->may_end.give();
}

TEST(withdrawn_work_never_runs) {
  Pool pool(1);
  const auto first = std::make_shared<Held>();
  const auto second = std::make_shared<Held>();
  CHECK(pool.add(first));
  first->begun.take();
  CHECK(pool.add(second));
  CHECK(pool.withdraw(*second));
  CHECK(!pool.withdraw(*second));
  CHECK(!pool.withdraw(*first));
  CHECK_EQ(second.use_count(), 1L);
  first->may_end.give();
  pool.stop();
  CHECK(first->done);
  CHECK(!second->done);
}

TEST(stop_cancels_what_runs_and_forgets_what_waits) {
  Pool pool(2);
  std::vector<std::shared_ptr<Endless>> running;
  for (int i = 0; i < 2; ++i) {
    running.push_back(std::make_shared<Endless>());
    CHECK(pool.add(running.back()));
    running.back()->begun.take();
  }
  const auto waiting = std::make_shared<Endless>();
  CHECK(pool.add(waiting));
  pool.stop();
  for (const auto& each : running) CHECK(each->done);
  CHECK(!waiting->done);
  CHECK_EQ(waiting.use_count(), 1L);
  CHECK(!pool.add(waiting));
  pool.stop();
}

TEST(stop_from_several_threads) {
  for (int round = 0; round < 50; ++round) {
    Pool pool(2);
    const auto endless = std::make_shared<Endless>();
    CHECK(pool.add(endless));
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
      callers.emplace_back([&pool] {
        pool.stop();
        CHECK_EQ(pool.threads(), size_t{0});
      });
    }
    for (std::thread& caller : callers) caller.join();
  }
}

TEST(work_from_several_threads_while_it_stops) {
  for (int round = 0; round < 50; ++round) {
    Pool pool(3);
    std::atomic<int> count{0};
    std::atomic<int> taken{0};
    Semaphore ended;
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
      callers.emplace_back([&] {
        while (pool.add(std::make_shared<Counted>(count, ended))) ++taken;
      });
    }
    ended.take();
    pool.stop();
    for (std::thread& caller : callers) caller.join();
    CHECK(count.load() > 0);
    CHECK(count.load() <= taken.load());
  }
}
