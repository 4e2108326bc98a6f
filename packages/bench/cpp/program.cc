#include "program.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "inputs.h"

namespace bench {
namespace {

void check(aclError code) {
  if (code == ACL_SUCCESS) return;
  const char* const text = aclGetRecentErrMsg();
  std::fprintf(stderr, "%d %s\n", code, text ? text : "");
  std::exit(1);
}

}  // namespace

class Program::Dataset {
 public:
  explicit Dataset(size_t bytes) : handle(aclmdlCreateDataset()) {
    check(aclrtMalloc(&memory, bytes, ACL_MEM_MALLOC_HUGE_FIRST));
    check(aclmdlAddDatasetBuffer(handle, aclCreateDataBuffer(memory, bytes)));
  }
  ~Dataset() {
    check(aclDestroyDataBuffer(aclmdlGetDatasetBuffer(handle, 0)));
    check(aclmdlDestroyDataset(handle));
    check(aclrtFree(memory));
  }
  Dataset(const Dataset&) = delete;
  Dataset& operator=(const Dataset&) = delete;

  aclmdlDataset* const handle;
  void* memory = nullptr;
};

Program::Program(const ProgramOptions& options) : options_(options) {
  check(aclrtCreateContext(&context_, 0));
  check(aclrtCreateStream(&stream_));
  check(aclmdlLoadFromFile(options_.model.c_str(), &model_));
  aclmdlDesc* const description = aclmdlCreateDesc();
  check(aclmdlGetDesc(description, model_));
  const size_t input_bytes = aclmdlGetInputSizeByIndex(description, 0);
  const size_t output_bytes = aclmdlGetOutputSizeByIndex(description, 0);
  check(aclmdlDestroyDesc(description));

  for (const std::vector<float>& input :
       read_inputs(options_.inputs, options_.buffers, input_bytes / sizeof(float))) {
    inputs_.push_back(std::make_unique<Dataset>(input_bytes));
    check(aclrtMemcpy(inputs_.back()->memory, input_bytes, input.data(), input_bytes,
                      ACL_MEMCPY_HOST_TO_DEVICE));
  }
  groups_.resize(std::max<size_t>(options_.pool / options_.interval, 1));
  for (Group& group : groups_) {
    group.program = this;
    for (size_t i = 0; i < options_.interval; ++i) {
      outputs_.push_back(std::make_unique<Dataset>(output_bytes));
      group.outputs.push_back(outputs_.back().get());
    }
    free_.push_back(&group);
  }

  reports_ = std::thread([this] {
    check(aclrtSetCurrentContext(context_));
    while (!stop_) aclrtProcessReport(100);
  });
  check(aclrtSubscribeReport(static_cast<uint64_t>(reports_.native_handle()), stream_));
}

Program::~Program() {
  check(aclrtSynchronizeStream(stream_));
  stop_ = true;
  check(aclrtUnSubscribeReport(static_cast<uint64_t>(reports_.native_handle()), stream_));
  reports_.join();
  inputs_.clear();
  outputs_.clear();
  check(aclmdlUnload(model_));
  check(aclrtDestroyStream(stream_));
  check(aclrtDestroyContext(context_));
}

void Program::run(size_t inferences) {
  for (size_t i = 0; i < inferences;) {
    Group& group = take_group();
    for (size_t n = 0; n < group.outputs.size() && i < inferences; ++n, ++i) {
      const Dataset& input = *inputs_[i % inputs_.size()];
      check(aclmdlExecuteAsync(model_, input.handle, group.outputs[n]->handle, stream_));
    }
    check(aclrtLaunchCallback(report, &group, options_.block, stream_));
  }
  std::unique_lock lock(mutex_);
  wanted_ = groups_.size();
  freed_.wait(lock, [this] { return free_.size() == groups_.size(); });
  wanted_ = 0;
}

// If no group is free, waits for half of the pool, so that not every group wakes the submitting thread.
Program::Group& Program::take_group() {
  std::unique_lock lock(mutex_);
  if (free_.empty()) {
    wanted_ = std::max<size_t>(groups_.size() / 2, 1);
    freed_.wait(lock, [this] { return free_.size() >= wanted_; });
    wanted_ = 0;
  }
  Group* const group = free_.back();
  free_.pop_back();
  return *group;
}

// Runs on the report thread and only returns the group to the pool.
void Program::report(void* data) {
  Group& group = *static_cast<Group*>(data);
  Program& program = *group.program;
  bool enough = false;
  {
    const std::lock_guard lock(program.mutex_);
    program.free_.push_back(&group);
    enough = program.free_.size() == program.wanted_;
  }
  if (enough) program.freed_.notify_one();  // after the unlock: the woken thread locks the mutex at once
}

}  // namespace bench
