#include "session/submitter.h"

#include <exception>
#include <new>
#include <utility>

namespace ascend_rx::session {

Submitter::Submitter(Device& device, std::shared_ptr<const ModelFile> file, SubmissionQueue& queue,
                     LoadEnd& load_end, std::vector<Slot>& slots, ModelDescription& description,
                     Completion& completion, GroupPool& groups, SessionObserver& observer)
    : device_(device),
      library_(device.library()),
      queue_(queue),
      slots_(slots),
      description_(description),
      completion_(completion),
      groups_(groups),
      observer_(observer),
      stream_(device, std::move(file), load_end) {}

// Without a stream (it has failed, or was never made), every command but kBuild is void: the JavaScript
// thread had sent it before it knew.
void Submitter::handle(const Command& command) {
  switch (command.kind) {
    case Command::Kind::kBuild:
      build();
      break;
    case Command::Kind::kExecute:
      if (stream_.is_open()) execute(command.slot);
      break;
    case Command::Kind::kLaunch:
    case Command::Kind::kSynchronize:
    case Command::Kind::kSynchronizeInstead:
      if (stream_.is_open()) {
        close_group(command);
      } else {
        abandon(*command.group);
      }
      break;
  }
}

void Submitter::check() {
  if (stream_.is_open()) is_healthy();
}

// Without a stream, the failure has been told, and what is void then comes back with it.
void Submitter::command_lost() {
  if (stream_.is_open()) {
    fail({library_.acl.aclrtLaunchCallback.name(), ACL_ERROR_BAD_ALLOC, {}});
  } else {
    abandon_groups();
  }
}

void Submitter::end() {
  give_up_stream(has_open_executions_ || completion_.has_unreported_groups());
  release();
  stream_.forget_file();
}

bool Submitter::begin() { return stream_.is_open() && stream_.make_context_current().ok(); }

size_t Submitter::submit_quick(const uint32_t* slots, size_t count) {
  if (completion_.estimate().executions_are_long()) return 0;
  const Time now = Clock::now();
  size_t done = 0;
  for (; done < count && slots_[slots[done]].is_quick(library_, description_); ++done) {
    const Status status = submit(slots[done], now);
    if (status.ok()) continue;
    slots_[slots[done]].fail(library_.describe(status));
    queue_.request_check();
  }
  return done;
}

bool Submitter::launch(Group& group, aclrtCallbackBlockType type) {
  prepare_report(group);
  return stream_.launch_callback(group, type).ok();
}

void Submitter::build() {
  Outcome failure;
  if (!stream_.is_open()) {
    // What was submitted after the failure, before the JavaScript thread knew of it, is void.
    completion_.forget_executions();
    release();
    try {
      failure = make_stream();
    } catch (const std::exception&) {
      // Only an allocation throws here. Nothing may be allocated for this answer.
      failure = Failure{library_.acl.aclmdlLoadFromFile.name(), ACL_ERROR_BAD_ALLOC, {}};
    }
  }
  if (failure) {
    give_up_stream(true);
    release();
  }
  observer_.built(std::move(failure));
}

Outcome Submitter::make_stream() {
  if (Outcome failure = stream_.open()) return failure;
  const ModelDescription& loaded = stream_.model().description();
  if (description_.outputs.empty()) {
    ModelDescription copy = loaded;  // all of it, or an exception
    description_ = std::move(copy);
  } else if (!description_.has_interface_of(loaded)) {
    return Failure{library_.acl.aclmdlGetDesc.name(), ACL_ERROR_GE_PARAM_INVALID,
                   "the file now holds a model with other inputs or outputs than when it was loaded first"};
  }
  return std::nullopt;
}

SubmissionContext Submitter::context(Time now) {
  return {library_,   stream_.model(),        device_.run_mode(),     stream_.get(),
          callbacks_, completion_.estimate(), device_.event_budget(), now};
}

Status Submitter::submit(uint32_t slot, Time now) {
  has_open_executions_ = true;
  try {
    return slots_[slot].submit(context(now));
  } catch (const std::bad_alloc&) {
    // For the slot's own memory: nothing has been queued.
    return {library_.acl.aclmdlExecuteAsync.name(), ACL_ERROR_BAD_ALLOC};
  }
}

// What the device refuses at submission fails this execution alone, and is reported with its group; unless
// the execution stream itself has failed.
void Submitter::execute(uint32_t slot) {
  if (description_.dynamic) return execute_dynamic(slot);
  const Status status = submit(slot, Clock::now());
  if (status.ok()) return;
  Failure failure = library_.describe(status);
  if (is_healthy()) slots_[slot].fail(std::move(failure));
}

void Submitter::execute_dynamic(uint32_t slot) {
  has_open_executions_ = true;
  Outcome failure;
  try {
    failure = slots_[slot].submit_dynamic(context(Clock::now()));
  } catch (const std::bad_alloc&) {
    failure = Failure{library_.acl.aclmdlExecuteAsync.name(), ACL_ERROR_BAD_ALLOC, {}};
  }
  if (failure && is_healthy()) slots_[slot].fail(*std::move(failure));
}

// Collects what the report depends on, before the callback is launched.
void Submitter::prepare_report(Group& group) {
  has_open_executions_ = false;
  group.interval = callbacks_.callback_launched();
  group.must_copy_outputs = false;
  group.is_timed = !group.slots.empty();
  for (const uint32_t slot : group.slots) {
    group.must_copy_outputs = group.must_copy_outputs || slots_[slot].must_copy_outputs();
    group.is_timed = group.is_timed && slots_[slot].timer().running();
  }
  if (group.is_timed) {
    slots_[group.slots.back()].timer().record(library_, EventTimer::kGroupClosed, stream_.get());
  }
}

void Submitter::close_group(const Command& command) {
  Group& group = *command.group;
  if (command.kind == Command::Kind::kLaunch && launch(group, command.type)) return;
  if (command.kind == Command::Kind::kSynchronize) prepare_report(group);
  synchronize_instead(group);
}

// In place of a callback that was not wanted, or was refused: either way the slots must come back.
void Submitter::synchronize_instead(Group& group) {
  Status status;
  switch (wait_for_stream(status)) {
    case Wait::kDone:
      try {
        completion_.complete_without_callback(group, groups_.all());
      } catch (const std::bad_alloc&) {
        // For the list of groups. As they cannot be reported in their order, they all fail.
        fail({library_.acl.aclrtSynchronizeStream.name(), ACL_ERROR_BAD_ALLOC, {}});
      }
      break;
    case Wait::kFailed:
      fail(library_.describe(status));
      break;
    case Wait::kStopped:
      break;
  }
}

// In slices where the library can limit a wait, so that whoever stops the session does not wait for a long
// queue.
Submitter::Wait Submitter::wait_for_stream(Status& status) {
  while (!stream_.can_limit_waits() || !queue_.stop_requested()) {
    status = stream_.synchronize_briefly();
    if (status.ok()) return Wait::kDone;
    if (!ExecutionStream::timed_out(status)) return Wait::kFailed;
  }
  return Wait::kStopped;
}

// A stream that is merely busy is healthy. One that has failed answers with its code at once, and is given
// up.
bool Submitter::is_healthy() {
  const Status status = stream_.synchronize_briefly();
  if (status.ok() || ExecutionStream::timed_out(status)) return true;
  fail(library_.describe(status));
  return false;
}

void Submitter::fail(Failure failure) {
  give_up_stream(true);
  observer_.failed(std::move(failure));
}

void Submitter::abandon(Group& group) {
  if (completion_.abandon(group)) groups_.keep_until_process_ends();
}

// Without an allocation: a stream is also given up because there is no memory.
void Submitter::abandon_groups() {
  for (size_t i = 0; Group* const group = groups_.at(i); ++i) abandon(*group);
}

void Submitter::give_up_stream(bool discard) {
  stream_.close(discard);
  has_open_executions_ = false;
  abandon_groups();
  // Not earlier: a report that is under way still subtracts from it.
  completion_.forget_executions();
}

void Submitter::release() {
  for (Slot& slot : slots_) slot.release();
  stream_.release();
}

}  // namespace ascend_rx::session
