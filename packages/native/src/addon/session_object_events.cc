// The events of a SessionObject: posted by native threads, passed on to JavaScript.
#include <utility>

#include "addon/call_javascript.h"
#include "addon/convert.h"
#include "addon/session_object.h"

namespace ascend_rx::addon {

// ---- native threads --------------------------------------------------------------------------------

void SessionObject::built(session::Outcome outcome) {
  environment_->channel().post({this, kBuilt, nullptr, std::move(outcome)});
}

void SessionObject::reported(session::Group& group) {
  environment_->channel().post({this, kReported, &group, std::nullopt});
}

void SessionObject::failed(session::Failure failure) {
  environment_->channel().post({this, kFailed, nullptr, std::move(failure)});
}

void SessionObject::closed() { environment_->channel().post({this, kClosed, nullptr, std::nullopt}); }

// ---- JavaScript thread -----------------------------------------------------------------------------

size_t SessionObject::receive(Event* events, size_t count) {
  const Napi::Env env = Env();
  // While the session closes, nobody wants results, and their memory is being released.
  if (closing_ && events->kind != kClosed) return 1;
  switch (events->kind) {
    case kReported:
      return pass_on_reports(env, events, count);
    case kBuilt:
      return pass_on_built(env, events->failure) ? 1 : 0;
    case kFailed:
      forget_groups(outstanding_groups_);
      remove_outstanding(outstanding_);
      return call_javascript(env, failed_.Value(), {to_js(env, *events->failure)}) ? 1 : 0;
    default:
      return pass_on_closed(env) ? 1 : 0;
  }
}

size_t SessionObject::pass_on_reports(Napi::Env env, const Event* events, size_t count) {
  const ReportWriter::Batch batch = session_->description().dynamic
                                        ? reports_.write_dynamic(env, *session_, *events->group)
                                        : reports_.write(env, *session_, events, count, !uses_output_memory_);
  forget_groups(batch.groups);
  remove_outstanding(batch.executions + batch.groups);
  const auto groups = Napi::Number::New(env, static_cast<double>(batch.groups));
  const session::Time begin = session::Clock::now();
  const bool called =
      call_javascript(env, reported_.Value(), {groups, batch.outputs, batch.failures, batch.dims});
  reports_.handled_in(session::Clock::now() - begin);
  return called ? batch.groups : 0;
}

bool SessionObject::pass_on_built(Napi::Env env, const session::Outcome& outcome) {
  environment_->channel().unref();
  Environment::runtime_loaded();
  const Napi::FunctionReference answer = std::move(built_);
  return outcome ? call_javascript(env, answer.Value(), {to_js(env, *outcome)})
                 : call_javascript(env, answer.Value(), {});
}

bool SessionObject::pass_on_closed(Napi::Env env) {
  environment_->channel().unref();
  // A build that was overtaken by close() has no answer.
  if (!built_.IsEmpty()) environment_->channel().unref();
  forget_groups(outstanding_groups_);
  environment_->channel().release(kEventsAtOnce);
  remove_outstanding(outstanding_);
  session_.reset();
  // The functions refer to this object: with references to them it would never be collected.
  built_.Reset();
  reported_.Reset();
  failed_.Reset();
  Unref();
  const Napi::FunctionReference answer = std::move(closed_);
  return call_javascript(env, answer.Value(), {});
}

}  // namespace ascend_rx::addon
