// Descriptions of a failed task, asked for by the numbers of the exception-info callback. The codes are
// unverified on hardware.
#include <array>
#include <cstring>

#include "world.h"

namespace {

struct Numbers {
  std::atomic<int> times{0};
  uint32_t device = 0, stream = 0, task = 0;
} failed;

void hear(aclrtExceptionInfo* info) {
  failed.device = aclrtGetDeviceIdFromExceptionInfo(info);
  failed.stream = aclrtGetStreamIdFromExceptionInfo(info);
  failed.task = aclrtGetTaskIdFromExceptionInfo(info);
  ++failed.times;
}

// What a call has given; the arrays are destroyed with it.
struct Asked {
  explicit Asked(uint32_t task, size_t room = 64) {
    code = aclmdlCreateAndGetOpDesc(failed.device, failed.stream, task, name.data(), room, &inputs,
                                    &input_count, &outputs, &output_count);
  }
  ~Asked() {
    aclDestroyTensorDesc(inputs);
    aclDestroyTensorDesc(outputs);
  }
  Asked(const Asked&) = delete;
  Asked& operator=(const Asked&) = delete;

  aclError code;
  std::array<char, 64> name{};
  aclTensorDesc *inputs = nullptr, *outputs = nullptr;
  size_t input_count = 0, output_count = 0;
};

// The batch of two that the model picks with; 9 is beyond its numbers.
class FailingPick {
 public:
  FailingPick() {
    CHECK_OK(aclrtSetExceptionInfoCallback(hear));
    choice_bytes_ = aclmdlGetInputSizeByIndex(describe(), 1);
    choice_ = std::make_unique<Buffer>(choice_bytes_);
    std::memset(choice_->data, 0, choice_bytes_);  // a strict check reads it before anything is written
    index.as<int64_t>()[0] = 1;
    index.as<int64_t>()[1] = 9;
  }
  ~FailingPick() { CHECK_OK(aclrtSetExceptionInfoCallback(nullptr)); }
  FailingPick(const FailingPick&) = delete;
  FailingPick& operator=(const FailingPick&) = delete;

  void run(aclrtStream stream) {
    const Dataset in{&index, choice_.get()}, out{&picked};
    CHECK_OK(aclmdlSetDynamicBatchSize(model_.id, in.dataset, 1, 2));
    CHECK_OK(model_.execute_async(in, out, stream));
    CHECK_EQ(aclrtSynchronizeStream(stream), ACL_ERROR_RT_MODEL_EXECUTE);
  }

  Buffer index{4 * 8}, picked{4 * 4};

 private:
  aclmdlDesc* describe() {
    desc_.reset(aclmdlCreateDesc());
    CHECK_OK(aclmdlGetDesc(desc_.get(), model_.id));
    return desc_.get();
  }

  struct Destroy {
    void operator()(aclmdlDesc* desc) const { CHECK_OK(aclmdlDestroyDesc(desc)); }
  };
  Model model_{"gears-batch-pick.onnx"};
  std::unique_ptr<aclmdlDesc, Destroy> desc_;
  size_t choice_bytes_ = 0;
  std::unique_ptr<Buffer> choice_;
};

}  // namespace

// The tensors have the dims of the gear that ran, and the client's memory.
TEST(of_a_failed_execution) {
  World world;
  FailingPick pick;
  pick.run(world.stream);
  CHECK_EQ(failed.times.load(), 1);
  const Asked asked(failed.task);
  CHECK_OK(asked.code);
  CHECK(std::strlen(asked.name.data()) > 0);
  CHECK_EQ(asked.input_count, size_t{1});
  CHECK_EQ(asked.output_count, size_t{1});
  CHECK_EQ(std::string(aclGetTensorDescName(asked.inputs)), "index");
  CHECK_EQ(aclGetTensorDescType(asked.inputs), ACL_INT64);
  CHECK_EQ(aclGetTensorDescNumDims(asked.inputs), size_t{2});
  CHECK_EQ(aclGetTensorDescElementCount(asked.inputs), size_t{2});
  CHECK_EQ(aclGetTensorDescAddress(asked.inputs), pick.index.data);
  CHECK_EQ(std::string(aclGetTensorDescName(asked.outputs)), "picked");
  CHECK_EQ(aclGetTensorDescAddress(asked.outputs), pick.picked.data);
}

// Its outputs are allocated by ONNX Runtime, and copied to the client's memory, which is what is described.
TEST(of_a_failed_execution_with_an_output_that_is_an_input) {
  World world;
  CHECK_OK(aclrtSetExceptionInfoCallback(hear));
  Model model("pick-and-index.onnx");
  Buffer index(8), picked(4), same(8);
  index.as<int64_t>()[0] = 9;
  const Dataset in{&index}, out{&picked, &same};
  CHECK_OK(model.execute_async(in, out, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  const Asked asked(failed.task);
  CHECK_OK(asked.code);
  CHECK_EQ(asked.input_count, size_t{1});
  CHECK_EQ(asked.output_count, size_t{2});
  CHECK_EQ(aclGetTensorDescAddress(asked.inputs), index.data);
  CHECK_EQ(aclGetTensorDescAddress(asked.outputs), picked.data);
  CHECK_EQ(aclGetTensorDescAddress(aclGetTensorDescByIndex(asked.outputs, 1)), same.data);
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
}

TEST(names_are_cut) {
  World world;
  FailingPick pick;
  pick.run(world.stream);
  const Asked whole(failed.task), one(failed.task, 1), three(failed.task, 3);
  CHECK_EQ(std::string(one.name.data()), "");
  CHECK_EQ(std::string(three.name.data()), std::string(whole.name.data()).substr(0, 2));
}

TEST(of_no_failed_execution) {
  World world;
  FailingPick pick;
  pick.run(world.stream);
  const Asked next(failed.task + 1);
  CHECK_EQ(next.code, ACL_ERROR_INVALID_PARAM);
  CHECK(next.inputs == nullptr && next.outputs == nullptr);
  CHECK(contains(recent_error(), "no execution with these numbers"));
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
  const uint32_t known = failed.task;
  pick.run(world.stream);  // nobody is told of this one, so nobody asks
  CHECK_OK(Asked(known).code);
}

TEST(wrong_arguments) {
  World world;
  FailingPick pick;
  pick.run(world.stream);
  char name[8];
  aclTensorDesc *inputs = nullptr, *outputs = nullptr;
  size_t count = 0;
  const auto ask = [&](char* to, size_t room, aclTensorDesc** in, size_t* ins, aclTensorDesc** out,
                       size_t* outs) {
    return aclmdlCreateAndGetOpDesc(failed.device, failed.stream, failed.task, to, room, in, ins, out, outs);
  };
  CHECK_EQ(ask(nullptr, 8, &inputs, &count, &outputs, &count), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(ask(name, 0, &inputs, &count, &outputs, &count), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(ask(name, 8, nullptr, &count, &outputs, &count), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(ask(name, 8, &inputs, nullptr, &outputs, &count), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(ask(name, 8, &inputs, &count, nullptr, &count), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(ask(name, 8, &inputs, &count, &outputs, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK(inputs == nullptr && outputs == nullptr);
}
