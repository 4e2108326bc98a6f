#include "runtime/model/models.h"

#include <algorithm>
#include <string>

#include "runtime/base/failure.h"
#include "runtime/device/context.h"

namespace ascend_rx::runtime {

Models& Models::instance() {
  static Models* const the_one = new Models;
  return *the_one;
}

uint32_t Models::add(std::shared_ptr<Model> model) {
  const MutexLock lock(mutex_);
  models_.emplace(++last_, std::move(model));
  return last_;
}

std::shared_ptr<Model> Models::get(uint32_t id) {
  const MutexLock lock(mutex_);
  const auto found = models_.find(id);
  if (found == models_.end()) {
    throw Failure(ACL_ERROR_GE_EXEC_MODEL_ID_INVALID, "there is no model with the id " + std::to_string(id));
  }
  return found->second;
}

std::shared_ptr<Model> Models::get_own(uint32_t id) {
  const std::shared_ptr<Context> context = current_context();
  std::shared_ptr<Model> model = get(id);
  require(model->context() == context, ACL_ERROR_RT_MODEL_CONTEXT,
          "the model was loaded in another context than this thread's current one");
  return model;
}

std::shared_ptr<Model> Models::take_own(uint32_t id) {
  std::shared_ptr<Model> model = get_own(id);
  const MutexLock lock(mutex_);
  models_.erase(id);
  return model;
}

bool Models::any_in(const Context& context) {
  const MutexLock lock(mutex_);
  return std::any_of(models_.begin(), models_.end(),
                     [&](const auto& entry) { return entry.second->context().get() == &context; });
}

bool Models::has(uint32_t id) {
  const MutexLock lock(mutex_);
  return models_.count(id) > 0;
}

size_t Models::size() {
  const MutexLock lock(mutex_);
  return models_.size();
}

}  // namespace ascend_rx::runtime
