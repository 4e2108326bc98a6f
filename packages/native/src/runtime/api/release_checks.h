// Strict checks of what a client gives back: nothing may be under way there. All report misuse. REQUIRES:
// strict().
#pragma once

#include "runtime/device/context.h"

namespace ascend_rx::runtime {

void check_unsubscribed(Stream& stream);
void check_destroyed(Stream& stream);
void check_destroyed(Context& context);

}  // namespace ascend_rx::runtime
