// Strict checks of what a client leaves: nothing may be under way there. All throw Failure, or print.
// REQUIRES: strict().
#pragma once

#include "device/context.h"

namespace ascend_rx::runtime {

void check_unsubscribed(Stream& stream);
void check_destroyed(Stream& stream);
void check_destroyed(Context& context);

}  // namespace ascend_rx::runtime
