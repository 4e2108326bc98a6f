/*
 * The ACL interface: this one file is enough to include. The functions come from libascendcl.so, a
 * real one or the embedded runtime's, whichever the program links or opens.
 */
#ifndef ASCEND_RX_ACL_H
#define ASCEND_RX_ACL_H

#include "acl_base.h"
#include "acl_mdl.h"
#include "acl_op.h"
#include "acl_rt.h"

#endif
