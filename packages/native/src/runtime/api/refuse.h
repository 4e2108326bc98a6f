// How the functions that the embedded runtime only declares fail: with 207000, and with the reason for
// aclGetRecentErrMsg. A program that uses one of them compiles, links and runs up to that call.
#pragma once

#include "runtime/api/entry.h"

namespace ascend_rx::runtime {

// A function with a status.
template <typename... Values>
aclError refuse(const Call<Values...>& call, const char* reason) noexcept {
  return entry(call, [reason]() -> aclError { throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT, reason); });
}

// A function with another result, which is `nothing`.
template <typename Result, typename... Values>
Result refuse(const Call<Values...>& call, Result nothing, const char* reason) noexcept {
  return entry<Result>(call, nothing,
                       [reason]() -> Result { throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT, reason); });
}

}  // namespace ascend_rx::runtime
