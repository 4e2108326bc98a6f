#include "addon/report_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "addon/convert.h"
#include "addon/protocol.h"

namespace ascend_rx::addon {
namespace {

// Bounds of a batch, and about how long JavaScript may take for it.
constexpr size_t kMostExecutions = 32;
constexpr size_t kMostBytes = size_t{16} * 1024;
constexpr std::chrono::microseconds kMostTime{250};

}  // namespace

ReportWriter::ReportWriter(SharedWords reports, SharedNumbers timestamps, double clock_offset)
    : reports_(std::move(reports)), timestamps_(std::move(timestamps)), clock_offset_(clock_offset) {}

// At least one. There may be any number of groups without executions, so that the room in `reports` is a
// bound, too.
size_t ReportWriter::count_groups(const session::Session& session, const Event* events, size_t count) const {
  const size_t stride = session.description().output_block.bytes;
  size_t executions = 0;
  size_t groups = 0;
  while (groups < count && events[groups].group) {
    executions += events[groups].group->slots.size();
    const size_t words = protocol::kReportHeaderWords * (groups + 1) + executions;
    const bool fits =
        executions <= most_executions_ && executions * stride <= kMostBytes && words <= reports_.size();
    if (groups > 0 && !fits) break;
    ++groups;
  }
  return groups;
}

ReportWriter::Batch ReportWriter::write(Napi::Env env, session::Session& session, const Event* events,
                                        size_t count, bool copy_outputs) {
  const session::ModelDescription& model = session.description();
  const size_t stride = model.output_block.bytes;
  Batch batch{count_groups(session, events, count), 0, env.Undefined(), env.Undefined(), env.Undefined()};
  for (size_t i = 0; i < batch.groups; ++i) batch.executions += events[i].group->slots.size();
  std::byte* outputs = nullptr;
  if (copy_outputs) {
    Napi::ArrayBuffer made = Napi::ArrayBuffer::New(env, stride * batch.executions);
    outputs = static_cast<std::byte*>(made.Data());
    batch.outputs = made;
  }
  bool any_failed = false;
  uint32_t* record = reports_.data();
  double* timestamps = timestamps_.data();
  uint32_t n = 0;
  for (size_t i = 0; i < batch.groups; ++i) {
    session::Group& group = *events[i].group;
    record[protocol::kReportGroup] = group.id;
    record[protocol::kReportOffset] = static_cast<uint32_t>(n * stride);
    record[protocol::kReportSlotCount] = static_cast<uint32_t>(group.slots.size());
    record = std::copy(group.slots.begin(), group.slots.end(), record + protocol::kReportHeaderWords);
    for (const uint32_t index : group.slots) {
      const session::Slot& slot = session.slot(index);
      if (!slot.failure()) {
        if (outputs) std::memcpy(outputs + n * stride, slot.output(), slot.output_bytes(model));
      } else {
        if (!any_failed) batch.failures = Napi::Array::New(env, batch.executions);
        any_failed = true;
        Napi::Array(env, batch.failures).Set(n, to_js(env, *slot.failure()));
      }
      ++n;
    }
    timestamps = write_timestamps(session, group, timestamps);
    session.recycle(group);
  }
  return batch;
}

// The event loop must not wait for a subscriber that takes long for every result.
void ReportWriter::handled_in(session::Clock::duration time) {
  if (time > kMostTime) {
    most_executions_ = 1;
  } else if (time < kMostTime / 4) {
    most_executions_ = std::min(2 * most_executions_, kMostExecutions);
  }
}

// A slot is in one unreported group at a time, so there is room for all.
double* ReportWriter::write_timestamps(const session::Session& session, const session::Group& group,
                                       double* next) const {
  if (!next) return nullptr;
  for (const uint32_t slot : group.slots) next = write_times(session.timestamps(group, slot), next);
  return next;
}

double* ReportWriter::write_times(const session::Timestamps& times, double* next) const {
  const double* const end = timestamps_.data() + timestamps_.size();
  if (!next || static_cast<size_t>(end - next) < protocol::kTimestampsPerExecution) return next;
  for (const session::Time time :
       {times.started, times.inputs_copied, times.computed, times.outputs_copied}) {
    *next++ = std::chrono::duration<double, std::milli>(time.time_since_epoch()).count() + clock_offset_;
  }
  return next;
}

}  // namespace ascend_rx::addon
