// Models: load, unload, execute.
#include "runtime/model/model.h"

#include <algorithm>
#include <chrono>

#include "acl/acl.h"
#include "base/mutex.h"
#include "runtime/api/entry.h"
#include "runtime/api/load.h"
#include "runtime/checks/strict.h"
#include "runtime/device/context.h"
#include "runtime/device/device.h"
#include "runtime/device/service_times.h"
#include "runtime/device/stream.h"
#include "runtime/host_objects/dataset.h"
#include "runtime/host_objects/host_object.h"
#include "runtime/memory/memory.h"
#include "runtime/model/execution.h"
#include "runtime/model/load_request.h"
#include "runtime/model/mapped_file.h"
#include "runtime/model/models.h"
#include "runtime/model/unbound_execution.h"
#include "runtime/onnx/loading.h"
#include "runtime/onnx/onnx_access.h"
#include "runtime/onnx/onnx_first_load.h"
#include "runtime/onnx/run_control.h"

using namespace ascend_rx::runtime;

namespace {

aclError load(const LoadRequest& request, uint32_t* id) {
  const OnnxAccess::Guard access;
  if (!access) return ended_status;
  const std::shared_ptr<Context> context = current_context();
  Loading loading(context.get());
  context->check_loading();  // who ends loads says so first, and ends those under way then
  const OnnxFirstLoad first_load;
  if (!first_load.may_begin()) return ended_status;
  auto model = std::make_shared<Model>(context, request.onnx, loading);
  request.check(*model->info());
  loading.check();
  *id = Models::instance().add(std::move(model));
  first_load.succeeded();
  return ACL_SUCCESS;
}

aclError sizes(const std::string& what, std::string_view bytes, size_t* work, size_t* weight) {
  const ModelMemory memory = ModelMemory::of(bytes, what);
  *work = memory.work;
  *weight = memory.weights;
  return ACL_SUCCESS;
}

// Allocates memory for outputs that have none; the caller releases it with aclrtFree.
void allocate_outputs(const Model& model, const aclmdlDataset& output) {
  const ModelInfo& info = *model.info();
  for (size_t i = 0; i < output.buffers.size() && i < info.outputs.size(); ++i) {
    aclDataBuffer& buffer = *live(output.buffers[i]);
    if (buffer.data) continue;
    const size_t size = info.outputs[i].bytes;
    const size_t least = 1;  // an empty output, too, has memory that the caller releases
    buffer = {Memory::instance().allocate_device(model.context()->device().id(), std::max(size, least)),
              size};
  }
}

// The simulated durations of all synchronous executions.
struct SynchronousServiceTimes {
  explicit SynchronousServiceTimes(const ServiceTime& time) : times(time, UINT32_MAX) {}

  ascend_rx::Mutex mutex;
  ServiceTimes times GUARDED_BY(mutex);
};

// Waits until the simulated duration of a synchronous execution that began then is over, or the process ends.
void wait_out_service_time(std::chrono::steady_clock::time_point begun) {
  const ServiceTime& time = Settings::current().service_time;
  if (time.most_us <= 0) return;
  static auto* const all = new SynchronousServiceTimes(time);  // outlives static objects that call ACL
  auto end = begun;
  {
    const ascend_rx::MutexLock lock(all->mutex);
    end += all->times.next();
  }
  OnnxAccess::instance().wait_until(end);
}

// Whether one model id must be used in one way only: not if dims are known only with an execution (facts,
// section 9).
bool fixes_use(const Model& model) { return model.info()->sized; }

// Of models whose dims are all known, descriptions stay as they are (facts, section 9).
void describe_outputs(const UnboundExecution& execution, const Model& model, aclmdlDataset& output) {
  if (!model.info()->sized) execution.describe_outputs(output);
}

aclError execute_unbound(const std::shared_ptr<Model>& model, const aclmdlDataset& input,
                         aclmdlDataset& output) {
  if (fixes_use(*model)) model->check_use(Model::Use::synchronous);
  const OnnxAccess::Guard access;
  if (!access) return ended_status;
  const RunControl control;
  const auto execution =
      UnboundExecution::prepare(model, input, output, UnboundExecution::Missing::allocated);
  if (strict()) execution->begin_synchronous();
  if (fixes_use(*model)) model->use(Model::Use::synchronous);
  const auto begun = std::chrono::steady_clock::now();
  try {
    execution->run(control);
  } catch (const Failure&) {
    describe_outputs(*execution, *model, output);  // the dims of what did not fit
    throw;
  }
  describe_outputs(*execution, *model, output);
  execution->hand_over_memory(output);
  wait_out_service_time(begun);
  return process_ended() ? ended_status : ACL_SUCCESS;
}

// Where the dims of all outputs are known the execution is queued as any other. Otherwise the call returns
// when it has run, in the stream's order: only then there are dims for the descriptions (unverified on
// hardware). A failure of it is then the call's: the stream goes on.
aclError submit_unbound(const std::shared_ptr<Model>& model, const aclmdlDataset& input,
                        aclmdlDataset& output, Stream& stream) {
  const auto execution = UnboundExecution::prepare(model, input, output, UnboundExecution::Missing::refused);
  const bool waits = !execution->knows_outputs();
  if (strict()) execution->begin_on_stream(stream.id());
  if (fixes_use(*model)) model->use(Model::Use::asynchronous);
  if (!waits) {
    describe_outputs(*execution, *model, output);
    stream.submit({ExecuteWork{UnboundExecution::queue(execution, false)}});
    return ACL_SUCCESS;
  }
  stream.submit_and_wait({ExecuteWork{UnboundExecution::queue(execution, true)}});
  if (process_ended()) return ended_status;
  if (!execution->has_run()) model->context()->throw_if_stopped();
  describe_outputs(*execution, *model, output);
  execution->throw_failure();
  return ACL_SUCCESS;
}

}  // namespace

aclError ascend_rx::runtime::load_file(const char* path, uint32_t* id) {
  require(path && id, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
  current_context();
  return load(LoadRequest::of_file(path), id);
}

aclError ascend_rx::runtime::load_bytes(const void* bytes, size_t size, uint32_t* id) {
  require(bytes && size > 0 && id, ACL_ERROR_INVALID_PARAM, "an argument is NULL, or the size is 0");
  current_context();
  return load(LoadRequest::of_bytes(bytes, size), id);
}

aclError ascend_rx::runtime::unload(uint32_t id) {
  if (strict() && Models::instance().get_own(id)->busy()) {
    report_misuse(
        ACL_ERROR_GE_FAILURE,
        "executions of the model are still under way; synchronize their stream, or wait for the threads "
        "that make them, first");
  }
  Models::instance().take_own(id);
  return ACL_SUCCESS;
}

aclError aclmdlQuerySize(const char* fileName, size_t* workSize, size_t* weightSize) {
  return entry(CALL(aclmdlQuerySize, fileName, workSize, weightSize), [&] {
    require(fileName && workSize && weightSize, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    current_context();
    const MappedFile file(fileName);
    return sizes(fileName, {reinterpret_cast<const char*>(file.bytes()), file.size()}, workSize, weightSize);
  });
}

aclError aclmdlQuerySizeFromMem(const void* model, size_t modelSize, size_t* workSize, size_t* weightSize) {
  return entry(CALL(aclmdlQuerySizeFromMem, model, modelSize, workSize, weightSize), [&] {
    require(model && modelSize > 0 && workSize && weightSize, ACL_ERROR_INVALID_PARAM,
            "an argument is NULL, or the size is 0");
    current_context();
    return sizes("the memory given", {static_cast<const char*>(model), modelSize}, workSize, weightSize);
  });
}

aclError aclmdlLoadFromFile(const char* modelPath, uint32_t* modelId) {
  return entry(CALL(aclmdlLoadFromFile, modelPath, modelId), [&] { return load_file(modelPath, modelId); });
}

aclError aclmdlLoadFromMem(const void* model, size_t modelSize, uint32_t* modelId) {
  return entry(CALL(aclmdlLoadFromMem, model, modelSize, modelId),
               [&] { return load_bytes(model, modelSize, modelId); });
}

// The memory that the caller offers is not used: ONNX Runtime manages its own.
aclError aclmdlLoadFromFileWithMem(const char* modelPath, uint32_t* modelId, void* workPtr, size_t workSize,
                                   void* weightPtr, size_t weightSize) {
  return entry(CALL(aclmdlLoadFromFileWithMem, modelPath, modelId, workPtr, workSize, weightPtr, weightSize),
               [&] { return load_file(modelPath, modelId); });
}

aclError aclmdlLoadFromMemWithMem(const void* model, size_t modelSize, uint32_t* modelId, void* workPtr,
                                  size_t workSize, void* weightPtr, size_t weightSize) {
  return entry(
      CALL(aclmdlLoadFromMemWithMem, model, modelSize, modelId, workPtr, workSize, weightPtr, weightSize),
      [&] { return load_bytes(model, modelSize, modelId); });
}

aclError aclmdlUnload(uint32_t modelId) {
  return entry(CALL(aclmdlUnload, modelId), [&] { return unload(modelId); });
}

aclError aclmdlExecute(uint32_t modelId, const aclmdlDataset* input, aclmdlDataset* output) {
  return entry(CALL(aclmdlExecute, modelId, input, output), [&] {
    require(live(input) && live(output), ACL_ERROR_INVALID_PARAM, "a dataset is NULL");
    const std::shared_ptr<Model> model = Models::instance().get_own(modelId);
    model->context()->throw_if_stopped();
    if (!model->info()->direct()) return execute_unbound(model, *input, *output);
    model->check_use(Model::Use::synchronous);
    allocate_outputs(*model, *output);
    const OnnxAccess::Guard access;
    if (!access) return ended_status;
    const RunControl control;
    const Execution::Owner execution = Execution::prepare(model, *input, *output);
    if (strict()) execution->begin_synchronous();
    model->use(Model::Use::synchronous);
    const auto begun = std::chrono::steady_clock::now();
    execution->run(control);
    wait_out_service_time(begun);
    return process_ended() ? ended_status : ACL_SUCCESS;
  });
}

aclError aclmdlExecuteAsync(uint32_t modelId, const aclmdlDataset* input, aclmdlDataset* output,
                            aclrtStream stream) {
  return entry(CALL(aclmdlExecuteAsync, modelId, input, output, stream), [&] {
    require(live(input) && live(output), ACL_ERROR_INVALID_PARAM, "a dataset is NULL");
    std::shared_ptr<Model> owned = Models::instance().get_own(modelId);
    Model& model = *owned;
    Stream& queue = own_stream(stream);
    if (!model.info()->direct()) return submit_unbound(owned, *input, *output, queue);
    Execution::Owner execution = Execution::prepare(std::move(owned), *input, *output);
    if (strict()) execution->begin_on_stream(queue.id());
    model.use(Model::Use::asynchronous);
    queue.submit({ExecuteWork{execution.release()}});
    return ACL_SUCCESS;
  });
}
