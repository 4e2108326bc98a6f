// The one function of the embedded runtime that AscendCL does not have. Sessions call it where the library
// that they have opened has it.
#pragma once

extern "C" {

// Ends the loads of models into that context that are under way, and refuses those that begin later. A load
// ends when the operator that it runs, for the sizes of outputs, has ended; its status is 107002 then. Any
// thread; nothing need be current. REQUIRES: the context is not destroyed before this returns. Gives 107002
// where it is none.
__attribute__((visibility("default"))) int ascend_rx_end_loads(void* context);
}
