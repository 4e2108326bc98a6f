#include "faults.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>

#include "random.h"
#include "settings.h"

namespace ascend_rx::runtime {
namespace {

struct Rule {
  explicit Rule(const Fault& its_fault) : fault(its_fault), random(its_fault.seed) {}

  // Whether it strikes now.
  bool strikes() {
    const std::lock_guard lock(mutex);
    ++calls;
    return fault.call > 0 ? calls == fault.call : random.fraction() < fault.probability;
  }

  const Fault& fault;
  std::mutex mutex;
  uint64_t calls = 0;
  Random random;
};

std::atomic<std::deque<Rule>*> rules{nullptr};

}  // namespace

thread_local aclError Faults::task_fault = ACL_SUCCESS;

// Rules before are kept, as others may be looking at them. REQUIRES: one caller at a time.
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

// Every rule of the function counts every call; the first that strikes decides.
aclError Faults::of_call(std::string_view function) noexcept {
  task_fault = ACL_SUCCESS;
  std::deque<Rule>* const all = rules.load();
  if (!all) return ACL_SUCCESS;
  const Fault* struck = nullptr;
  for (Rule& rule : *all) {
    if (rule.fault.function == function && rule.strikes() && !struck) struck = &rule.fault;
  }
  if (!struck) return ACL_SUCCESS;
  if (!struck->at_task) return struck->code;
  task_fault = struck->code;
  return ACL_SUCCESS;
}

}  // namespace ascend_rx::runtime
