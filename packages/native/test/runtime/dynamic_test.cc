// Models whose dims are known only with an execution: descriptions of inputs, dims and sizes of outputs, and
// outputs that ONNX Runtime does not write itself. Facts, section 9; codes that it does not give are
// unverified on hardware.
#include <numeric>

#include "runtime/model/output_poison.h"
#include "shapes.h"

// A description gives an input its dims, each time anew; the outputs' dims are noted afterwards.
TEST(a_description_gives_the_dims) {
  World world;
  Model model("free-length.onnx");
  Buffer x(400), y(400);
  std::iota(x.as<float>(), x.as<float>() + 100, 1.0F);
  const Dataset in{&x}, out{&y};
  CHECK(aclmdlGetDatasetTensorDesc(out.dataset, 0) == nullptr);
  for (const int64_t length : {int64_t{3}, int64_t{50}, int64_t{1}, int64_t{0}}) {
    std::fill(y.as<float>(), y.as<float>() + 100, 0.5F);
    describe(in, 0, ACL_FLOAT, {1, length, 2});
    CHECK_OK(model.execute(in, out));
    CHECK(has_dims(out, 0, {1, length, 2}));
    for (int64_t i = 0; i < 100; ++i)
      CHECK_EQ(y.as<float>()[i], i < 2 * length ? -static_cast<float>(i + 1) : 0.5F);
  }
  const aclTensorDesc* const noted = aclmdlGetDatasetTensorDesc(out.dataset, 0);
  CHECK_EQ(aclGetTensorDescType(noted), ACL_FLOAT);
  CHECK_EQ(std::string(aclGetTensorDescName(const_cast<aclTensorDesc*>(noted))), "y");
}

// Each execution says the size of a dim that an input has twice; a batch is 1 in all of its places.
TEST(a_dim_twice_is_no_batch) {
  World world;
  Model square("free-square.onnx"), batch("batch-second.onnx");
  Buffer x(36), z(24), y(24);
  std::fill(x.as<float>(), x.as<float>() + 9, 1.0F);
  std::iota(z.as<float>(), z.as<float>() + 6, 1.0F);
  const Dataset in{&x, &z}, out{&y};
  describe(in, 0, ACL_FLOAT, {3, 3});
  describe(in, 1, ACL_FLOAT, {3, 2});
  CHECK_OK(square.execute(in, out));
  CHECK(has_dims(out, 0, {3, 2}));
  CHECK_EQ(y.as<float>()[5], 12.0F);
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, batch.id));
  CHECK_EQ(aclmdlGetInputSizeByIndex(desc, 1), size_t{32});
  CHECK_EQ(aclmdlGetOutputSizeByIndex(desc, 0), size_t{32});
  CHECK_OK(aclmdlDestroyDesc(desc));
}

TEST(without_a_description) {
  World world;
  Model model("free-length.onnx");
  Buffer x(24), y(24);
  const Dataset in{&x}, out{&y};
  for (const bool unknown : {false, true}) {
    if (unknown) describe(in, 0, ACL_FLOAT, {1, -1, 2});
    CHECK_EQ(model.execute(in, out), ACL_ERROR_INVALID_PARAM);
    CHECK_EQ(model.execute_async(in, out, world.stream), ACL_ERROR_INVALID_PARAM);
    CHECK(contains(recent_error(), "input 'x' (1x?x2) has dims without a size"));
  }
  CHECK(aclmdlGetDatasetTensorDesc(out.dataset, 0) == nullptr);
  describe(in, 0, ACL_FLOAT, {1, 3, 2});
  CHECK_OK(model.execute(in, out));
}

// Section 9: a shape that the model does not take. So it is with models whose dims are all fixed.
TEST(descriptions_that_contradict) {
  World world;
  Model fixed("identity-float32.onnx"), free_("free-length.onnx"), gears("gears-batch.onnx");
  Buffer x(24), y(24), choice(8);
  const Dataset out{&y};
  const auto refused = [&](const Model& model, aclDataType type, const std::vector<int64_t>& dims) {
    const Dataset in{&x};
    describe(in, 0, type, dims);
    CHECK_EQ(model.execute(in, out), ACL_ERROR_INVALID_PARAM);
    CHECK_EQ(model.execute_async(in, out, world.stream), ACL_ERROR_INVALID_PARAM);
    return recent_error();
  };
  CHECK(contains(refused(fixed, ACL_FLOAT16, {2, 3}),
                 "the description of input 'x' is 2x3 of float16, the model has 2x3 of float32"));
  refused(fixed, ACL_FLOAT, {3, 2});
  refused(fixed, ACL_FLOAT, {6});
  refused(fixed, ACL_FLOAT, {});
  CHECK(
      contains(refused(free_, ACL_FLOAT, {1, 3, 1}), "is 1x3x1 of float32, the model has 1x?x2 of float32"));
  refused(free_, ACL_INT32, {1, 3, 2});
  refused(free_, ACL_FLOAT, {1, 3, 2, 1});
  CHECK(contains(refused(free_, ACL_FLOAT, {1, INT64_MAX / 2, 2}), "is too large"));
  // What says the same as the model, or less, is taken.
  for (const std::vector<int64_t>& dims : {std::vector<int64_t>{2, 3}, {2, -1}, {-2}}) {
    const Dataset in{&x};
    describe(in, 0, ACL_FLOAT, dims);
    CHECK_OK(fixed.execute(in, out));
  }
  const Dataset in{&x, &choice};
  CHECK_OK(aclmdlSetDynamicBatchSize(gears.id, in.dataset, 1, 2));
  describe(in, 0, ACL_FLOAT, {4, 3});
  CHECK_EQ(gears.execute(in, out), ACL_ERROR_INVALID_PARAM);
  describe(in, 0, ACL_FLOAT, {2, 3});
  CHECK_OK(gears.execute(in, out));
}

// The buffer must have what its description says, less 64 bytes at most (section 9).
TEST(input_buffers_that_are_too_small) {
  lenient();
  World world;
  Model model("free-length.onnx");
  Buffer x(160), y(400);
  std::fill(x.as<float>(), x.as<float>() + 40, 1.0F);
  const Dataset in{&x}, out{&y};
  describe(in, 0, ACL_FLOAT, {1, 28, 2});  // 224 bytes
  CHECK_OK(model.execute(in, out));
  CHECK_EQ(y.as<float>()[39], -1.0F);
  CHECK_EQ(y.as<float>()[40], 0.0F);
  describe(in, 0, ACL_FLOAT, {1, 29, 2});
  CHECK_EQ(model.execute(in, out), ACL_ERROR_GE_PARAM_INVALID);
  CHECK(contains(recent_error(), "input 'x' needs 232 bytes, its buffer has 160"));
}

// An output that does not fit: nothing is written, and its description says what it needs.
TEST(output_buffers_that_are_too_small) {
  World world;
  Model model("free-length.onnx");
  Buffer x(400), y(160);
  std::fill(x.as<float>(), x.as<float>() + 100, 1.0F);
  const Dataset in{&x}, out{&y};
  describe(in, 0, ACL_FLOAT, {1, 29, 2});
  for (const bool asynchronous : {false, true}) {
    y.as<float>()[0] = 7;
    CHECK_EQ(asynchronous ? model.execute_async(in, out, world.stream) : model.execute(in, out),
             ACL_ERROR_GE_PARAM_INVALID);
    CHECK(contains(recent_error(), "output 'y' needs 232 bytes, its buffer has 160"));
    CHECK_EQ(y.as<float>()[0], 7.0F);
    CHECK(has_dims(out, 0, {1, 29, 2}));
    CHECK_OK(aclrtSynchronizeStream(world.stream));
  }
  describe(in, 0, ACL_FLOAT, {1, 28, 2});
  CHECK_OK(model.execute(in, out));
  CHECK_EQ(y.as<float>()[39], -1.0F);
}

// Section 9: the synchronous form allocates outputs that have no memory, here at their real size.
TEST(outputs_without_memory) {
  World world;
  Model model("free-length.onnx");
  Buffer x(80);
  const Dataset in{&x};
  const MissingOutputs out(1);
  for (const int64_t length : {int64_t{2}, int64_t{10}, int64_t{0}}) {
    describe(in, 0, ACL_FLOAT, {1, length, 2});
    x.as<float>()[3] = static_cast<float>(length);
    CHECK_OK(aclmdlExecute(model.id, in.dataset, out.dataset));
    CHECK(noted_dims(out.dataset, 0) == std::vector<int64_t>({1, length, 2}));
    CHECK_EQ(out.size(0), static_cast<size_t>(length) * 8);
    CHECK(out.as<float>(0) != nullptr);
    if (length > 0) CHECK_EQ(out.as<float>(0)[3], static_cast<float>(-length));
    out.release();
  }
  describe(in, 0, ACL_FLOAT, {1, 2, 2});
  CHECK_EQ(aclmdlExecuteAsync(model.id, in.dataset, out.dataset, world.stream), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "output 'y' has no memory"));
  // A failed execution gives none.
  Model picks("free-pick.onnx");
  *x.as<int64_t>() = 9;
  describe(in, 0, ACL_INT64, {1, 1});
  CHECK_EQ(aclmdlExecute(picks.id, in.dataset, out.dataset), ACL_ERROR_RT_MODEL_EXECUTE);
  CHECK(out.as<float>(0) == nullptr);
}

// Dims that depend on the contents: those of that very execution.
TEST(outputs_by_contents) {
  World world;
  Model model("found.onnx");
  Buffer x(16), places(32);
  const Dataset in{&x}, out{&places};
  const MissingOutputs missing(1);
  const std::vector<std::vector<float>> inputs = {{0, 0, 0, 0}, {0, 3, 0, 4}, {1, 1, 1, 1}, {0, 0, 0, 5}};
  for (const std::vector<float>& values : inputs) {
    std::copy(values.begin(), values.end(), x.as<float>());
    std::vector<int64_t> expected;
    for (size_t i = 0; i < 4; ++i) {
      if (values[i] != 0) expected.push_back(static_cast<int64_t>(i));
    }
    const std::vector<int64_t> dims = {1, static_cast<int64_t>(expected.size())};
    CHECK_OK(model.execute(in, out));
    CHECK(has_dims(out, 0, dims));
    CHECK(std::equal(expected.begin(), expected.end(), places.as<int64_t>()));
    CHECK_OK(aclmdlExecute(model.id, in.dataset, missing.dataset));
    CHECK(noted_dims(missing.dataset, 0) == dims);
    CHECK_EQ(missing.size(0), expected.size() * 8);
    CHECK(std::equal(expected.begin(), expected.end(), missing.as<int64_t>(0)));
    missing.release();
    CHECK_OK(model.execute_async(in, out, world.stream));
    CHECK(has_dims(out, 0, dims));
    CHECK(std::equal(expected.begin(), expected.end(), places.as<int64_t>()));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
}

// Even the number of dims can depend on the contents.
TEST(outputs_of_any_rank) {
  World world;
  Model model("branches.onnx");
  Buffer whole(1), x(16), y(16);
  std::fill(x.as<float>(), x.as<float>() + 4, 2.0F);
  const Dataset in{&whole, &x}, out{&y};
  *whole.as<char>() = 1;
  CHECK_OK(model.execute(in, out));
  CHECK(has_dims(out, 0, {2, 2}));
  CHECK_EQ(y.as<float>()[3], -2.0F);
  *whole.as<char>() = 0;
  CHECK_OK(model.execute(in, out));
  CHECK(has_dims(out, 0, {}));
  CHECK_EQ(y.as<float>()[0], 8.0F);
}

TEST(inputs_of_any_rank) {
  World world;
  Model model("free-rank.onnx");
  Buffer x(16), y(16);
  x.as<float>()[0] = 3;
  const Dataset in{&x}, out{&y};
  CHECK_EQ(model.execute(in, out), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "input 'x' (of any rank) has dims without a size"));
  for (const std::vector<int64_t>& dims : {std::vector<int64_t>{4}, {2, 1, 2}, {}}) {
    describe(in, 0, ACL_FLOAT, dims);
    CHECK_OK(model.execute(in, out));
    CHECK(has_dims(out, 0, dims));
    CHECK_EQ(y.as<float>()[0], -3.0F);
  }
}

// A model that fails on zeros, with the input that it is made for.
TEST(a_model_that_zeros_do_not_suit) {
  World world;
  Model model("rows.onnx");
  Buffer x(48), rows(8), y(48);
  std::iota(x.as<float>(), x.as<float>() + 12, 0.0F);
  const Dataset in{&x, &rows}, out{&y};
  for (const int64_t count : {int64_t{3}, int64_t{0}, int64_t{4}}) {
    *rows.as<int64_t>() = count;
    CHECK_EQ(model.execute(in, out), count == 0 ? ACL_ERROR_RT_MODEL_EXECUTE : ACL_SUCCESS);
    if (count > 0) CHECK(has_dims(out, 0, {count, 12 / count}));
    CHECK_EQ(y.as<float>()[11], 11.0F);
  }
}

// Nothing in a tensor: it needs no memory, and the execution has no need of any either.
TEST(empty_tensors) {
  World world;
  Model model("empty-tensor.onnx"), async("empty-tensor.onnx");
  Buffer y(16);
  *y.as<float>() = 5;
  aclDataBuffer* const nothing = aclCreateDataBuffer(nullptr, 0);
  aclmdlDataset* const in = aclmdlCreateDataset();
  CHECK_OK(aclmdlAddDatasetBuffer(in, nothing));
  const Dataset out{&y};
  for (int i = 0; i < 3; ++i) {
    CHECK_OK(aclmdlExecute(model.id, in, out.dataset));
    CHECK_OK(aclmdlExecute(model.id, in, in));  // its memory for outputs is released below
    CHECK(aclGetDataBufferAddr(nothing) != nullptr);
    CHECK_EQ(aclGetDataBufferSizeV2(nothing), size_t{0});
    CHECK_OK(aclrtFree(aclGetDataBufferAddr(nothing)));
    CHECK_OK(aclUpdateDataBuffer(nothing, nullptr, 0));
    CHECK_OK(aclmdlExecuteAsync(async.id, in, out.dataset, world.stream));
    CHECK_OK(aclmdlExecuteAsync(async.id, in, in, world.stream));
  }
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(*y.as<float>(), 5.0F);
  CHECK_OK(aclmdlDestroyDataset(in));
  CHECK_OK(aclDestroyDataBuffer(nothing));
}

TEST(scalars) {
  World world;
  Model model("scalar.onnx");
  Buffer x(4), y(4);
  *x.as<float>() = 3;
  const Dataset in{&x}, out{&y};
  CHECK_OK(model.execute(in, out));
  CHECK_EQ(*y.as<float>(), -3.0F);
  describe(in, 0, ACL_FLOAT, {});
  CHECK_OK(model.execute(in, out));
  describe(in, 0, ACL_FLOAT, {1});
  CHECK_EQ(model.execute(in, out), ACL_ERROR_INVALID_PARAM);
}

// ------------------------------------------------------------------------- outputs that nobody computes

namespace {

// Executes with 1, 2, 3, 4 and outputs that have other contents before. Gives the outputs.
std::vector<std::vector<float>> outputs_of(const std::string& name, const std::vector<size_t>& counts,
                                           bool asynchronous) {
  Model model(name);
  Buffer x(16);
  std::iota(x.as<float>(), x.as<float>() + 4, 1.0F);
  std::vector<std::unique_ptr<Buffer>> buffers;
  const Dataset in{&x}, out{};
  for (const size_t count : counts) {
    buffers.push_back(std::make_unique<Buffer>(count * 4));
    std::fill(buffers.back()->as<float>(), buffers.back()->as<float>() + count, 99.0F);
    CHECK_OK(aclmdlAddDatasetBuffer(out.dataset, buffers.back()->buffer));
  }
  if (asynchronous) {
    CHECK_OK(model.execute_async(in, out, nullptr));
    CHECK_OK(aclrtSynchronizeStream(nullptr));
  } else {
    CHECK_OK(model.execute(in, out));
  }
  CHECK(aclmdlGetDatasetTensorDesc(out.dataset, 0) == nullptr);  // section 9: of fixed dims, as it was
  std::vector<std::vector<float>> values;
  for (const auto& buffer : buffers) {
    values.emplace_back(buffer->as<float>(), buffer->as<float>() + buffer->size / 4);
  }
  return values;
}

}  // namespace

// An output that is an input, the same value twice, constants, copies and views: every buffer is written.
TEST(every_output_is_written) {
  World world;
  using Values = std::vector<std::vector<float>>;
  const std::vector<float> x = {1, 2, 3, 4}, negative = {-1, -2, -3, -4};
  for (const bool asynchronous : {false, true}) {
    CHECK(outputs_of("passed-on.onnx", {4, 4}, asynchronous) == Values({negative, x}));
    CHECK(outputs_of("only-passed-on.onnx", {4, 4}, asynchronous) == Values({x, x}));
    CHECK(outputs_of("twice.onnx", {4, 4}, asynchronous) == Values({negative, negative}));
    CHECK(outputs_of("constants.onnx", {2, 2, 4, 4, 4}, asynchronous) == Values({{5, 6}, {7, 8}, x, x, x}));
  }
}

TEST(a_passed_on_input_in_gears) {
  World world;
  Model model("gears-passed-on.onnx");
  Buffer x(16), choice(8), y(16), again(16);
  std::iota(x.as<float>(), x.as<float>() + 4, 1.0F);
  const Dataset in{&x, &choice}, out{&y, &again};
  for (const uint64_t size : {uint64_t{1}, uint64_t{2}}) {
    std::fill(again.as<float>(), again.as<float>() + 4, 99.0F);
    CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, size));
    CHECK_OK(model.execute(in, out));
    for (size_t i = 0; i < 4; ++i)
      CHECK_EQ(again.as<float>()[i], i < 2 * size ? static_cast<float>(i + 1) : 99.0F);
    CHECK_EQ(y.as<float>()[2 * size - 1], -static_cast<float>(2 * size));
  }
}

// The same memory for an input and for the output that it is.
TEST(a_passed_on_input_in_place) {
  World world;
  Model model("passed-on.onnx");
  Buffer x(16), y(16);
  std::iota(x.as<float>(), x.as<float>() + 4, 1.0F);
  CHECK_OK(model.execute({&x}, {&y, &x}));
  CHECK_EQ(x.as<float>()[3], 4.0F);
  CHECK_EQ(y.as<float>()[3], -4.0F);
  // Another output in the memory of the input: the input itself is copied before.
  CHECK_OK(model.execute({&x}, {&x, &y}));
  CHECK_EQ(x.as<float>()[3], -4.0F);
  CHECK_EQ(y.as<float>()[3], 4.0F);
}

// Each in the memory of the other.
TEST(passed_on_inputs_change_places) {
  World world;
  Model model("both-passed-on.onnx");
  Buffer a(16), b(16);
  std::fill_n(a.as<float>(), 4, 1.0F);
  std::fill_n(b.as<float>(), 4, 2.0F);
  CHECK_OK(model.execute({&a, &b}, {&b, &a}));
  CHECK_EQ(a.as<float>()[3], 2.0F);
  CHECK_EQ(b.as<float>()[3], 1.0F);
}

// What the strict check finds: outputs that keep a pattern, twice. One that is equal to the pattern once has
// been written.
TEST(unwritten_outputs_are_found) {
  using ascend_rx::runtime::OutputPoison;
  char written[3] = {}, skipped[3] = {}, equal[1] = {};
  const std::vector<OutputPoison> poisons = {
      {written, 3, 4}, {skipped, 3, 5}, {equal, 1, 6}, {nullptr, 0, 7}};
  int runs = 0;
  const auto unwritten = OutputPoison::find_unwritten(poisons, [&] {
    ++runs;
    written[2] = 1;
    equal[0] = static_cast<char>(0xa5);
  });
  CHECK(unwritten == std::vector<size_t>({5}));
  CHECK_EQ(runs, 2);
}

// ----------------------------------------------------------------------------------- gears, counts, forms

// Dims that follow from the gear are known in each, also where the file gives them another name.
TEST(gears_with_outputs_of_other_names) {
  World world;
  Model model("gears-unnamed.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  Buffer x(32), choice(8), y(32);
  std::iota(x.as<float>(), x.as<float>() + 8, 1.0F);
  const Dataset in{&x, &choice}, out{&y};
  for (const uint64_t size : {uint64_t{1}, uint64_t{2}}) {
    CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, size));
    aclmdlIODims dims{};
    CHECK_OK(aclmdlGetCurOutputDims(desc, 0, &dims));
    CHECK_EQ(dims.dims[0], static_cast<int64_t>(2 * size));
    CHECK_OK(model.execute(in, out));
    CHECK_EQ(y.as<float>()[4 * size - 1], static_cast<float>(4 * size));
  }
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// Beside them an output whose dims depend on the contents.
TEST(gears_with_outputs_by_contents) {
  World world;
  Model model("gears-found.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  Buffer x(32), choice(8), y(32), places(128);
  const Dataset in{&x, &choice}, out{&y, &places};
  for (const uint64_t size : {uint64_t{2}, uint64_t{1}}) {
    CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, size));
    aclmdlIODims dims{};
    CHECK_OK(aclmdlGetCurOutputDims(desc, 0, &dims));
    CHECK_EQ(dims.dims[0], static_cast<int64_t>(size));
    CHECK_OK(aclmdlGetCurOutputDims(desc, 1, &dims));
    CHECK_EQ(dims.dims[1], int64_t{-1});
    for (const int64_t found : {int64_t{3}, int64_t{1}}) {
      for (int64_t i = 0; i < 8; ++i) x.as<float>()[i] = i < found ? 1.0F : 0.0F;
      CHECK_OK(model.execute(in, out));
      CHECK(has_dims(out, 0, {static_cast<int64_t>(size), 4}));
      CHECK(has_dims(out, 1, {2, found}));
      CHECK_EQ(places.as<int64_t>()[2 * found - 1], found - 1);
    }
  }
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// Section 9: fewer inputs are 100000 where dims are unknown.
TEST(wrong_number_of_buffers) {
  World world;
  Model model("free-length.onnx");
  Buffer x(24), y(24);
  const Dataset none{}, one{&x}, two{&x, &x}, out{&y};
  CHECK_EQ(model.execute(none, out), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "the model has 1 inputs, the dataset has 0 buffers"));
  CHECK_EQ(model.execute(two, out), ACL_ERROR_GE_PARAM_INVALID);
  describe(one, 0, ACL_FLOAT, {1, 3, 2});
  CHECK_EQ(model.execute_async(one, none, world.stream), ACL_ERROR_INVALID_PARAM);
}

// Section 9: such models may be used in both forms; those of fixed dims not, however they are executed.
TEST(both_forms) {
  World world;
  Model model("found.onnx"), fixed("passed-on.onnx");
  Buffer x(16), places(32), y(16), again(16);
  const Dataset in{&x}, out{&places}, both{&y, &again};
  CHECK_OK(model.execute(in, out));
  CHECK_OK(model.execute_async(in, out, world.stream));
  CHECK_OK(model.execute(in, out));
  CHECK_OK(fixed.execute(in, both));
  CHECK_EQ(fixed.execute_async(in, both, world.stream), ACL_ERROR_GE_FAILURE);
}

// Addresses that are not aligned for the element type.
TEST(unaligned_memory) {
  lenient();
  World world;
  Model model("found.onnx");
  std::vector<char> memory(100);
  const float value = 2;
  std::memcpy(memory.data() + 1 + 8, &value, 4);
  aclmdlDataset *in = aclmdlCreateDataset(), *out = aclmdlCreateDataset();
  aclDataBuffer *from = aclCreateDataBuffer(memory.data() + 1, 16),
                *to = aclCreateDataBuffer(memory.data() + 51, 33);
  CHECK_OK(aclmdlAddDatasetBuffer(in, from));
  CHECK_OK(aclmdlAddDatasetBuffer(out, to));
  CHECK_OK(aclmdlExecute(model.id, in, out));
  int64_t place = 0;
  std::memcpy(&place, memory.data() + 51, 8);
  CHECK_EQ(place, int64_t{2});
  CHECK_OK(aclmdlDestroyDataset(in));
  CHECK_OK(aclmdlDestroyDataset(out));
  CHECK_OK(aclDestroyDataBuffer(from));
  CHECK_OK(aclDestroyDataBuffer(to));
}

// A program as speech recognisers are written: a description for each input, one setting of fixed dims, and
// the dims of the outputs asked after each execution.
TEST(a_speech_program) {
  World world;
  Model model("free-speech.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  const size_t inputs = aclmdlGetNumInputs(desc), outputs = aclmdlGetNumOutputs(desc);
  CHECK_EQ(inputs, size_t{3});
  for (const int32_t frames : {5, 2, 9}) {
    std::vector<float> features(static_cast<size_t>(frames) * 3);
    std::iota(features.begin(), features.end(), 1.0F);
    const std::vector<std::vector<int64_t>> dims = {{1, frames, 3}, {1}, {1}};
    const int32_t language = 4;
    const void* const contents[] = {features.data(), &frames, &language};
    const size_t sizes[] = {features.size() * 4, 4, 4};
    std::vector<std::unique_ptr<Buffer>> buffers;
    const Dataset in{};
    for (size_t i = 0; i < inputs; ++i) {
      buffers.push_back(std::make_unique<Buffer>(sizes[i]));
      CHECK_OK(aclrtMemcpy(buffers[i]->data, sizes[i], contents[i], sizes[i], ACL_MEMCPY_HOST_TO_DEVICE));
      CHECK_OK(aclmdlAddDatasetBuffer(in.dataset, buffers[i]->buffer));
      describe(in, i, aclmdlGetInputDataType(desc, i), dims[i]);
    }
    const MissingOutputs out(outputs);
    CHECK_OK(aclmdlExecute(model.id, in.dataset, out.dataset));
    CHECK(noted_dims(out.dataset, 0) == dims[0]);
    CHECK(noted_dims(out.dataset, 1) == dims[1]);
    std::vector<float> logits(features.size());
    CHECK_EQ(out.size(0), logits.size() * 4);
    CHECK_OK(aclrtMemcpy(logits.data(), logits.size() * 4, out.as<void>(0), out.size(0),
                         ACL_MEMCPY_DEVICE_TO_HOST));
    for (size_t i = 0; i < logits.size(); ++i) CHECK_EQ(logits[i], features[i] * 4);
    CHECK_EQ(*out.as<int32_t>(1), frames);
  }
  CHECK_OK(aclmdlDestroyDesc(desc));
}
