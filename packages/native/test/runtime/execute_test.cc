// Executing models. Facts, section 9.
#include "gate.h"
#include "world.h"

namespace {

template <typename Element>
void check_identity(const char* name, aclDataType type) {
  Model model(std::string("identity-") + name + ".onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  CHECK_EQ(aclmdlGetInputDataType(desc, 0), type);
  CHECK_EQ(aclmdlGetInputSizeByIndex(desc, 0), 6 * sizeof(Element));
  CHECK_OK(aclmdlDestroyDesc(desc));
  Buffer x(6 * sizeof(Element)), y(6 * sizeof(Element));
  const int values[] = {0, 1, 1, 0, 1, 0};  // what every type, bool too, has
  for (int i = 0; i < 6; ++i) x.as<Element>()[i] = static_cast<Element>(values[i]);
  CHECK_OK(model.execute_async({&x}, {&y}, nullptr));
  CHECK_OK(aclrtSynchronizeStream(nullptr));
  CHECK_EQ(std::memcmp(x.data, y.data, x.size), 0);
}

}  // namespace

// Every element type, through the default stream.
TEST(element_types) {
  World world;
  check_identity<float>("float32", ACL_FLOAT);
  check_identity<uint16_t>("float16", ACL_FLOAT16);
  check_identity<double>("float64", ACL_DOUBLE);
  check_identity<uint8_t>("bool", ACL_BOOL);
  check_identity<int8_t>("int8", ACL_INT8);
  check_identity<uint8_t>("uint8", ACL_UINT8);
  check_identity<int16_t>("int16", ACL_INT16);
  check_identity<uint16_t>("uint16", ACL_UINT16);
  check_identity<int32_t>("int32", ACL_INT32);
  check_identity<uint32_t>("uint32", ACL_UINT32);
  check_identity<int64_t>("int64", ACL_INT64);
  check_identity<uint64_t>("uint64", ACL_UINT64);
}

// Section 9: the call reads the dataset; it and its data buffers may be destroyed before the execution
// begins.
TEST(datasets_may_go_after_the_call) {
  World world;
  Model model("identity-float32.onnx");
  Gate gate(world.context);
  gate.block(world.stream);
  void *x = nullptr, *y = nullptr;
  CHECK_OK(aclrtMalloc(&x, 24, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtMalloc(&y, 24, ACL_MEM_MALLOC_HUGE_FIRST));
  aclmdlDataset *in = aclmdlCreateDataset(), *out = aclmdlCreateDataset();
  aclDataBuffer *from = aclCreateDataBuffer(x, 24), *to = aclCreateDataBuffer(y, 24);
  CHECK_OK(aclmdlAddDatasetBuffer(in, from));
  CHECK_OK(aclmdlAddDatasetBuffer(out, to));
  CHECK_OK(aclmdlExecuteAsync(model.id, in, out, world.stream));
  CHECK_OK(aclUpdateDataBuffer(from, nullptr, 0));
  CHECK_OK(aclDestroyDataBuffer(from));
  CHECK_OK(aclDestroyDataBuffer(to));
  CHECK_OK(aclmdlDestroyDataset(in));
  CHECK_OK(aclmdlDestroyDataset(out));
  static_cast<float*>(x)[5] = 7;  // not read before
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(static_cast<float*>(y)[5], 7.0F);
  gate.leave(world.stream);
  CHECK_OK(aclrtFree(x));
  CHECK_OK(aclrtFree(y));
}

// Section 9: the same model back to back on one stream, each time with other buffers.
TEST(back_to_back_with_other_buffers) {
  World world;
  Model model("identity-int32.onnx");
  std::vector<std::unique_ptr<Buffer>> in, out;
  for (int i = 0; i < 300; ++i) {
    in.push_back(std::make_unique<Buffer>(24));
    out.push_back(std::make_unique<Buffer>(24));
    *in.back()->as<int32_t>() = i;
    CHECK_OK(model.execute_async({in.back().get()}, {out.back().get()}, world.stream));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  for (int32_t i = 0; i < 300; ++i) CHECK_EQ(*out[static_cast<size_t>(i)]->as<int32_t>(), i);
}

// Sections 8, 9: the codes.
TEST(execute_codes) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  const Dataset in{&x}, out{&y}, none{};
  CHECK_EQ(aclmdlExecuteAsync(model.id, nullptr, out.dataset, world.stream), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlExecuteAsync(model.id, in.dataset, nullptr, world.stream), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlExecute(model.id, nullptr, out.dataset), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlExecuteAsync(999, in.dataset, out.dataset, world.stream),
           ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  CHECK_EQ(model.execute_async(none, out, world.stream), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_EQ(model.execute_async({&x, &x}, out, world.stream), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_EQ(model.execute_async(in, none, world.stream), ACL_ERROR_GE_PARAM_INVALID);
  CHECK(contains(recent_error(), "the model has 1 outputs, the dataset has 0 buffers"));
  aclrtContext other = nullptr;
  aclrtStream foreign = nullptr;
  CHECK_OK(aclrtCreateContext(&other, 0));
  CHECK_OK(aclrtCreateStream(&foreign));
  CHECK_EQ(model.execute_async(in, out, world.stream), ACL_ERROR_RT_MODEL_CONTEXT);
  CHECK_EQ(model.execute(in, out), ACL_ERROR_RT_MODEL_CONTEXT);
  CHECK_OK(aclrtSetCurrentContext(world.context));
  CHECK_EQ(model.execute_async(in, out, foreign), ACL_ERROR_RT_STREAM_CONTEXT);
  CHECK_OK(aclrtDestroyContext(other));
  std::thread([&] {
    CHECK_EQ(model.execute_async(in, out, world.stream), ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(model.execute(in, out), ACL_ERROR_RT_CONTEXT_NULL);
  }).join();
}

// Section 9: larger buffers are fine; short by more than 64 bytes fails; less short is never overrun.
TEST(buffer_sizes) {
  lenient();
  World world;
  Model model("slow.onnx");
  constexpr size_t exact = 384 * 384 * 4;
  Buffer large(exact + 100), x(exact), y(exact);
  const auto shortened = [](size_t by) { return aclCreateDataBuffer(nullptr, exact - by); };
  for (const size_t by : {size_t{64}, size_t{65}}) {
    // Memory of exactly that size, so that a sanitizer sees any access beyond it.
    const auto in = std::make_unique<char[]>(exact - by), out = std::make_unique<char[]>(exact - by);
    aclDataBuffer *from = shortened(by), *to = shortened(by);
    CHECK_OK(aclUpdateDataBuffer(from, in.get(), exact - by));
    CHECK_OK(aclUpdateDataBuffer(to, out.get(), exact - by));
    reinterpret_cast<float*>(in.get())[7] = 3;
    aclmdlDataset *input = aclmdlCreateDataset(), *output = aclmdlCreateDataset();
    CHECK_OK(aclmdlAddDatasetBuffer(input, from));
    CHECK_OK(aclmdlAddDatasetBuffer(output, to));
    const aclError expected = by <= 64 ? ACL_SUCCESS : ACL_ERROR_GE_PARAM_INVALID;
    CHECK_EQ(aclmdlExecuteAsync(model.id, input, output, world.stream), expected);
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(reinterpret_cast<float*>(out.get())[7], by <= 64 ? 3.0F : 0.0F);
    CHECK_OK(aclmdlDestroyDataset(input));
    CHECK_OK(aclmdlDestroyDataset(output));
    CHECK_OK(aclDestroyDataBuffer(from));
    CHECK_OK(aclDestroyDataBuffer(to));
  }
  CHECK(contains(recent_error(), "input 'x' needs 589824 bytes, its buffer has 589759"));
  CHECK_OK(model.execute_async({&large}, {&y}, world.stream));
  CHECK_OK(model.execute_async({&x}, {&large}, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

// Addresses that are not aligned for the element type work, too (arithmetic on device pointers).
TEST(unaligned_memory) {
  lenient();
  World world;
  Model model("identity-int64.onnx");
  std::vector<char> memory(200);
  const int64_t value = 42;
  std::memcpy(memory.data() + 1, &value, 8);
  aclmdlDataset *input = aclmdlCreateDataset(), *output = aclmdlCreateDataset();
  aclDataBuffer *from = aclCreateDataBuffer(memory.data() + 1, 48),
                *to = aclCreateDataBuffer(memory.data() + 99, 48);
  CHECK_OK(aclmdlAddDatasetBuffer(input, from));
  CHECK_OK(aclmdlAddDatasetBuffer(output, to));
  CHECK_OK(aclmdlExecute(model.id, input, output));
  int64_t result = 0;
  std::memcpy(&result, memory.data() + 99, 8);
  CHECK_EQ(result, value);
  CHECK_OK(aclmdlDestroyDataset(input));
  CHECK_OK(aclmdlDestroyDataset(output));
  CHECK_OK(aclDestroyDataBuffer(from));
  CHECK_OK(aclDestroyDataBuffer(to));
}

// Section 9: outputs without memory are allocated by the synchronous form only.
TEST(outputs_without_memory) {
  World world;
  Model model("identity-float32.onnx"), async("identity-float32.onnx");
  Buffer x(24);
  *x.as<float>() = 9;
  aclDataBuffer* const empty = aclCreateDataBuffer(nullptr, 0);
  aclmdlDataset* const out = aclmdlCreateDataset();
  CHECK_OK(aclmdlAddDatasetBuffer(out, empty));
  const Dataset in{&x};
  CHECK_EQ(aclmdlExecuteAsync(async.id, in.dataset, out, world.stream), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclmdlExecute(model.id, in.dataset, out));
  CHECK_EQ(aclGetDataBufferSizeV2(empty), size_t{24});
  void* const memory = aclGetDataBufferAddr(empty);
  CHECK_EQ(*static_cast<float*>(memory), 9.0F);
  CHECK_OK(aclrtFree(memory));
  CHECK_OK(aclmdlDestroyDataset(out));
  CHECK_OK(aclDestroyDataBuffer(empty));
}

// Section 9: one model id cannot mix both forms; the first use fixes it.
TEST(mixing_both_forms) {
  World world;
  Model one("identity-float32.onnx"), two("identity-float32.onnx");
  Buffer x(24), y(24);
  const Dataset in{&x}, out{&y};
  CHECK_OK(one.execute(in, out));
  CHECK_EQ(one.execute_async(in, out, world.stream), ACL_ERROR_GE_FAILURE);
  CHECK_OK(one.execute(in, out));
  CHECK_OK(two.execute_async(in, out, world.stream));
  CHECK_EQ(two.execute(in, out), ACL_ERROR_GE_FAILURE);
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

// A refused execution does not count as a use.
TEST(refused_executions_fix_no_form) {
  World world;
  Model one("identity-float32.onnx"), two("identity-float32.onnx");
  Buffer x(24), y(24);
  const Dataset in{&x}, out{&y}, none{};
  CHECK_EQ(one.execute(none, out), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_OK(one.execute_async(in, out, world.stream));
  CHECK_EQ(two.execute_async(none, out, world.stream), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_OK(two.execute(in, out));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  // Nor is a refused one given memory for its outputs.
  aclmdlDataset* const dataset = aclmdlCreateDataset();
  aclDataBuffer* const empty = aclCreateDataBuffer(nullptr, 0);
  CHECK_OK(aclmdlAddDatasetBuffer(dataset, empty));
  CHECK_EQ(aclmdlExecute(one.id, in.dataset, dataset), ACL_ERROR_GE_FAILURE);
  CHECK(aclGetDataBufferAddr(empty) == nullptr);
  CHECK_OK(aclDestroyDataBuffer(empty));
  CHECK_OK(aclmdlDestroyDataset(dataset));
}

// Section 9 leaves it to the client not to unload a busy model; here queued executions still run.
TEST(unloading_with_work_queued) {
  lenient();
  World world;
  Buffer x(24), y(24);
  *x.as<float>() = 4;
  Gate gate(world.context);
  gate.block(world.stream);
  {
    Model model("identity-float32.onnx");
    for (int i = 0; i < 10; ++i) CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  }
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(*y.as<float>(), 4.0F);
  gate.leave(world.stream);
}

// Section 9: parallel inference is one load per stream.
TEST(a_model_per_stream) {
  World world;
  constexpr int streams = 4, runs = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < streams; ++t) {
    threads.emplace_back([&, t] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      aclrtStream stream = nullptr;
      CHECK_OK(aclrtCreateStream(&stream));
      {
        Model model("identity-int32.onnx");
        Buffer x(24), y(24);
        *x.as<int32_t>() = t;
        for (int i = 0; i < runs; ++i) CHECK_OK(model.execute_async({&x}, {&y}, stream));
        CHECK_OK(aclrtSynchronizeStream(stream));
        CHECK_EQ(*y.as<int32_t>(), t);
      }
      CHECK_OK(aclrtDestroyStream(stream));
    });
  }
  for (std::thread& one : threads) one.join();
}

// An output may be where an input is. The strict check of outputs must not execute again then, not even if
// another output looks as if nobody had written it.
TEST(an_output_that_is_an_input) {
  World world;
  Model model("two-by-two.onnx");
  Buffer a(24), b(24), turned(24);
  for (const int pattern : {0xa5, 0x5a}) {
    std::memset(a.data, 0, 24);
    std::memset(b.data, pattern, 24);
    CHECK_OK(model.execute_async({&a, &b}, {&a, &turned}, world.stream));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    CHECK_EQ(std::memcmp(a.data, b.data, 24), 0);
    CHECK_EQ(std::memcmp(turned.data, b.data, 24), 0);
  }
}

// The outputs of an execution are the inputs of the next one, and the other way round.
TEST(two_buffers_in_turns) {
  World world;
  Model model("two-by-two.onnx");
  Buffer a(24), b(24), sum(24), turned(24);
  std::fill_n(a.as<float>(), 6, 1.0F);
  std::fill_n(b.as<float>(), 6, 1.0F);
  const Dataset first{&a, &b}, second{&sum, &b}, to_sum{&sum, &turned}, to_a{&a, &turned};
  for (int i = 0; i < 100; ++i) {
    CHECK_OK(model.execute_async(first, to_sum, world.stream));
    CHECK_OK(model.execute_async(second, to_a, world.stream));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(a.as<float>()[5], 201.0F);
  CHECK_EQ(sum.as<float>()[5], 200.0F);
}
