// Why a call fails: the status for the caller and the sentence for aclGetRecentErrMsg. Thrown inside the
// library only; entry() turns it into the status before C sees it.
#pragma once

#include <string>
#include <utility>

#include "acl/acl.h"

namespace ascend_rx::runtime {

struct Failure {
  aclError code;
  std::string text;

  Failure(aclError its_code, std::string its_text) : code(its_code), text(std::move(its_text)) {}
};

// Throws unless the condition holds.
inline void require(bool holds, aclError code, const char* otherwise) {
  if (!holds) throw Failure(code, otherwise);
}

}  // namespace ascend_rx::runtime
