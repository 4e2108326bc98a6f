/*
 * Single operators. None of their functions is part of the subset of ACL that this library has; the
 * file is here for programs that include it by name.
 */
#ifndef ASCEND_RX_ACL_OP_H
#define ASCEND_RX_ACL_OP_H

#include "acl_base.h"
#include "acl_rt.h"

#endif
