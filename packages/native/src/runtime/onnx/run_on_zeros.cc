#include "runtime/onnx/run_on_zeros.h"

#include <cstdlib>
#include <memory>
#include <system_error>
#include <thread>

#include "base/mutex.h"
#include "runtime/onnx/onnx_values.h"
#include "runtime/onnx/run_control.h"
#include "runtime/onnx/tensor_description.h"

namespace ascend_rx::runtime {
namespace {

// Interrupts a run that is not over in time.
class TimeLimit {
 public:
  // Throws std::system_error where there is no thread.
  TimeLimit(RunControl& run, std::chrono::steady_clock::time_point until)
      : thread_([this, &run, until] {
          MutexLock lock(mutex_);
          while (!over_) {
            if (ended_.wait_until(lock, until) != std::cv_status::timeout || over_) continue;
            run.terminate();
            return;
          }
        }) {}
  ~TimeLimit() {
    {
      const MutexLock lock(mutex_);
      over_ = true;
      ended_.notify_all();
    }
    thread_.join();
  }
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  Mutex mutex_;
  ConditionVariable ended_;
  bool over_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using Zeros = std::unique_ptr<void, Free>;

// Pages that nobody writes to take no memory.
Zeros zeros(size_t bytes) { return Zeros(std::calloc(bytes > 0 ? bytes : 1, 1)); }

}  // namespace

std::optional<OutputDims> run_on_zeros(const OnnxLibrary& onnx, OrtSession* session, const Shape& shape,
                                       std::chrono::steady_clock::time_point until, Loading& loading) {
  std::vector<Zeros> memory;
  OnnxValues inputs;
  std::vector<const char*> input_names;
  for (const TensorInfo& input : shape.inputs) {
    memory.push_back(zeros(input.bytes));
    if (!memory.back()) return std::nullopt;
    inputs.add(input, memory.back().get());
    input_names.push_back(input.name.c_str());
  }
  OnnxValues outputs;
  std::vector<const char*> output_names;
  for (const TensorInfo& output : shape.outputs) {
    outputs.add_empty();
    output_names.push_back(output.name.c_str());
  }
  RunControl control;
  OrtStatus* status = nullptr;
  try {
    const Loading::Run ended_with(loading, control);
    const TimeLimit limit(control, until);
    status = onnx.api.Run(session, control.options(), input_names.data(), inputs.begin(), input_names.size(),
                          output_names.data(), output_names.size(), outputs.begin());
  } catch (const std::system_error&) {
    return std::nullopt;
  }
  if (status) {
    onnx.api.ReleaseStatus(status);
    loading.check();
    return std::nullopt;
  }
  OutputDims dims;
  for (size_t i = 0; i < output_names.size(); ++i) dims.push_back(value_dims(onnx, outputs.begin()[i]));
  return dims;
}

}  // namespace ascend_rx::runtime
