/*
 * AscendCL: everything a program includes.
 */
#ifndef ASCEND_RX_ACL_ACL_H_
#define ASCEND_RX_ACL_ACL_H_

#include "acl_base.h"
#include "acl_mdl.h"
#include "acl_op.h"
#include "acl_rt.h"

#endif  // ASCEND_RX_ACL_ACL_H_
