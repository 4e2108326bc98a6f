// Writes reported groups to memory that JavaScript reads: their slots, outputs, failures and timestamps.
// Several groups are passed on with one call, because a call costs as much as many small groups. Owned by a
// SessionObject; JavaScript thread.
#pragma once

#include <napi.h>

#include "addon/channel.h"
#include "addon/shared_array.h"
#include "session/session.h"

namespace ascend_rx::addon {

class ReportWriter {
 public:
  // `reports` and `timestamps`: as protocol.h describes them. `clock_offset`: what to add to native
  // timestamps, in milliseconds. Without `timestamps` none are written.
  ReportWriter() = default;
  ReportWriter(SharedWords reports, SharedNumbers timestamps, double clock_offset);

  // What a call of `reported` passes on.
  struct Batch {
    size_t groups = 0;
    size_t executions = 0;
    napi_value outputs = nullptr;   // an ArrayBuffer, or undefined
    napi_value failures = nullptr;  // a list with a place for each execution, or undefined
    napi_value dims = nullptr;      // of a dynamic model: a list with a place for each execution
  };

  // Writes the group of the first event, which is a report, and as many reports behind it as are passed on
  // together. The groups are recycled. `copy_outputs`: false if outputs have been written to memory of
  // JavaScript's already.
  Batch write(Napi::Env env, session::Session& session, const Event* events, size_t count, bool copy_outputs);

  // The same for a dynamic model, and for one group: `outputs` is a list with a buffer for each execution.
  Batch write_dynamic(Napi::Env env, session::Session& session, session::Group& group);

  // How long JavaScript took for the last batch.
  void handled_in(session::Clock::duration time);

 private:
  size_t count_groups(const session::Session& session, const Event* events, size_t count) const;
  double* write_timestamps(const session::Session& session, const session::Group& group, double* next) const;
  double* write_times(const session::Timestamps& times, double* next) const;

  SharedWords reports_;
  SharedNumbers timestamps_;
  double clock_offset_ = 0;
  size_t most_executions_ = 1;  // of a batch; more where JavaScript handles them quickly
};

}  // namespace ascend_rx::addon
