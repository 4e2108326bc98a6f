// Strict checks: mistakes that a real device would not notice, or punish later. Each is named with the call,
// the object and the remedy; the settings say whether it fails the call or is printed.
#pragma once

#include <string>
#include <string_view>

#include "acl/acl.h"
#include "settings.h"

namespace ascend_rx::runtime {

inline bool strict() { return Settings::current().strict != Strictness::off; }

// REQUIRES: strict(). Prints the mistake on stderr, or throws a Failure with the code.
void mistake(aclError code, const std::string& text);
// The same where nobody is there to fail, as on a stream's worker: prints in any case.
void mistake_unseen(const std::string& text) noexcept;

// While it lives, this thread is inside a function of aclrtLaunchCallback or aclrtSetExceptionInfoCallback.
class InsideCallback {
 public:
  InsideCallback();
  ~InsideCallback();
  InsideCallback(const InsideCallback&) = delete;
  InsideCallback& operator=(const InsideCallback&) = delete;
};

// The calling thread is inside one.
bool inside_callback();

// REQUIRES: strict(). Throws Failure, or prints, when callbacks must not make this call and one makes it.
void check_place_of_call(std::string_view function);

}  // namespace ascend_rx::runtime
