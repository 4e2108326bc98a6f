// Models with gears of heights and widths, or of dims: executions that are asynchronous, because the outputs
// of every gear are known.
#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace session = ascend_rx::session;
using ascend_rx::session::Dims;
using ascend_rx::session::DynamicShapes;
using ascend_rx::test::instrumented;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;

class Setup {
 public:
  explicit Setup(const char* model, bool shares_memory = false)
      : device_(instrumented(shares_memory)),
        opened_(!device_.opening()),
        session(device_.device(), model_file(model), 1) {
    CHECK(opened_);
    built = session.build();
  }
  ~Setup() {
    session.close();
    device_.close();
    CHECK_EQ(device_.device()->library().release_failures().count, size_t{0});
  }
  const session::ModelDescription& model() { return session.underlying().description(); }

 private:
  TestDevice device_;
  bool opened_;

 public:
  TestSession session;
  session::Outcome built;
};

std::vector<float> numbers(size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

std::vector<float> floats_of(const session::Slot& slot, size_t offset, size_t count) {
  session::DynamicOutputs& outputs = slot.dynamic().outputs;
  std::vector<std::byte> bytes(outputs.bytes());
  if (const session::HostBlock block = outputs.take_block()) {
    std::memcpy(bytes.data(), block.get(), bytes.size());
  } else {
    outputs.copy_to(bytes.data());
  }
  std::vector<float> values(count);
  if (CHECK(offset + count * sizeof(float) <= bytes.size()))
    std::memcpy(values.data(), bytes.data() + offset, count * sizeof(float));
  return values;
}

// x, doubled.
void check_picture(TestSession& session, int64_t height, int64_t width) {
  const std::vector<float> x = numbers(static_cast<size_t>(2 * height * width));
  const session::Slot& slot = session.run_dynamic({{1, 2, height, width}}, {x.data()});
  if (!CHECK(!slot.failure() && !session.failure())) return;
  CHECK(slot.dynamic().outputs.dims() == (std::vector<Dims>{{1, 2, height, width}}));
  const std::vector<float> y = floats_of(slot, 0, x.size());
  for (size_t i = 0; i < x.size(); ++i) CHECK_EQ(y[i], 2 * x[i]);
}

void check_dims(TestSession& session, int64_t n, int64_t m) {
  const std::vector<float> x = numbers(static_cast<size_t>(n));
  const std::vector<float> z = numbers(static_cast<size_t>(2 * m));
  const session::Slot& slot = session.run_dynamic({{1, n}, {m, 2}}, {x.data(), z.data()});
  if (!CHECK(!slot.failure() && !session.failure())) return;
  CHECK(slot.dynamic().outputs.dims() == (std::vector<Dims>{{1, n}, {m, 2}}));
  const std::vector<float> y = floats_of(slot, 0, x.size());
  for (size_t i = 0; i < x.size(); ++i) CHECK_EQ(y[i], -x[i]);
}

void check_pictures(bool shares_memory) {
  Setup setup("gears-hw.onnx", shares_memory);
  if (!CHECK(!setup.built)) return;
  for (int round = 0; round < 2; ++round) {
    check_picture(setup.session, 2, 6);
    check_picture(setup.session, 6, 2);
    check_picture(setup.session, 4, 4);
  }
}

// Outputs large enough for a block of their own.
void check_large_pictures(bool shares_memory) {
  Setup setup("gears-hw-large.onnx", shares_memory);
  if (!CHECK(!setup.built)) return;
  for (int round = 0; round < 2; ++round) {
    check_picture(setup.session, 100, 120);
    check_picture(setup.session, 8, 8);
  }
}

}  // namespace

TEST(pictures_are_described) {
  Setup setup("gears-hw.onnx");
  if (!CHECK(!setup.built)) return;
  const session::ModelDescription& model = setup.model();
  if (!CHECK(model.dynamic != nullptr)) return;
  CHECK(model.dynamic->kind == DynamicShapes::Gears::kPictures);
  CHECK(model.dynamic->outputs_are_known);
  CHECK_EQ(model.inputs.size(), size_t{1});
  CHECK(model.inputs[0].dims == (Dims{1, 2, -1, -1}));
  CHECK(model.outputs[0].dims == (Dims{1, 2, -1, -1}));
  CHECK(model.gears.empty());
  CHECK_EQ(model.dynamic->gears.size(), size_t{3});
  CHECK(model.dynamic->gears[1].inputs == (std::vector<Dims>{{1, 2, 6, 2}}));
  CHECK(model.dynamic->gears[1].outputs == (std::vector<Dims>{{1, 2, 6, 2}}));
}

TEST(dims_are_described) {
  Setup setup("gears-dims.onnx");
  if (!CHECK(!setup.built)) return;
  const session::ModelDescription& model = setup.model();
  if (!CHECK(model.dynamic != nullptr)) return;
  CHECK(model.dynamic->kind == DynamicShapes::Gears::kDims);
  CHECK(model.inputs[0].dims == (Dims{1, -1}));
  CHECK(model.inputs[1].dims == (Dims{-1, 2}));
  CHECK(model.outputs[1].dims == (Dims{-1, 2}));
  CHECK_EQ(model.dynamic->gears.size(), size_t{2});
  CHECK(model.dynamic->gears[1].inputs == (std::vector<Dims>{{1, 5}, {4, 2}}));
}

TEST(pictures_with_separate_memory) { check_pictures(false); }
TEST(pictures_with_shared_memory) { check_pictures(true); }
TEST(large_pictures_with_separate_memory) { check_large_pictures(false); }
TEST(large_pictures_with_shared_memory) { check_large_pictures(true); }

TEST(dims_of_several_inputs) {
  Setup setup("gears-dims.onnx");
  if (!CHECK(!setup.built)) return;
  for (int round = 0; round < 2; ++round) {
    check_dims(setup.session, 3, 1);
    check_dims(setup.session, 5, 4);
  }
}

TEST(dims_of_no_gear_fail_alone) {
  Setup setup("gears-dims.onnx");
  if (!CHECK(!setup.built)) return;
  const std::vector<float> x = numbers(5);
  const std::vector<float> z = numbers(2);
  const session::Slot& slot = setup.session.run_dynamic({{1, 5}, {1, 2}}, {x.data(), z.data()});
  if (CHECK(slot.failure())) CHECK_EQ(slot.failure()->code, ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID);
  CHECK(!setup.session.failure());
  check_dims(setup.session, 5, 4);
}

// Every result is right, every slot comes back, and nothing stays allocated.
void check_any_call_fails(const char* model, bool shares_memory) {
  for (const char* const function :
       {"aclmdlGetDynamicHW", "aclmdlSetDynamicHWSize", "aclmdlGetInputDynamicGearCount",
        "aclmdlGetInputDynamicDims", "aclmdlSetInputDynamicDims", "aclmdlGetCurOutputDims",
        "aclmdlCreateDataset", "aclCreateDataBuffer", "aclmdlAddDatasetBuffer", "aclrtMalloc",
        "aclrtMallocHost", "aclrtMemcpyAsync", "aclmdlExecuteAsync", "aclrtLaunchCallback",
        "aclrtRecordEvent"}) {
    for (int call = 1; call <= 8; ++call) {
      ascend_rx::test::plan() = {function, call};
      ascend_rx::test::calls() = 0;
      Setup setup(model, shares_memory);
      if (setup.built) continue;
      for (const DynamicShapes::Gear& gear : setup.model().dynamic->gears) {
        std::vector<std::vector<float>> inputs;
        std::vector<const void*> views;
        for (const Dims& dims : gear.inputs) {
          inputs.push_back(numbers(static_cast<size_t>(
              std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>()))));
        }
        for (const std::vector<float>& input : inputs) views.push_back(input.data());
        const session::Slot& slot = setup.session.run_dynamic(gear.inputs, views);
        if (setup.session.failure()) break;
        if (slot.failure()) continue;
        const std::vector<float> y = floats_of(slot, 0, inputs[0].size());
        const float factor = inputs.size() == 1 ? 2 : -1;
        for (size_t i = 0; i < y.size(); ++i) CHECK_EQ(y[i], factor * inputs[0][i]);
      }
    }
  }
  ascend_rx::test::plan() = {};
}

TEST(any_call_for_pictures_may_fail) { check_any_call_fails("gears-hw.onnx", false); }
TEST(any_call_for_large_pictures_may_fail) { check_any_call_fails("gears-hw-large.onnx", true); }
TEST(any_call_for_dims_may_fail) { check_any_call_fails("gears-dims.onnx", false); }

TEST(a_library_that_knows_no_gears) {
  for (const char* const name : {"aclmdlGetDynamicHW", "aclmdlSetDynamicHWSize", "aclmdlGetCurOutputDims"}) {
    session::Library::Candidate candidate = instrumented();
    candidate.instrument = [name](session::Functions& functions) {
#define X(each) \
  if (std::string(name) == #each) functions.each.bind(nullptr);
      ASCEND_RX_OPTIONAL_FUNCTIONS(X)
#undef X
    };
    TestDevice device(candidate);
    CHECK(!device.opening());
    TestSession session(device.device(), model_file("gears-hw.onnx"), 1);
    const session::Outcome refusal = session.build();
    if (CHECK(refusal)) {
      CHECK_EQ(refusal->code, ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
      CHECK(refusal->detail.find("newer CANN") != std::string::npos);
    }
    session.close();
    TestSession other(device.device(), model_file("identity-float32.onnx"), 1);
    CHECK(!other.build());  // the device is as good as new
    other.close();
    device.close();
    CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
  }
}
