// A pointer to one function of the ABI, with the function's name. Set once when a library is opened, then
// constant. Calls are as thread-safe as the ACL function.
#pragma once

#include <type_traits>

#include "session/status.h"

namespace ascend_rx::session {

template <class Pointer>
class Function;

// Calling an aclError function yields a Status that carries the name; every other result is passed on.
template <class R, class... Args>
class Function<R (*)(Args...)> {
 public:
  using Pointer = R (*)(Args...);
  using Result = std::conditional_t<std::is_same_v<R, aclError>, Status, R>;

  constexpr explicit Function(const char* name) : name_(name) {}

  // REQUIRES: the function was found (`bool(*this)`); a library is refused when a required one is missing.
  Result operator()(Args... args) const {
    if constexpr (std::is_same_v<R, aclError>) {
      return Status(name_, pointer_(args...));
    } else {
      return pointer_(args...);
    }
  }

  explicit operator bool() const { return pointer_ != nullptr; }
  const char* name() const { return name_; }
  Pointer pointer() const { return pointer_; }
  void bind(void* symbol) { pointer_ = reinterpret_cast<Pointer>(symbol); }

 private:
  const char* name_;
  Pointer pointer_ = nullptr;
};

}  // namespace ascend_rx::session
