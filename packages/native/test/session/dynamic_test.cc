// Models whose dims are known with an execution only: descriptions of inputs, outputs that the execution
// allocates, and what becomes of them when a call fails.
#include <cstring>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "dynamic_model.h"
#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace session = ascend_rx::session;
namespace dynamic_model = ascend_rx::test::dynamic_model;
using ascend_rx::session::Dims;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;
using dynamic_model::Oddity;

// The file is that of a model with one input and one output, which the tests' own model replaces.
constexpr const char* kFile = "count.onnx";

// A session that is closed at the end, with nothing left unreleased: the strict checks of the embedded
// runtime count what a device leaves behind.
class Setup {
 public:
  explicit Setup(bool shares_memory = false, uint32_t slots = 1, const std::string& lacking = {})
      : device_(dynamic_model::candidate(shares_memory, lacking)),
        opened_(!device_.opening()),
        session(device_.device(), model_file(kFile), slots) {
    CHECK(opened_);
    built = session.build();
  }
  ~Setup() {
    session.close();
    device_.close();
    const auto failures = device_.device()->library().release_failures();
    CHECK_EQ(failures.last.api + failures.last.detail, std::string());
    CHECK_EQ(failures.count, size_t{0});
  }

 private:
  TestDevice device_;
  bool opened_;

 public:
  TestSession session;
  session::Outcome built;
};

// The outputs of a slot in the layout that core expects, and the dims.
struct Outputs {
  explicit Outputs(const session::Slot& slot) {
    session::DynamicOutputs& outputs = slot.dynamic().outputs;
    dims = outputs.dims();
    bytes.resize(outputs.bytes());
    block = outputs.take_block();
    if (block) {
      std::memcpy(bytes.data(), block.get(), bytes.size());
    } else {
      outputs.copy_to(bytes.data());
    }
  }
  template <class T>
  std::vector<T> values(size_t offset, size_t count) const {
    std::vector<T> list(count);
    if (count > 0) std::memcpy(list.data(), bytes.data() + offset, count * sizeof(T));
    return list;
  }

  std::vector<Dims> dims;
  std::vector<std::byte> bytes;
  session::HostBlock block;
};

// Every `step`-th element is not 0. Rows of three.
std::vector<float> sample_of(int64_t rows, size_t step) {
  std::vector<float> x(static_cast<size_t>(rows) * 3);
  for (size_t i = 0; i < x.size(); i += step) x[i] = static_cast<float>(i + 1);
  return x;
}

void check_outputs(const session::Slot& slot, const std::vector<float>& x) {
  const Outputs outputs(slot);
  std::vector<int64_t> places;
  for (size_t i = 0; i < x.size(); ++i) {
    if (x[i] != 0) places.push_back(static_cast<int64_t>(i));
  }
  const size_t found = places.size();
  const auto rows = static_cast<int64_t>(x.size() / 3);
  CHECK(outputs.dims == (std::vector<Dims>{{2, static_cast<int64_t>(found)}, {rows, 9}}));
  const std::vector<int64_t> given = outputs.values<int64_t>(0, 2 * found);
  for (size_t i = 0; i < found; ++i) {
    CHECK_EQ(given[i], places[i] / 3);
    CHECK_EQ(given[found + i], places[i] % 3);
  }
  const size_t second = (2 * found * sizeof(int64_t) + 63) / 64 * 64;
  const std::vector<float> tripled = outputs.values<float>(second, 3 * x.size());
  for (size_t i = 0; i < tripled.size(); ++i) CHECK_EQ(tripled[i], x[i / 9 * 3 + i % 3]);
  CHECK_EQ(outputs.bytes.size(), (second + 3 * x.size() * sizeof(float) + 63) / 64 * 64);
  // Nothing of earlier use lies between the outputs.
  for (size_t i = 2 * found * sizeof(int64_t); i < second; ++i) CHECK(outputs.bytes[i] == std::byte{0});
}

void check_run(TestSession& session, int64_t rows, size_t step, uint32_t slot = 0) {
  const std::vector<float> x = sample_of(rows, step);
  const session::Slot& used = session.run_dynamic({{rows, 3}}, {x.data()}, 1, slot);
  if (CHECK(!used.failure() && !session.failure())) check_outputs(used, x);
}

void check_sizes(bool shares_memory) {
  Setup setup(shares_memory, 2);
  if (!CHECK(!setup.built)) return;
  // Small ones and large ones, growing and shrinking, with no bytes at all in between.
  for (const int64_t rows : {1, 5, 4000, 2, 0, 60'000, 7, 3000, 1}) {
    for (const size_t step : {size_t{1}, size_t{3}, size_t{1'000'000}}) {
      for (const uint32_t slot : {0U, 1U}) check_run(setup.session, rows, step, slot);
    }
  }
}

}  // namespace

TEST(a_model_is_described_with_unknown_dims) {
  Setup setup;
  if (!CHECK(!setup.built)) return;
  const session::ModelDescription& model = setup.session.underlying().description();
  CHECK(model.dynamic != nullptr);
  CHECK(!model.dynamic->outputs_are_known);
  CHECK(model.dynamic->gears.empty());
  CHECK(model.inputs[0].dims == (Dims{-1, 3}));
  CHECK(model.outputs[0].dims == (Dims{2, -1}));
}

TEST(sizes_with_separate_memory) { check_sizes(false); }
TEST(sizes_with_shared_memory) { check_sizes(true); }

TEST(samples_lie_one_behind_the_other) {
  for (const int64_t rows : {1, 2000}) {
    Setup setup;
    if (!CHECK(!setup.built)) return;
    const std::vector<float> first = sample_of(rows, 2);
    const std::vector<float> second = sample_of(rows, 1);
    const session::Slot& slot = setup.session.run_dynamic({{2 * rows, 3}}, {first.data(), second.data()}, 2);
    if (!CHECK(!slot.failure())) return;
    std::vector<float> both = first;
    both.insert(both.end(), second.begin(), second.end());
    check_outputs(slot, both);
  }
}

TEST(dims_that_no_execution_can_have) {
  Setup setup;
  if (!CHECK(!setup.built)) return;
  const session::ModelDescription& model = setup.session.underlying().description();
  session::DynamicInputs& inputs = setup.session.underlying().slot(0).begin_dynamic().inputs;
  CHECK(!inputs.begin(model, {}, 1));
  CHECK(!inputs.begin(model, {{1, 3}, {1, 3}}, 1));
  CHECK(!inputs.begin(model, {{-1, 3}}, 1));
  CHECK(!inputs.begin(model, {{int64_t{1} << 62, 3}}, 1));
  CHECK(!inputs.begin(model, {{int64_t{1} << 32, int64_t{1} << 32}}, 1));
  CHECK(!inputs.begin(model, {Dims(1000, 1)}, 1));
  CHECK(!inputs.begin(model, {{1, 3}}, 0));
  CHECK(!inputs.begin(model, {{1, 3}}, 5));
  CHECK(inputs.begin(model, {{int64_t{1} << 62, 0, 3}}, 1));
  CHECK_EQ(inputs.sample_bytes(0), size_t{0});
}

// The execution's own times, with nothing estimated.
TEST(times_of_a_synchronous_execution) {
  Setup setup;
  if (!CHECK(!setup.built)) return;
  const session::Time before = session::Clock::now();
  const std::vector<float> x = sample_of(2, 1);
  const session::Slot& slot = setup.session.run_dynamic({{2, 3}}, {x.data()});
  const session::Timestamps& times = slot.dynamic().times;
  CHECK(before <= times.started && times.started <= times.inputs_copied);
  CHECK(times.inputs_copied <= times.computed && times.computed <= times.outputs_copied);
  CHECK(times.outputs_copied <= session::Clock::now());
}

// It fails alone, and what it has allocated is freed.
TEST(odd_executions_fail_alone) {
  for (const Oddity odd : {Oddity::kFails, Oddity::kNoDesc, Oddity::kTooManyDims, Oddity::kNegativeDim,
                           Oddity::kHugeDims, Oddity::kTooSmall, Oddity::kNoMemory}) {
    Setup setup;
    if (!CHECK(!setup.built)) return;
    check_run(setup.session, 3, 1);
    dynamic_model::oddity() = odd;
    const std::vector<float> x = sample_of(4, 1);
    const session::Slot& slot = setup.session.run_dynamic({{4, 3}}, {x.data()});
    dynamic_model::oddity() = Oddity::kNone;
    if (CHECK(slot.failure())) {
      CHECK(slot.failure()->code != ACL_SUCCESS);
      if (odd != Oddity::kFails) CHECK(slot.failure()->detail.find("`places`") != std::string::npos);
    }
    CHECK(!setup.session.failure());
    check_run(setup.session, 5, 2);
  }
}

TEST(a_library_without_a_function) {
  for (const char* const name :
       {"aclmdlExecute", "aclmdlSetDatasetTensorDesc", "aclmdlGetDatasetTensorDesc", "aclCreateTensorDesc",
        "aclDestroyTensorDesc", "aclGetTensorDescNumDims", "aclGetTensorDescDimV2", "aclGetDataBufferAddr",
        "aclGetDataBufferSizeV2", "aclrtMemcpy"}) {
    Setup setup(false, 1, name);
    if (!CHECK(setup.built)) continue;
    CHECK_EQ(setup.built->code, ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
    CHECK(setup.built->detail.find(name) != std::string::npos);
  }
  // Those that it does not need.
  for (const char* const name : {"aclUpdateDataBuffer", "aclmdlGetCurOutputDims", "aclmdlSetDynamicHWSize"}) {
    Setup setup(false, 1, name);
    if (CHECK(!setup.built)) check_run(setup.session, 2, 1);
  }
}

// Every result is right, every slot comes back, and nothing stays allocated.
void check_any_call_fails(bool shares_memory) {
  for (const char* const function :
       {"aclCreateDataBuffer", "aclCreateTensorDesc", "aclmdlCreateDataset", "aclmdlAddDatasetBuffer",
        "aclmdlSetDatasetTensorDesc", "aclmdlGetDatasetTensorDesc", "aclGetTensorDescDimV2", "aclrtMalloc",
        "aclrtMallocHost", "aclrtMemcpy", "aclmdlExecute", "aclrtLaunchCallback", "aclmdlGetInputDims",
        "aclmdlGetOutputDims", "aclmdlCreateDesc"}) {
    for (int call = 1; call <= 8; ++call) {
      ascend_rx::test::plan() = {function, call};
      ascend_rx::test::calls() = 0;
      Setup setup(shares_memory);
      if (setup.built) continue;
      for (const int64_t rows : {1, 2000, 3}) {
        const std::vector<float> x = sample_of(rows, 1);
        const session::Slot& slot = setup.session.run_dynamic({{rows, 3}}, {x.data()});
        if (setup.session.failure()) break;
        if (!slot.failure()) check_outputs(slot, x);
      }
    }
  }
  ascend_rx::test::plan() = {};
}

TEST(any_call_may_fail_with_separate_memory) { check_any_call_fails(false); }
TEST(any_call_may_fail_with_shared_memory) { check_any_call_fails(true); }

// The execution comes from the submission thread alone, and its group is reported behind it.
void check_closing(bool shares_memory) {
  for (int round = 0; round < 20; ++round) {
    Setup setup(shares_memory, 8);
    if (!CHECK(!setup.built)) return;
    session::Session& underlying = setup.session.underlying();
    const std::vector<float> x = sample_of(3000, 1);
    for (uint32_t slot = 0; slot < 8; ++slot) {
      session::DynamicInputs& inputs = underlying.slot(slot).begin_dynamic().inputs;
      CHECK(inputs.begin(underlying.description(), {{3000, 3}}, 1));
      inputs.set(0, 0, x.data());
      underlying.submit(slot);
      session::Group& group = underlying.acquire(slot);
      group.slots.push_back(slot);
      underlying.launch(group, ACL_CALLBACK_BLOCK);
    }
    setup.session.close();
    // Closed once more by the setup, which is legal.
  }
}

TEST(closing_with_executions_queued_and_separate_memory) { check_closing(false); }
TEST(closing_with_executions_queued_and_shared_memory) { check_closing(true); }

// A session that comes back has the same interface, and slots that work.
TEST(a_session_that_comes_back) {
  ascend_rx::test::plan() = {"aclrtLaunchCallback", 2};
  ascend_rx::test::calls() = 0;
  Setup setup;
  if (!CHECK(!setup.built)) return;
  for (int round = 0; round < 3; ++round) {
    check_run(setup.session, 2000, 1);
    CHECK(!setup.session.build());
    check_run(setup.session, 3, 2);
  }
  ascend_rx::test::plan() = {};
}

// JavaScript may keep a block after everything else is gone, and frees it on its thread.
TEST(a_block_outlives_its_session) {
  std::vector<session::HostBlock> kept;
  {
    Setup setup;
    if (!CHECK(!setup.built)) return;
    const std::vector<float> x = sample_of(2000, 1);
    for (int n = 0; n < 3; ++n) {
      kept.push_back(setup.session.run_dynamic({{2000, 3}}, {x.data()}).dynamic().outputs.take_block());
    }
  }
  for (const session::HostBlock& block : kept) CHECK(block != nullptr);
  std::thread([&kept] { kept.clear(); }).join();
}
