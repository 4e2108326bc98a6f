// Models: load, unload, execute.
#include "model/model.h"

#include <chrono>
#include <mutex>

#include "acl/acl.h"
#include "device/context.h"
#include "device/device.h"
#include "device/service_times.h"
#include "device/stream.h"
#include "load.h"
#include "memory/memory.h"
#include "model/dataset.h"
#include "model/execution.h"
#include "model/mapped_file.h"
#include "model/models.h"
#include "model/recognise.h"
#include "onnx/onnx_gate.h"
#include "onnx/onnx_settling.h"
#include "onnx/run_control.h"
#include "process/entry.h"
#include "process/host_object.h"
#include "process/strict.h"

using namespace ascend_rx::runtime;

namespace {

// What executions need besides the model is ONNX Runtime's own affair; clients allocate it, so it is not 0.
constexpr size_t nominal_work_size = 64 * 1024;

// Throws unless the bytes are an ONNX file. Which codes others get is unverified on hardware.
void check_kind(const std::string& what, const uint8_t* bytes, size_t size) {
  switch (recognise(bytes, size)) {
    case FileKind::onnx:
      return;
    case FileKind::offline_model:
      throw Failure(ACL_ERROR_RT_FEATURE_NOT_SUPPORT,
                    what +
                        " is an offline model (.om), compiled for an NPU; the embedded runtime has none: "
                        "give the ONNX file it was compiled from");
    case FileKind::other:
      throw Failure(ACL_ERROR_PARSE_MODEL, what + " is not a model: it is no ONNX file");
  }
}

aclError load(const OnnxSession::Source& source, uint32_t* id) {
  const OnnxGate::Pass pass;
  if (!pass) return ended_status;
  const OnnxSettling settling;
  *id = Models::instance().add(std::make_shared<Model>(current_context(), source));
  settling.done();
  return ACL_SUCCESS;
}

aclError sizes(const char* what, const uint8_t* bytes, size_t size, size_t* work, size_t* weight) {
  check_kind(what, bytes, size);
  *work = nominal_work_size;
  *weight = size;
  return ACL_SUCCESS;
}

// Outputs without memory get some; the caller releases it with aclrtFree.
void allocate_outputs(const Model& model, const aclmdlDataset& output) {
  const ModelInfo& info = *model.info();
  for (size_t i = 0; i < output.buffers.size() && i < info.outputs.size(); ++i) {
    aclDataBuffer& buffer = *live(output.buffers[i]);
    if (buffer.data) continue;
    const size_t size = std::max<size_t>(info.outputs[i].bytes, 1);
    buffer = {Memory::instance().allocate_device(model.context()->device().id(), size), size};
  }
}

// Waits for the rest of the simulated time of an execution that no stream runs; not beyond the process's end.
void wait_out_service_time(std::chrono::steady_clock::time_point begun) {
  const ServiceTime& time = Settings::current().service_time;
  if (time.most_us <= 0) return;
  static auto* const mutex = new std::mutex;  // outlives static objects that call ACL, as the next
  static auto* const times = new ServiceTimes(time, UINT32_MAX);
  std::unique_lock lock(*mutex);
  const auto end = begun + times->next();
  lock.unlock();
  OnnxGate::instance().wait_until(end);
}

}  // namespace

aclError ascend_rx::runtime::load_file(const char* path, uint32_t* id) {
  require(path && id, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
  current_context();
  {
    const MappedFile file(path);
    check_kind(path, file.bytes(), file.size());
  }
  return load({path, nullptr, 0}, id);
}

aclError ascend_rx::runtime::load_bytes(const void* bytes, size_t size, uint32_t* id) {
  require(bytes && size > 0 && id, ACL_ERROR_INVALID_PARAM, "an argument is NULL, or the size is 0");
  current_context();
  check_kind("the memory given", static_cast<const uint8_t*>(bytes), size);
  return load({{}, bytes, size}, id);
}

aclError aclmdlQuerySize(const char* fileName, size_t* workSize, size_t* weightSize) {
  return entry(CALL(aclmdlQuerySize, fileName, workSize, weightSize), [&] {
    require(fileName && workSize && weightSize, ACL_ERROR_INVALID_PARAM, "an argument is NULL");
    current_context();
    const MappedFile file(fileName);
    return sizes(fileName, file.bytes(), file.size(), workSize, weightSize);
  });
}

aclError aclmdlQuerySizeFromMem(const void* model, size_t modelSize, size_t* workSize, size_t* weightSize) {
  return entry(CALL(aclmdlQuerySizeFromMem, model, modelSize, workSize, weightSize), [&] {
    require(model && modelSize > 0 && workSize && weightSize, ACL_ERROR_INVALID_PARAM,
            "an argument is NULL, or the size is 0");
    current_context();
    return sizes("the memory given", static_cast<const uint8_t*>(model), modelSize, workSize, weightSize);
  });
}

aclError aclmdlLoadFromFile(const char* modelPath, uint32_t* modelId) {
  return entry(CALL(aclmdlLoadFromFile, modelPath, modelId), [&] { return load_file(modelPath, modelId); });
}

aclError aclmdlLoadFromMem(const void* model, size_t modelSize, uint32_t* modelId) {
  return entry(CALL(aclmdlLoadFromMem, model, modelSize, modelId),
               [&] { return load_bytes(model, modelSize, modelId); });
}

// The memory offered is accepted and not used: ONNX Runtime manages its own.
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

// Executions still queued keep what they need.
aclError aclmdlUnload(uint32_t modelId) {
  return entry(CALL(aclmdlUnload, modelId), [&] {
    if (strict() && Models::instance().get_own(modelId)->busy()) {
      mistake(
          ACL_ERROR_GE_FAILURE,
          "executions of the model are still under way; synchronize their stream, or wait for the threads "
          "that make them, first");
    }
    Models::instance().take_own(modelId);
    return ACL_SUCCESS;
  });
}

aclError aclmdlExecute(uint32_t modelId, const aclmdlDataset* input, aclmdlDataset* output) {
  return entry(CALL(aclmdlExecute, modelId, input, output), [&] {
    require(live(input) && live(output), ACL_ERROR_INVALID_PARAM, "a dataset is NULL");
    const std::shared_ptr<Model> model = Models::instance().get_own(modelId);
    model->context()->throw_if_stopped();
    model->check_use(Model::Use::at_once);
    allocate_outputs(*model, *output);
    const OnnxGate::Pass pass;
    if (!pass) return ended_status;
    const RunControl control;
    const std::unique_ptr<Execution, void (*)(Execution*)> execution(
        Execution::prepare(model, *input, *output), Execution::recycle);
    if (strict()) execution->begin_at_once();
    model->use(Model::Use::at_once);
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
    std::unique_ptr<Execution, void (*)(Execution*)> execution(
        Execution::prepare(std::move(owned), *input, *output), Execution::recycle);
    if (strict()) execution->begin_on(queue.id());
    model.use(Model::Use::queued);
    queue.submit({ExecuteWork{execution.release()}});
    return ACL_SUCCESS;
  });
}
