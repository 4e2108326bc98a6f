// The base of objects whose address a C client holds as a handle. The object knows its own kind, so that a
// foreign handle, or that of a destroyed object, is mostly refused instead of used.
#pragma once

#include <cstdint>

namespace ascend_rx::runtime {

template <typename Object, uint64_t kind>
class Handle {
 public:
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  // The object behind a handle; null when the handle is none.
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
