// What a C client holds of ours: an object that knows its own kind, so that a foreign or destroyed handle is
// mostly refused instead of followed.
#pragma once

#include <cstdint>

namespace ascend_rx::runtime {

template <typename Object, uint64_t kind>
class Handle {
 public:
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // The object behind a handle; null when it is not one.
  static Object* from(void* handle) {
    auto* const object = static_cast<Object*>(handle);
    return object && object->kind_ == kind ? object : nullptr;
  }

 protected:
  Handle() = default;
  ~Handle() { kind_ = 0; }

 private:
  volatile uint64_t kind_ = kind;  // volatile: the destructor's store must not be optimised away
};

}  // namespace ascend_rx::runtime
