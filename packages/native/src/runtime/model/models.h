// The loaded models by id. Process-wide, thread-safe, never destroyed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "base/mutex.h"
#include "runtime/model/model.h"

namespace ascend_rx::runtime {

class Context;

class Models {
 public:
  static Models& instance();

  // Gives the model an id. Ids count up from 1; none is used twice.
  uint32_t add(std::shared_ptr<Model> model);
  // Throws Failure 145003.
  std::shared_ptr<Model> get(uint32_t id);
  // The same, and 107004 unless the model belongs to the calling thread's current context.
  std::shared_ptr<Model> get_own(uint32_t id);
  // Removes the model from the list. Throws like get_own.
  std::shared_ptr<Model> take_own(uint32_t id);
  bool has(uint32_t id);
  size_t size();
  // Some models are loaded in that context.
  bool any_in(const Context& context);

 private:
  Mutex mutex_;
  std::map<uint32_t, std::shared_ptr<Model>> models_ GUARDED_BY(mutex_);
  uint32_t last_ GUARDED_BY(mutex_) = 0;
};

}  // namespace ascend_rx::runtime
