// The headers alone, as the oldest C++ that clients use: this file only has to compile, without warnings.
#include "acl/acl.h"

static_assert(sizeof(aclmdlIODims) == 1160 && sizeof(aclmdlBatch) == 1032 && sizeof(aclmdlHW) == 2056,
              "layout of the binary interface");
static_assert(sizeof(aclAippInfo) == 299216 && sizeof(aclAippDims) == 2336, "layout of the binary interface");
static_assert(sizeof(aclDataType) == 4 && sizeof(aclrtRunMode) == 4, "enumerations are ints");
