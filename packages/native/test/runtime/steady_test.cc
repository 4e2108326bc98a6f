// What must not grow: memory over many executions, callbacks, loads, streams. ONNX Runtime itself keeps about
// 5 KB per load and 4 KB per failed run (measured on it alone), so there the bounds are wide.
#include <malloc.h>

#include "world.h"

namespace {

// Bytes that the program has allocated; 0 under sanitizers, whose allocators do not report them.
size_t held() { return mallinfo2().uordblks + mallinfo2().hblkhd; }

// Calls `once` so often to warm up, then twice as often; gives the bytes that each of these calls has added.
template <typename Once>
size_t growth(size_t times, Once once) {
  for (size_t i = 0; i < times; ++i) once();
  const size_t before = held();
  for (size_t i = 0; i < 2 * times; ++i) once();
  const size_t after = held();
  return after > before ? (after - before) / (2 * times) : 0;
}

}  // namespace

TEST(executions_and_callbacks) {
  World world;
  Model model("two-by-two.onnx");
  Buffer a(24), b(24), sum(24), turned(24);
  const Dataset in{&a, &b}, out{&sum, &turned};
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  const size_t bytes = growth(200, [&] {
    for (int i = 0; i < 20; ++i) CHECK_OK(model.execute_async(in, out, world.stream));
    CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
  });
  CHECK(bytes < 100);
  reports.unsubscribe(world.stream);
}

TEST(executions_with_outputs_of_their_own) {
  World world;
  Model model("found.onnx");
  Buffer x(16), places(32);
  x.as<float>()[1] = 1;
  const Dataset in{&x}, out{&places};
  aclmdlDataset* const missing = aclmdlCreateDataset();
  aclDataBuffer* const empty = aclCreateDataBuffer(nullptr, 0);
  CHECK_OK(aclmdlAddDatasetBuffer(missing, empty));
  const size_t bytes = growth(300, [&] {
    CHECK_OK(model.execute_async(in, out, world.stream));
    CHECK_OK(aclmdlExecute(model.id, in.dataset, missing));
    CHECK_OK(aclrtFree(aclGetDataBufferAddr(empty)));
    CHECK_OK(aclUpdateDataBuffer(empty, nullptr, 0));
  });
  CHECK(bytes < 300);  // strict checks keep freed memory for a while
  CHECK_OK(aclDestroyDataBuffer(empty));
  CHECK_OK(aclmdlDestroyDataset(missing));
}

TEST(failing_executions) {
  World world;
  Model model("pick.onnx");
  Buffer index(8), picked(4);
  *index.as<int64_t>() = 9;
  const Dataset in{&index}, out{&picked};
  const size_t bytes = growth(300, [&] {
    CHECK_OK(model.execute_async(in, out, world.stream));
    CHECK_EQ(aclrtSynchronizeStream(world.stream), ACL_ERROR_RT_MODEL_EXECUTE);
  });
  CHECK(bytes < 20000);
}

TEST(loads) {
  World world;
  CHECK(growth(20, [] { Model model("two-by-two.onnx"); }) < 20000);
}

TEST(failing_loads) {
  World world;
  uint32_t id = 0;
  const size_t bytes = growth(20, [&] {
    for (const char* name : {"vast.onnx", "text.onnx", "unknown-operator.onnx", "gears-bad-many.onnx"}) {
      CHECK(aclmdlLoadFromFile(model_file(name).c_str(), &id) != ACL_SUCCESS);
    }
  });
  CHECK(bytes < 80000);
}

TEST(streams_and_contexts) {
  lenient();
  World world;
  const size_t bytes = growth(100, [] {
    aclrtContext context = nullptr;
    aclrtStream stream = nullptr;
    CHECK_OK(aclrtCreateContext(&context, 0));
    CHECK_OK(aclrtCreateStream(&stream));
    char byte = 0;
    CHECK_OK(aclrtMemsetAsync(&byte, 1, 1, 1, stream));
    CHECK_OK(aclrtDestroyStream(stream));
    CHECK_OK(aclrtDestroyContext(context));
  });
  CHECK(bytes < 100);
  CHECK_OK(aclrtSetCurrentContext(world.context));
}

TEST(subscriptions) {
  World world;
  const size_t bytes = growth(100, [&] {
    CHECK_OK(aclrtSubscribeReport(12345, world.stream));
    CHECK_OK(aclrtUnSubscribeReport(12345, world.stream));
  });
  CHECK(bytes < 100);
}
