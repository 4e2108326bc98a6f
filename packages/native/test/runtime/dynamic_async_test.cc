// aclmdlExecuteAsync of models whose output dims are known only when they have run: it returns then, in the
// stream's order. That is unverified on hardware; facts, section 9, say that it fills the descriptions of the
// outputs during the call.
#include <numeric>

#include "asleep.h"
#include "gate.h"
#include "shapes.h"

namespace {

// found.onnx with memory: as many places as its input has non-zeros.
struct Setup {
  Model model{"found.onnx"};
  Buffer x{16}, places{32};
  const Dataset in{&x}, out{&places};

  void set(std::initializer_list<float> values) const {
    std::copy(values.begin(), values.end(), x.as<float>());
  }
  aclError execute(aclrtStream stream) const { return model.execute_async(in, out, stream); }
};

// A thread that makes one call in the context.
class Caller {
 public:
  template <typename Call>
  Caller(aclrtContext context, Call call)
      : thread_([this, context, call] {
          CHECK_OK(aclrtSetCurrentContext(context));
          began_.set();
          result_ = call();
        }) {
    began_.wait();
  }
  ~Caller() { join(); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  aclError join() {
    if (thread_.joinable()) thread_.join();
    return result_;
  }

 private:
  test::Signal began_;
  aclError result_ = ACL_SUCCESS;
  std::thread thread_;
};

void count(void* data) { ++*static_cast<int*>(data); }

}  // namespace

// What was queued before runs before, callbacks that block too; the call returns after all of it.
TEST(in_the_order_of_the_stream) {
  World world;
  const Setup setup;
  setup.set({0, 0, 0, 0});
  Gate gate(world.context);
  gate.block(world.stream);
  CHECK_OK(aclrtMemsetAsync(setup.x.data, 16, 1, 8, world.stream));
  int called = 0;
  CHECK_OK(aclrtLaunchCallback(count, &called, ACL_CALLBACK_BLOCK, world.stream));
  Caller caller(world.context, [&] { return setup.execute(world.stream); });
  gate.open();
  CHECK_OK(caller.join());
  CHECK_EQ(called, 1);
  CHECK(has_dims(setup.out, 0, {1, 2}));
  CHECK_EQ(setup.places.as<int64_t>()[1], int64_t{1});
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  gate.leave(world.stream);
}

// The call cannot have returned while the stream stands before it.
TEST(not_before_the_stream_comes_to_it) {
  World world;
  const Setup setup;
  setup.set({1, 0, 1, 1});
  Gate gate(world.context);
  gate.block(world.stream);
  std::atomic<bool> opened{false};
  Caller caller(world.context, [&] {
    const aclError result = setup.execute(world.stream);
    CHECK(opened);
    return result;
  });
  opened = true;
  gate.open();
  CHECK_OK(caller.join());
  CHECK(has_dims(setup.out, 0, {1, 3}));
  gate.leave(world.stream);
}

// Where the dims of the outputs are known, nobody waits: the input's may be unknown.
TEST(known_outputs_are_queued) {
  World world;
  Model model("free-pooled.onnx");
  Buffer x(80), y(8);
  std::fill(x.as<float>(), x.as<float>() + 20, 1.0F);
  const Dataset in{&x}, out{&y};
  Gate gate(world.context);
  gate.block(world.stream);
  *y.as<float>() = 0;
  describe(in, 0, ACL_FLOAT, {1, 10, 2});
  CHECK_OK(model.execute_async(in, out, world.stream));
  CHECK(has_dims(out, 0, {1, 1, 2}));
  CHECK_EQ(*y.as<float>(), 0.0F);
  describe(in, 0, ACL_FLOAT, {1, 1, 2});  // read during the call: the queued execution has its own
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(*y.as<float>(), 10.0F);
  gate.leave(world.stream);
}

// So are copies to further outputs.
TEST(passed_on_inputs_are_queued) {
  World world;
  Model model("passed-on.onnx");
  Buffer x(16), y(16), again(16);
  const Dataset in{&x}, out{&y, &again};
  Gate gate(world.context);
  gate.block(world.stream);
  std::memset(again.data, 0, 16);
  for (int i = 0; i < 3; ++i) CHECK_OK(model.execute_async(in, out, world.stream));
  x.as<float>()[0] = 4;
  CHECK_EQ(again.as<float>()[0], 0.0F);
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(again.as<float>()[0], 4.0F);
  gate.leave(world.stream);
}

// The failure is the call's: the stream goes on.
TEST(a_failure_is_that_of_the_call) {
  World world;
  Model model("free-pick.onnx");
  Buffer index(16), picked(8);
  const Dataset in{&index}, out{&picked};
  describe(in, 0, ACL_INT64, {1, 2});
  for (const int64_t place : {int64_t{1}, int64_t{9}, int64_t{3}}) {
    index.as<int64_t>()[0] = 0;
    index.as<int64_t>()[1] = place;
    if (place == 9) {
      CHECK_EQ(model.execute_async(in, out, world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
      CHECK(contains(recent_error(), "ONNX Runtime: "));
    } else {
      CHECK_OK(model.execute_async(in, out, world.stream));
      CHECK_EQ(picked.as<float>()[1], static_cast<float>(10 * (place + 1)));
    }
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

// A fault of the task is a failure of the stream; the call says that nothing has run.
TEST(a_failing_task) {
  World world(R"("faults": [{"function": "aclmdlExecuteAsync", "call": 2, "code": 507015, "at": "task"}])");
  const Setup setup;
  setup.set({1, 1, 0, 0});
  CHECK_OK(setup.execute(world.stream));
  CHECK_EQ(setup.execute(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK(contains(recent_error(), "the execution has not run"));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_AICORE_EXCEPTION);
  CHECK_OK(setup.execute(world.stream));
}

// A report thread drives its stream as long as it has short tasks: executions and callbacks in turns.
TEST(beside_a_report_thread) {
  World world;
  const Setup setup;
  Model quick("identity-float32.onnx");
  Buffer a(24), b(24);
  const Dataset from{&a}, to{&b};
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  int called = 0;
  for (int i = 0; i < 300; ++i) {
    setup.set({1, 0, i % 2 == 0 ? 1.0F : 0.0F, 0});
    CHECK_OK(quick.execute_async(from, to, world.stream));
    CHECK_OK(aclrtLaunchCallback(count, &called, i % 3 == 0 ? ACL_CALLBACK_NO_BLOCK : ACL_CALLBACK_BLOCK,
                                 world.stream));
    CHECK_OK(setup.execute(world.stream));
    CHECK(has_dims(setup.out, 0, {1, i % 2 == 0 ? 2 : 1}));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  reports.unsubscribe(world.stream);
  CHECK_EQ(called, 300);
}

// ------------------------------------------------------------------- streams that wait for the caller

// Inside a callback that the stream waits for.
TEST(inside_a_callback) {
  lenient();
  World world;
  struct Scene {
    World& world;
    Setup setup;
    aclError blocked = ACL_SUCCESS, other = ACL_SUCCESS;
    std::string text;
    aclrtStream free_stream = nullptr;
  } scene{world, {}, {}, {}, {}, {}};
  CHECK_OK(aclrtCreateStream(&scene.free_stream));
  scene.setup.set({1, 0, 0, 0});
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  CHECK_OK(aclrtLaunchCallback(
      [](void* data) {
        auto& its = *static_cast<Scene*>(data);
        its.blocked = its.setup.execute(its.world.stream);
        its.text = recent_error();
        its.other = its.setup.execute(its.free_stream);
      },
      &scene, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  reports.unsubscribe(world.stream);
  CHECK_EQ(scene.blocked, ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  CHECK(contains(scene.text, "the stream waits for a callback"));
  CHECK_OK(scene.other);
  CHECK(has_dims(scene.setup.out, 0, {1, 1}));
  CHECK_OK(scene.setup.execute(world.stream));
  CHECK_OK(aclrtDestroyStream(scene.free_stream));
}

// A program of one thread: it launches a callback, and would have to run it before the next execution.
TEST(a_program_of_one_thread) {
  World world;
  const Setup setup;
  setup.set({1, 0, 0, 0});
  const auto self = static_cast<uint64_t>(pthread_self());
  CHECK_OK(aclrtSubscribeReport(self, world.stream));
  int called = 0;
  for (const aclrtCallbackBlockType type : {ACL_CALLBACK_NO_BLOCK, ACL_CALLBACK_BLOCK}) {
    CHECK_OK(setup.execute(world.stream));
    CHECK_OK(aclrtLaunchCallback(count, &called, type, world.stream));
    const bool blocks = type == ACL_CALLBACK_BLOCK;
    CHECK_EQ(setup.execute(world.stream), blocks ? ACL_ERROR_RT_FEATURE_NOT_SUPPORT : ACL_SUCCESS);
    CHECK_OK(aclrtProcessReport(1000));
  }
  CHECK_EQ(called, 2);
  CHECK_OK(setup.execute(world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtUnSubscribeReport(self, world.stream));
}

// By way of an event: the stream waits for another one, which waits for this thread.
TEST(behind_an_event_of_a_stream_that_waits) {
  World world;
  const Setup setup;
  aclrtStream other = nullptr;
  aclrtEvent event = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  CHECK_OK(aclrtCreateEvent(&event));
  const auto self = static_cast<uint64_t>(pthread_self());
  CHECK_OK(aclrtSubscribeReport(self, other));
  int called = 0;
  CHECK_OK(aclrtLaunchCallback(count, &called, ACL_CALLBACK_BLOCK, other));
  CHECK_OK(aclrtRecordEvent(event, other));
  CHECK_OK(aclrtStreamWaitEvent(world.stream, event));
  CHECK_EQ(setup.execute(world.stream), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  CHECK_OK(aclrtProcessReport(1000));
  CHECK_OK(setup.execute(world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtSynchronizeStream(other));
  CHECK_OK(aclrtUnSubscribeReport(self, other));
  CHECK_OK(aclrtDestroyEvent(event));
  CHECK_OK(aclrtDestroyStream(other));
}

// The exception-info callback runs on the stream's worker.
TEST(inside_the_exception_callback) {
  lenient();
  World world(R"("faults": [{"function": "aclrtMemsetAsync", "call": 1, "code": 507015, "at": "task"}])");
  static const Setup* setup = nullptr;
  static aclrtContext context = nullptr;
  static aclrtStream stream = nullptr;
  static std::atomic<aclError> result{ACL_SUCCESS};
  const Setup mine;
  setup = &mine;
  context = world.context;
  stream = world.stream;
  CHECK_OK(aclrtSetExceptionInfoCallback([](aclrtExceptionInfo*) {
    CHECK_OK(aclrtSetCurrentContext(context));
    result = setup->execute(stream);
  }));
  CHECK_OK(aclrtMemsetAsync(mine.x.data, 16, 0, 16, world.stream));
  CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_AICORE_EXCEPTION);
  CHECK_EQ(result.load(), ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
  CHECK_OK(aclrtSetExceptionInfoCallback(nullptr));
}

// -------------------------------------------------------------------------------- ends while it waits

// A stream may be destroyed as soon as the call of another thread waits for its execution, which is queued
// then. Before that the thread still uses the handle.

// In the middle of an execution that never ends, or just before it begins.
TEST(destroying_the_stream) {
  lenient();
  World world;
  Model model("endless-on-ones.onnx");
  Buffer x(4), y(4);
  *x.as<float>() = 1;
  const Dataset in{&x}, out{&y};
  for (int round = 0; round < 100; ++round) {
    aclrtStream stream = nullptr;
    CHECK_OK(aclrtCreateStream(&stream));
    Caller caller(world.context, [&] { return model.execute_async(in, out, stream); });
    aclrtStreamStatus status = ACL_STREAM_STATUS_COMPLETE;
    while (status == ACL_STREAM_STATUS_COMPLETE) CHECK_OK(aclrtStreamQuery(stream, &status));
    CHECK_OK(aclrtDestroyStreamForce(stream));
    CHECK_EQ(caller.join(), ACL_ERROR_RT_MODEL_EXECUTE);
  }
}

// The stream waits for a callback, which nobody runs.
TEST(destroying_the_stream_before_its_turn) {
  lenient();
  World world;
  const Setup setup;
  for (const auto destroy : {aclrtDestroyStream, aclrtDestroyStreamForce}) {
    aclrtStream stream = nullptr;
    CHECK_OK(aclrtCreateStream(&stream));
    CHECK_OK(aclrtSubscribeReport(12345, stream));
    CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, stream));
    const test::Sleeper sleeper([&] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      CHECK_EQ(setup.execute(stream), ACL_ERROR_RT_MODEL_EXECUTE);
      CHECK(contains(recent_error(), "the execution has not run"));
    });
    sleeper.wait_until_asleep();
    CHECK_OK(destroy(stream));
  }
}

// Another stream of the context fails, in the mode that stops all of them.
TEST(stopping_on_a_failure) {
  lenient();
  World world(R"("faults": [{"function": "aclrtMemsetAsync", "call": 1, "code": 507015, "at": "task"}])");
  const Setup setup;
  aclrtStream other = nullptr;
  CHECK_OK(aclrtCreateStream(&other));
  CHECK_OK(aclrtSetStreamFailureMode(world.stream, ACL_STOP_ON_FAILURE));
  Gate gate(world.context);
  gate.block(world.stream);
  Caller caller(world.context, [&] { return setup.execute(world.stream); });
  CHECK_OK(aclrtMemsetAsync(setup.places.data, 32, 0, 32, other));
  CHECK_EQ(aclrtSynchronizeStream(other), ACL_ERROR_RT_AICORE_EXCEPTION);
  gate.open();
  CHECK_EQ(caller.join(), ACL_ERROR_RT_AICORE_EXCEPTION);
  CHECK(aclmdlGetDatasetTensorDesc(setup.out.dataset, 0) == nullptr);
  gate.leave(world.stream);
  CHECK_OK(aclrtDestroyStreamForce(other));
}

// A model that is unloaded meanwhile stays until the execution is over.
TEST(unloading_the_model) {
  lenient();
  World world;
  Buffer x(16), places(32);
  x.as<float>()[2] = 1;
  const Dataset in{&x}, out{&places};
  uint32_t id = 0;
  CHECK_OK(aclmdlLoadFromFile(model_file("found.onnx").c_str(), &id));
  Gate gate(world.context);
  gate.block(world.stream);
  Caller caller(world.context, [&] { return aclmdlExecuteAsync(id, in.dataset, out.dataset, world.stream); });
  CHECK_OK(aclmdlUnload(id));
  gate.open();
  const aclError result = caller.join();
  CHECK(result == ACL_SUCCESS || result == ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  gate.leave(world.stream);
}

// ----------------------------------------------------------------------------------------- a program

// Like a speech recogniser that keeps several utterances under way: a description for each input, a callback
// behind each execution, and the dims of the outputs asked after the call.
TEST(a_speech_program) {
  World world;
  Model model("free-speech.onnx");
  struct Utterance {
    explicit Utterance(int32_t its_frames)
        : frames(its_frames), bytes(static_cast<size_t>(its_frames) * 12), features(bytes), logits(bytes) {}
    const int32_t frames;
    const size_t bytes;
    Buffer features, lengths{4}, language{4}, logits, lengths_out{4};
    const Dataset in{&features, &lengths, &language}, out{&logits, &lengths_out};
    std::vector<int64_t> dims;
    float last = 0;
  };
  std::vector<std::unique_ptr<Utterance>> utterances;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  for (int32_t n = 0; n < 40; ++n) {
    Utterance& one = *utterances.emplace_back(std::make_unique<Utterance>(1 + n % 7));
    std::iota(one.features.as<float>(), one.features.as<float>() + one.bytes / 4, static_cast<float>(n));
    *one.lengths.as<int32_t>() = one.frames;
    *one.language.as<int32_t>() = 2;
    describe(one.in, 0, ACL_FLOAT, {1, one.frames, 3});
    describe(one.in, 1, ACL_INT32, {1});
    describe(one.in, 2, ACL_INT32, {1});
    CHECK_OK(model.execute_async(one.in, one.out, world.stream));
    one.dims = noted_dims(one.out.dataset, 0);
    CHECK_OK(aclrtLaunchCallback(
        [](void* data) {
          auto& its = *static_cast<Utterance*>(data);
          its.last = its.logits.as<float>()[its.frames * 3 - 1];
        },
        &one, ACL_CALLBACK_BLOCK, world.stream));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  reports.unsubscribe(world.stream);
  for (int32_t n = 0; n < 40; ++n) {
    const Utterance& one = *utterances[static_cast<size_t>(n)];
    CHECK(one.dims == std::vector<int64_t>({1, one.frames, 3}));
    CHECK_EQ(one.last, 2 * static_cast<float>(n + one.frames * 3 - 1));
    CHECK_EQ(*one.lengths_out.as<int32_t>(), one.frames);
  }
}
