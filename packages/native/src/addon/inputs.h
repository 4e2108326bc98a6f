// The inputs of an execution, from the arguments of a call. JavaScript thread.
#pragma once

#include <napi.h>

#include "session/model.h"
#include "session/slot.h"

namespace ascend_rx::addon {

// Begins an execution in `slot` with these inputs. `views`: the only input of a model without batches;
// otherwise a list of all inputs, those of a batch sample by sample. `batch_size`: one of the gears, for a
// model that has gears. Throws a RangeError for a wrong size or number: TypeScript has checked both, but with
// a wrong size the addon would read or write out of bounds.
void set_inputs(Napi::Env env, napi_value views, napi_value batch_size,
                const session::ModelDescription& model, session::Slot& slot);

}  // namespace ascend_rx::addon
