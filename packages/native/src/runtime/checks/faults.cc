#include "runtime/checks/faults.h"

#include <atomic>
#include <cstdint>
#include <deque>

#include "base/mutex.h"
#include "runtime/base/random.h"
#include "runtime/config/settings.h"

namespace ascend_rx::runtime {
namespace {

struct Rule {
  explicit Rule(const Fault& its_fault) : fault(its_fault), random(its_fault.seed) {}

  // Counts a call of the function. True: the call fails.
  bool fails_this_call() EXCLUDES(mutex) {
    const MutexLock lock(mutex);
    ++calls;
    return fault.call > 0 ? calls == fault.call : random.fraction() < fault.probability;
  }

  const Fault& fault;
  Mutex mutex;
  uint64_t calls GUARDED_BY(mutex) = 0;
  Random random GUARDED_BY(mutex);
};

std::atomic<std::deque<Rule>*> rules{nullptr};

}  // namespace

thread_local aclError Faults::task_fault = ACL_SUCCESS;

// Earlier rules are kept: other threads may be reading them.
bool Faults::configure() {
  static auto* const generations = new std::deque<std::deque<Rule>>;  // outlives static objects that call ACL
  const std::vector<Fault>& faults = Settings::current().faults;
  std::deque<Rule>* all = nullptr;
  if (!faults.empty()) {
    all = &generations->emplace_back();
    for (const Fault& fault : faults) all->emplace_back(fault);
  }
  rules.store(all);
  return all != nullptr;
}

// Every rule for the function counts the call; the first one that fails it decides.
aclError Faults::for_call(std::string_view function) noexcept {
  task_fault = ACL_SUCCESS;
  std::deque<Rule>* const all = rules.load();
  if (!all) return ACL_SUCCESS;
  const Fault* failing = nullptr;
  for (Rule& rule : *all) {
    if (rule.fault.function == function && rule.fails_this_call() && !failing) failing = &rule.fault;
  }
  if (!failing) return ACL_SUCCESS;
  if (!failing->at_task) return failing->code;
  task_fault = failing->code;
  return ACL_SUCCESS;
}

}  // namespace ascend_rx::runtime
