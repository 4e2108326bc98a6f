// The reports of a dynamic model: one group at a time, a buffer and dims for each of its executions.
#include <algorithm>
#include <utility>

#include "addon/convert.h"
#include "addon/dynamic_execution.h"
#include "addon/protocol.h"
#include "addon/report_writer.h"

namespace ascend_rx::addon {

ReportWriter::Batch ReportWriter::write_dynamic(Napi::Env env, session::Session& session,
                                                session::Group& group) {
  const bool is_synchronous = !session.description().dynamic->outputs_are_known;
  const size_t count = group.slots.size();
  Batch batch{1, count, env.Undefined(), env.Undefined(), env.Undefined()};
  uint32_t* const record = reports_.data();
  record[protocol::kReportGroup] = group.id;
  record[protocol::kReportOffset] = 0;
  record[protocol::kReportSlotCount] = static_cast<uint32_t>(count);
  std::copy(group.slots.begin(), group.slots.end(), record + protocol::kReportHeaderWords);
  Napi::Array outputs = Napi::Array::New(env, count);
  Napi::Array dims = Napi::Array::New(env, count);
  Napi::Array failures;
  double* next = timestamps_.data();
  for (uint32_t n = 0; n < count; ++n) {
    const session::Slot& slot = session.slot(group.slots[n]);
    if (slot.failure()) {
      if (failures.IsEmpty()) failures = Napi::Array::New(env, count);
      failures.Set(n, to_js(env, *slot.failure()));
      outputs.Set(n, Napi::ArrayBuffer::New(env, 0));
      dims.Set(n, Napi::Array::New(env));
    } else {
      outputs.Set(n, take_outputs(env, slot.dynamic().outputs));
      dims.Set(n, to_js(env, slot.dynamic().outputs.dims()));
    }
    next =
        write_times(is_synchronous ? slot.dynamic().times : session.timestamps(group, group.slots[n]), next);
  }
  session.recycle(group);
  batch.outputs = outputs;
  batch.dims = dims;
  if (!failures.IsEmpty()) batch.failures = failures;
  return batch;
}

}  // namespace ascend_rx::addon
