/*
 * AscendCL, single operators: none in this runtime. The file is here because programs include it.
 */
#ifndef ASCEND_RX_ACL_ACL_OP_H_
#define ASCEND_RX_ACL_ACL_OP_H_

#include "acl_base.h"
#include "acl_rt.h"

#endif  // ASCEND_RX_ACL_ACL_OP_H_
