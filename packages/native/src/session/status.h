// What an ACL call returned, and which call it was. Values; any thread.
#pragma once

#include <string>

#include "acl/acl.h"

namespace ascend_rx::session {

// The outcome of one ACL call. `api` is the name of the function, a string literal.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;
  constexpr Status(const char* api, aclError code) : api_(api), code_(code) {}

  constexpr bool ok() const { return code_ == ACL_SUCCESS; }
  constexpr aclError code() const { return code_; }
  constexpr const char* api() const { return api_; }

 private:
  const char* api_ = "";
  aclError code_ = ACL_SUCCESS;
};

// A failed Status with the runtime's own message for people, which is taken on the thread of the call.
struct Failure {
  const char* api = "";
  aclError code = ACL_SUCCESS;
  std::string detail;
};

}  // namespace ascend_rx::session
