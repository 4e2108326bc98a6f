// Dynamic shapes: models with gears. Facts, section 9. Where it is silent (codes, types, what dims are shown)
// the behaviour is unverified on hardware.
#include <fstream>
#include <numeric>

#include "gate.h"
#include "world.h"

namespace {

// A model with one input and one output besides the choice, and memory for its largest gear.
struct Setup {
  explicit Setup(const std::string& name) : model(name), desc(aclmdlCreateDesc()) {
    CHECK_OK(aclmdlGetDesc(desc, model.id));
    CHECK_EQ(aclmdlGetNumInputs(desc), size_t{2});
    CHECK_OK(aclmdlGetInputIndexByName(desc, ACL_DYNAMIC_TENSOR_NAME, &index));
    x = std::make_unique<Buffer>(aclmdlGetInputSizeByIndex(desc, 0));
    choice = std::make_unique<Buffer>(aclmdlGetInputSizeByIndex(desc, index));
    y = std::make_unique<Buffer>(aclmdlGetOutputSizeByIndex(desc, 0));
    in = std::make_unique<Dataset>(std::initializer_list<const Buffer*>{x.get(), choice.get()});
    out = std::make_unique<Dataset>(std::initializer_list<const Buffer*>{y.get()});
  }
  ~Setup() { CHECK_OK(aclmdlDestroyDesc(desc)); }

  size_t output_elements() const {
    aclmdlIODims dims{};
    CHECK_OK(aclmdlGetCurOutputDims(desc, 0, &dims));
    return static_cast<size_t>(
        std::accumulate(dims.dims, dims.dims + dims.dimCount, int64_t{1}, std::multiplies<>()));
  }

  // Executes with the gear that is set; y is twice x where the gear reaches, and untouched behind.
  void check_execution() const {
    const size_t total = y->size / sizeof(float);
    for (size_t i = 0; i < total; ++i) {
      x->as<float>()[i] = static_cast<float>(i + 1);
      y->as<float>()[i] = -1;
    }
    CHECK_OK(model.execute_async(*in, *out, nullptr));
    CHECK_OK(aclrtSynchronizeStream(nullptr));
    const size_t reached = output_elements();
    for (size_t i = 0; i < total; ++i) {
      CHECK_EQ(y->as<float>()[i], i < reached ? static_cast<float>(2 * (i + 1)) : -1.0F);
    }
  }

  Model model;
  aclmdlDesc* const desc;
  size_t index = 0;
  std::unique_ptr<Buffer> x, choice, y;
  std::unique_ptr<Dataset> in, out;
};

aclmdlIODims dims_of(std::initializer_list<int64_t> sizes) {
  aclmdlIODims dims{};
  dims.dimCount = sizes.size();
  std::copy(sizes.begin(), sizes.end(), dims.dims);
  return dims;
}

}  // namespace

// Section 9: one input more than the network; sizes are the largest gear's.
TEST(description) {
  World world;
  Setup setup("gears-batch.onnx");
  CHECK_EQ(setup.index, size_t{1});
  CHECK_EQ(setup.x->size, 4 * 3 * sizeof(float));
  CHECK_EQ(setup.y->size, 4 * 3 * sizeof(float));
  CHECK_EQ(setup.choice->size, sizeof(int64_t));
  aclmdlIODims dims{};
  CHECK_OK(aclmdlGetInputDims(setup.desc, 0, &dims));
  CHECK_EQ(dims.dims[0], int64_t{-1});
  CHECK_EQ(dims.dims[1], int64_t{3});
  CHECK_EQ(setup.output_elements(), size_t{12});  // before a choice: the largest
  aclmdlBatch batch{};
  CHECK_OK(aclmdlGetDynamicBatch(setup.desc, &batch));
  CHECK_EQ(batch.batchCount, size_t{3});
  CHECK_EQ(batch.batch[0], uint64_t{1});
  CHECK_EQ(batch.batch[1], uint64_t{4});
  CHECK_EQ(batch.batch[2], uint64_t{2});
  aclmdlHW hw{};
  CHECK_OK(aclmdlGetDynamicHW(setup.desc, static_cast<size_t>(-1), &hw));
  CHECK_EQ(hw.hwCount, size_t{0});
}

// Section 9: the choice is written into the memory of its input, and holds for later executions with the
// dataset.
TEST(batch) {
  World world;
  Setup setup("gears-batch.onnx");
  for (const uint64_t size : {uint64_t{2}, uint64_t{4}, uint64_t{1}, uint64_t{2}}) {
    CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, setup.in->dataset, setup.index, size));
    CHECK_EQ(*setup.choice->as<uint64_t>(), size);
    CHECK_EQ(setup.output_elements(), static_cast<size_t>(3 * size));
    setup.check_execution();
    setup.check_execution();
  }
}

// The same number of elements with other dims must not be mixed up.
TEST(height_and_width) {
  World world;
  Setup setup("gears-hw.onnx");
  aclmdlHW hw{};
  CHECK_OK(aclmdlGetDynamicHW(setup.desc, 99, &hw));  // section 9: the index is not looked at
  CHECK_EQ(hw.hwCount, size_t{3});
  CHECK_EQ(hw.hw[1][0], uint64_t{6});
  CHECK_EQ(hw.hw[1][1], uint64_t{2});
  aclmdlIODims shown{};
  CHECK_OK(aclmdlGetInputDims(setup.desc, 0, &shown));
  CHECK_EQ(shown.dims[0], int64_t{1});  // no gear names it: it is fixed
  CHECK_EQ(shown.dims[2], int64_t{-1});
  CHECK_EQ(shown.dims[3], int64_t{-1});
  for (size_t i : {size_t{0}, size_t{1}, size_t{2}, size_t{0}}) {
    CHECK_OK(
        aclmdlSetDynamicHWSize(setup.model.id, setup.in->dataset, setup.index, hw.hw[i][0], hw.hw[i][1]));
    aclmdlIODims dims{};
    CHECK_OK(aclmdlGetCurOutputDims(setup.desc, 0, &dims));
    CHECK_EQ(dims.dims[0], int64_t{1});
    CHECK_EQ(static_cast<uint64_t>(dims.dims[2]), hw.hw[i][0]);
    CHECK_EQ(static_cast<uint64_t>(dims.dims[3]), hw.hw[i][1]);
    setup.check_execution();
  }
}

// All dims of all inputs, in order.
TEST(dims) {
  World world;
  Model model("gears-dims.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  size_t gears = 0, index = 0;
  CHECK_OK(aclmdlGetInputDynamicGearCount(desc, static_cast<size_t>(-1), &gears));
  CHECK_EQ(gears, size_t{2});
  aclmdlIODims all[2];
  CHECK_EQ(aclmdlGetInputDynamicDims(desc, static_cast<size_t>(-1), all, 1), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclmdlGetInputDynamicDims(desc, static_cast<size_t>(-1), all, gears));
  CHECK_EQ(all[1].dimCount, size_t{4});
  CHECK_EQ(all[1].dims[1], int64_t{5});
  CHECK_EQ(all[1].dims[2], int64_t{4});
  CHECK_OK(aclmdlGetInputIndexByName(desc, ACL_DYNAMIC_TENSOR_NAME, &index));
  CHECK_EQ(index, size_t{2});
  Buffer x(5 * 4), z(8 * 4), choice(aclmdlGetInputSizeByIndex(desc, index)), y(5 * 4), twice(8 * 4);
  Dataset in{&x, &z, &choice}, out{&y, &twice};
  for (int i = 0; i < 5; ++i) x.as<float>()[i] = static_cast<float>(i);
  for (int i = 0; i < 8; ++i) z.as<float>()[i] = static_cast<float>(i);
  for (const aclmdlIODims& gear : all) {
    CHECK_OK(aclmdlSetInputDynamicDims(model.id, in.dataset, index, &gear));
    aclmdlIODims current{};
    CHECK_OK(aclmdlGetCurOutputDims(desc, 0, &current));
    CHECK_EQ(current.dims[1], gear.dims[1]);
    CHECK_OK(aclmdlGetCurOutputDims(desc, 1, &current));
    CHECK_EQ(current.dims[0], gear.dims[2]);
    CHECK_OK(model.execute_async(in, out, nullptr));
    CHECK_OK(aclrtSynchronizeStream(nullptr));
    const int n = static_cast<int>(gear.dims[1]), m = static_cast<int>(gear.dims[2]);
    for (int i = 0; i < n; ++i) CHECK_EQ(y.as<float>()[i], static_cast<float>(-i));
    for (int i = 0; i < 2 * m; ++i) CHECK_EQ(twice.as<float>()[i], static_cast<float>(2 * i));
  }
  const aclmdlIODims mixed = dims_of({1, 3, 4, 2});
  CHECK_EQ(aclmdlSetInputDynamicDims(model.id, in.dataset, index, &mixed),
           ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID);
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// Section 9: different gears on one stream, without waiting between them. Every execution has its own
// dataset, with its own memory for the choice: the choice is an input, and inputs must not change while they
// are queued.
TEST(gears_in_a_row) {
  World world;
  Setup setup("gears-batch.onnx");
  Gate gate(world.context);
  gate.block(world.stream);
  struct Turn {
    Buffer x{48}, choice{8}, y{48};
    Dataset in{&x, &choice}, out{&y};
  };
  const size_t sizes[] = {1, 4, 2};
  std::vector<std::unique_ptr<Turn>> turns;
  for (size_t n = 0; n < 60; ++n) {
    turns.push_back(std::make_unique<Turn>());
    Turn& turn = *turns.back();
    for (size_t i = 0; i < 12; ++i) {
      turn.x.as<float>()[i] = static_cast<float>(n);
      turn.y.as<float>()[i] = -1;
    }
    CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, turn.in.dataset, setup.index, sizes[n % 3]));
    CHECK_OK(setup.model.execute_async(turn.in, turn.out, world.stream));
  }
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  for (size_t n = 0; n < turns.size(); ++n) {
    CHECK_EQ(*turns[n]->choice.as<uint64_t>(), uint64_t{sizes[n % 3]});
    for (size_t i = 0; i < 12; ++i)
      CHECK_EQ(turns[n]->y.as<float>()[i], i < 3 * sizes[n % 3] ? static_cast<float>(2 * n) : -1.0F);
  }
  gate.leave(world.stream);
}

// Section 9: the call reads the dataset. So a later choice does not affect queued executions, even in the
// same memory; strict checks call that a misuse.
TEST(choices_are_read_during_the_call) {
  lenient();
  World world;
  Setup setup("gears-batch.onnx");
  Gate gate(world.context);
  gate.block(world.stream);
  std::vector<std::unique_ptr<Buffer>> results;
  for (size_t i = 0; i < 12; ++i) setup.x->as<float>()[i] = 1;
  const size_t sizes[] = {4, 1, 2};
  for (const size_t size : sizes) {
    results.push_back(std::make_unique<Buffer>(setup.y->size));
    std::memset(results.back()->data, 0, setup.y->size);
    CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, setup.in->dataset, setup.index, size));
    CHECK_OK(setup.model.execute_async(*setup.in, {results.back().get()}, world.stream));
  }
  gate.open();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  for (size_t n = 0; n < 3; ++n) {
    for (size_t i = 0; i < 12; ++i) CHECK_EQ(results[n]->as<float>()[i], i < 3 * sizes[n] ? 2.0F : 0.0F);
  }
  gate.leave(world.stream);
}

// The file has precedence over the model's metadata, which says 7. Without a file, as from memory, the
// metadata counts.
TEST(declared_beside_the_model) {
  World world;
  Setup setup("gears-beside.onnx");
  CHECK_EQ(setup.x->size, 3 * 3 * sizeof(float));
  CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, setup.in->dataset, setup.index, 2));
  setup.check_execution();
}

TEST(from_memory_the_metadata_counts) {
  World world;
  std::ifstream file(model_file("gears-beside.onnx"), std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  uint32_t id = 0;
  CHECK_OK(aclmdlLoadFromMem(bytes.data(), bytes.size(), &id));
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, id));
  aclmdlBatch batch{};
  CHECK_OK(aclmdlGetDynamicBatch(desc, &batch));
  CHECK_EQ(batch.batchCount, size_t{1});
  CHECK_EQ(batch.batch[0], uint64_t{7});
  CHECK_OK(aclmdlDestroyDesc(desc));
  CHECK_OK(aclmdlUnload(id));
}

// A file that exists and cannot be read is an error, not a reason to use the metadata.
TEST(a_declaration_that_cannot_be_read) {
  World world;
  for (const char* const name : {"gears-loop.onnx", "gears-folder.onnx"}) {
    uint32_t id = 0;
    CHECK_EQ(aclmdlLoadFromFile(model_file(name).c_str(), &id), ACL_ERROR_GE_SHAPE_INVALID);
    CHECK(contains(recent_error(), "cannot read " + model_file(name) + ".gears.json"));
  }
}

// Section 9 and 1: the codes.
TEST(wrong_choices) {
  World world;
  Setup setup("gears-batch.onnx");
  aclmdlDataset* const in = setup.in->dataset;
  const uint32_t id = setup.model.id;
  CHECK_EQ(aclmdlSetDynamicBatchSize(id, nullptr, setup.index, 1), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlSetDynamicBatchSize(id + 1, in, setup.index, 1), ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  CHECK_EQ(aclmdlSetDynamicBatchSize(id, in, 0, 1), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlSetDynamicBatchSize(id, in, setup.index, 3), ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID);
  CHECK_EQ(aclmdlSetDynamicHWSize(id, in, setup.index, 1, 1), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_EQ(aclmdlSetInputDynamicDims(id, in, setup.index, nullptr), ACL_ERROR_INVALID_PARAM);
  Dataset none{setup.x.get()};
  CHECK_EQ(aclmdlSetDynamicBatchSize(id, none.dataset, setup.index, 1),
           ACL_ERROR_GE_DYNAMIC_INPUT_ADDR_INVALID);
  CHECK_OK(aclUpdateDataBuffer(setup.choice->buffer, setup.choice->data, 4));
  CHECK_EQ(aclmdlSetDynamicBatchSize(id, in, setup.index, 1), ACL_ERROR_GE_DYNAMIC_INPUT_LENGTH_INVALID);
  CHECK_OK(aclUpdateDataBuffer(setup.choice->buffer, setup.choice->data, 8));
  // Without a choice, and with that of another model.
  CHECK_EQ(setup.model.execute_async(*setup.in, *setup.out, nullptr),
           ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID);
  Setup other("gears-batch.onnx");
  CHECK_OK(aclmdlSetDynamicBatchSize(other.model.id, in, setup.index, 1));
  CHECK_EQ(setup.model.execute_async(*setup.in, *setup.out, nullptr),
           ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID);
  CHECK_OK(aclmdlSetDynamicBatchSize(id, in, setup.index, 1));
  setup.check_execution();
}

// Section 9: the number of buffers comes first, with or without a choice.
TEST(wrong_number_of_buffers) {
  World world;
  Setup setup("gears-batch.onnx");
  const Dataset few{setup.x.get()}, many{setup.x.get(), setup.choice.get(), setup.x.get()};
  CHECK_EQ(setup.model.execute_async(few, *setup.out, nullptr), ACL_ERROR_GE_PARAM_INVALID);
  CHECK(contains(recent_error(), "the model has 2 inputs, the dataset has 1 buffers"));
  CHECK_EQ(setup.model.execute_async(many, *setup.out, nullptr), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, many.dataset, setup.index, 2));
  CHECK_EQ(setup.model.execute_async(many, *setup.out, nullptr), ACL_ERROR_GE_PARAM_INVALID);
  // The choice is an input as others are: without memory the execution fails.
  CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, setup.in->dataset, setup.index, 2));
  CHECK_OK(aclUpdateDataBuffer(setup.choice->buffer, nullptr, 0));
  CHECK_EQ(setup.model.execute_async(*setup.in, *setup.out, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), ACL_DYNAMIC_TENSOR_NAME));
}

// Section 9: a buffer may be short by 64 bytes. A buffer of exactly a small gear's size can be that for a
// larger gear: the pooled execution of the small gear must not let ONNX Runtime write behind the buffer's
// end.
TEST(buffers_of_a_smaller_gear) {
  World world;
  Setup setup("gears-batch.onnx");
  aclDataBuffer* const buffers[] = {setup.x->buffer, setup.y->buffer};
  constexpr size_t small = 2 * 3 * sizeof(float);
  CHECK_OK(aclUpdateDataBuffer(buffers[0], setup.x->data, small));
  CHECK_OK(aclUpdateDataBuffer(buffers[1], setup.y->data, small));
  for (size_t i = 0; i < 12; ++i) setup.y->as<float>()[i] = -1;
  for (const uint64_t size : {uint64_t{2}, uint64_t{4}, uint64_t{2}, uint64_t{4}}) {
    for (size_t i = 0; i < 12; ++i) setup.x->as<float>()[i] = static_cast<float>(size);
    CHECK_OK(aclmdlSetDynamicBatchSize(setup.model.id, setup.in->dataset, setup.index, size));
    CHECK_OK(setup.model.execute_async(*setup.in, *setup.out, nullptr));
    CHECK_OK(aclrtSynchronizeStream(nullptr));
    for (size_t i = 0; i < 12; ++i)
      CHECK_EQ(setup.y->as<float>()[i], i < 6 ? static_cast<float>(2 * size) : -1.0F);
  }
}

TEST(static_models_have_no_gears) {
  World world;
  Model model("identity-float32.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  aclmdlBatch batch{};
  CHECK_OK(aclmdlGetDynamicBatch(desc, &batch));
  CHECK_EQ(batch.batchCount, size_t{0});
  size_t gears = 1;
  CHECK_OK(aclmdlGetInputDynamicGearCount(desc, static_cast<size_t>(-1), &gears));
  CHECK_EQ(gears, size_t{0});
  aclmdlIODims dims{};
  CHECK_OK(aclmdlGetCurOutputDims(desc, 0, &dims));  // section 9: just the dims
  CHECK_EQ(dims.dims[1], int64_t{3});
  Dataset in{};
  CHECK_EQ(aclmdlSetDynamicBatchSize(model.id, in.dataset, 0, 1), ACL_ERROR_GE_PARAM_INVALID);
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// Where the run on zeros fails, the dims of outputs are those that their names say.
TEST(a_run_on_zeros_that_fails) {
  World world;
  Model model("gears-unlearnable.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  Buffer index(32), choice(8), picked(16);
  const Dataset in{&index, &choice}, out{&picked};
  for (int64_t i = 0; i < 4; ++i) index.as<int64_t>()[i] = i - 9;
  for (const uint64_t size : {uint64_t{2}, uint64_t{4}}) {
    CHECK_OK(aclmdlSetDynamicBatchSize(model.id, in.dataset, 1, size));
    aclmdlIODims dims{};
    CHECK_OK(aclmdlGetCurOutputDims(desc, 0, &dims));
    CHECK_EQ(dims.dims[0], static_cast<int64_t>(size));
    CHECK_OK(model.execute(in, out));
    CHECK_EQ(picked.as<float>()[size - 1], static_cast<float>(10 * size));
  }
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// Mistakes in the declaration are named.
TEST(wrong_gears) {
  World world;
  const struct {
    const char* name;
    const char* message;
  } mistakes[] = {
      {"none-unknown", "the model has no unknown dim that they name"},
      {"word", "unknown key 'batches'; there are \"batch\", \"hw\" and \"dims\""},
      {"zero", "ascend_rx.gears.batch: expected sizes from 1 to 1099511627776 but received 0"},
      {"half", "expected sizes from 1 to 1099511627776 but received 1.5"},
      {"empty", "expected a list of 1 to 128 gears"},
      {"lonely", "expected height and width for each gear but received 1 sizes"},
      {"many", "the gears have 2 sizes, the model has 1 unknown dims"},
      {"twice", "ascend_rx.gears.batch: the gear 2 is there twice"},
      {"large", "expected sizes from 1 to 1099511627776 but received 1e+13"},
      {"width", "gear 1 (4x9): input 'x' (1x2x?x8) has 8 for dim 3"},
  };
  for (const auto& mistake : mistakes) {
    uint32_t id = 0;
    const std::string file = model_file(std::string("gears-bad-") + mistake.name + ".onnx");
    CHECK_EQ(aclmdlLoadFromFile(file.c_str(), &id), ACL_ERROR_GE_SHAPE_INVALID);
    const std::string text = recent_error();
    if (!CHECK(contains(text, mistake.message))) std::fprintf(stderr, "%s\n", text.c_str());
  }
}
