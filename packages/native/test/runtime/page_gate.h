// Stops a thread that accesses a piece of device memory, in the middle of the instruction: the page is
// protected, and the handler of the fault makes it accessible again only when the gate is opened. One gate at
// a time.
#pragma once

#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

#include "world.h"

class PageGate {
 public:
  PageGate() {
    CHECK_OK(aclrtMalloc(&memory_, 2 * page_, ACL_MEM_MALLOC_NORMAL_ONLY));
    address_ = static_cast<char*>(memory_) + (page_ - reinterpret_cast<uintptr_t>(memory_) % page_) % page_;
    sem_init(&met_, 0, 0);
    sem_init(&opened_, 0, 0);
    the_one = this;
    struct sigaction action{};
    action.sa_handler = stand;
    sigaction(SIGSEGV, &action, &before_);
  }
  ~PageGate() {
    sigaction(SIGSEGV, &before_, nullptr);
    CHECK_OK(aclrtFree(memory_));
  }
  PageGate(const PageGate&) = delete;
  PageGate& operator=(const PageGate&) = delete;

  void* memory() const { return memory_; }    // what aclrtMalloc gave
  void* address() const { return address_; }  // where the page begins

  void close() { CHECK_EQ(mprotect(address_, page_, PROT_NONE), 0); }
  void wait_until_met() { sem_wait(&met_); }
  void open() { sem_post(&opened_); }

 private:
  static void stand(int) {
    sem_post(&the_one->met_);
    sem_wait(&the_one->opened_);
    mprotect(the_one->address_, the_one->page_, PROT_READ | PROT_WRITE);
  }

  static inline PageGate* the_one = nullptr;
  const size_t page_ = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* memory_ = nullptr;
  void* address_ = nullptr;
  sem_t met_{}, opened_{};
  struct sigaction before_{};
};
