/* How the programs check their calls: the first one that does not give what is expected ends the program. C99
 * and C++11, as programs for Ascend are. */
#ifndef ASCEND_RX_TEST_PROGRAMS_CHECK_H
#define ASCEND_RX_TEST_PROGRAMS_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#include "acl/acl.h"

static inline void check_call(aclError code, aclError expected, const char* call, int line) {
  if (code != expected) {
    const char* const text = aclGetRecentErrMsg();
    fprintf(stderr, "line %d: %s is %d, expected %d\n%s\n", line, call, code, expected, text ? text : "");
    exit(1);
  }
}

static inline void check_that(int holds, const char* what, int line) {
  if (holds) return;
  fprintf(stderr, "line %d: does not hold: %s\n", line, what);
  exit(1);
}

#define GIVES(call, code) check_call(call, code, #call, __LINE__)
#define OK(call) GIVES(call, ACL_SUCCESS)
#define HOLDS(condition) check_that((condition) ? 1 : 0, #condition, __LINE__)

#endif
