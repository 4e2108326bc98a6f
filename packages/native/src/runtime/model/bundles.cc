#include "runtime/model/bundles.h"

#include <string>
#include <utility>

#include "runtime/base/failure.h"

namespace ascend_rx::runtime {

Bundles& Bundles::instance() {
  static auto* const the_one = new Bundles;  // outlives static objects that call ACL
  return *the_one;
}

uint32_t Bundles::add(std::vector<uint32_t> models) {
  const MutexLock lock(mutex_);
  bundles_.emplace(last_ + 1, std::move(models));
  return ++last_;
}

std::vector<uint32_t> Bundles::get(uint32_t id) {
  const MutexLock lock(mutex_);
  const auto found = bundles_.find(id);
  if (found == bundles_.end()) {
    throw Failure(ACL_ERROR_INVALID_BUNDLE_MODEL_ID, "there is no bundle " + std::to_string(id));
  }
  return found->second;
}

void Bundles::remove(uint32_t id) {
  const MutexLock lock(mutex_);
  bundles_.erase(id);
}

}  // namespace ascend_rx::runtime
