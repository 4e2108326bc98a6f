// Models with batch gears: their description, and executions of complete and of incomplete batches.
#include <numeric>
#include <string>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace session = ascend_rx::session;
using ascend_rx::session::ModelDescription;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;

// A session that has been built. It is closed at the end, with nothing left unreleased.
struct Setup {
  explicit Setup(const std::string& model, uint32_t slots = 1)
      : device(ascend_rx::test::instrumented()),
        opened(!device.opening()),
        session(device.device(), model_file(model), slots) {
    CHECK(opened);
    CHECK(!session.build());
  }
  ~Setup() {
    session.close();
    device.close();
    CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
  }
  const ModelDescription& model() { return session.underlying().description(); }

  TestDevice device;
  bool opened;
  TestSession session;
};

// Sample `s` of a model with one float32 input, doubled by it.
std::vector<float> sample_of(size_t s, size_t elements) {
  std::vector<float> sample(elements);
  std::iota(sample.begin(), sample.end(), static_cast<float>(100 * s));
  return sample;
}

void check_doubled(TestSession& session, size_t samples, size_t batch) {
  const ModelDescription& model = session.underlying().description();
  const size_t elements = model.inputs[0].bytes / sizeof(float);
  std::vector<std::vector<float>> values;
  std::vector<std::vector<const void*>> views;
  for (size_t s = 0; s < samples; ++s) values.push_back(sample_of(s, elements));
  for (const std::vector<float>& value : values) views.push_back({value.data()});
  const session::Slot& slot = session.run_batch(views, batch);
  if (!CHECK(!slot.failure() && !session.failure())) return;
  CHECK_EQ(slot.output_bytes(model), batch * elements * sizeof(float));
  const auto* const outputs = reinterpret_cast<const float*>(slot.output());
  for (size_t i = 0; i < samples * elements; ++i) {
    CHECK_EQ(outputs[i], 2 * values[i / elements][i % elements]);
  }
}

}  // namespace

TEST(a_model_is_described_for_one_sample) {
  Setup setup("gears-batch-several.onnx");
  const ModelDescription& model = setup.model();
  CHECK(model.gears == (std::vector<uint64_t>{2, 5}));
  CHECK_EQ(model.inputs.size(), size_t{3});
  CHECK_EQ(model.outputs.size(), size_t{2});
  CHECK(model.inputs[1].dims == (std::vector<int64_t>{1, 2}));
  CHECK_EQ(model.inputs[1].bytes, 2 * sizeof(int64_t));
  CHECK(model.outputs[0].dims == (std::vector<int64_t>{1, 3}));
  CHECK_EQ(model.outputs[0].bytes, 3 * sizeof(float));
  // Room for the largest batch.
  CHECK(model.output_block.offsets[1] >= 5 * 3 * sizeof(float));
  CHECK(model.output_block.bytes - model.output_block.offsets[1] >= 5 * 2 * sizeof(int64_t));
}

TEST(a_model_without_gears_has_none) {
  Setup setup("identity-float32.onnx");
  CHECK(setup.model().gears.empty());
  CHECK_EQ(setup.model().largest_batch(), size_t{1});
}

TEST(every_batch_on_every_gear_that_holds_it) {
  for (const char* const model : {"gears-batch.onnx", "gears-batch-large.onnx"}) {
    Setup setup(model);
    const std::vector<uint64_t> gears = setup.model().gears;
    for (const uint64_t gear : gears) {
      for (size_t samples = 1; samples <= gear; ++samples) {
        check_doubled(setup.session, samples, static_cast<size_t>(gear));
      }
    }
    // A small batch behind a large one in the same slot, and the other way round.
    for (const uint64_t gear : {gears.back(), gears.front(), gears.back()}) {
      check_doubled(setup.session, 1, static_cast<size_t>(gear));
    }
  }
}

TEST(several_inputs_and_outputs) {
  Setup setup("gears-batch-several.onnx");
  const ModelDescription& model = setup.model();
  for (const size_t samples : {size_t{2}, size_t{1}, size_t{5}, size_t{3}}) {
    std::vector<std::vector<float>> a;
    std::vector<std::vector<float>> c;
    std::vector<std::vector<int64_t>> b;
    std::vector<std::vector<const void*>> views;
    for (size_t s = 0; s < samples; ++s) {
      const auto n = static_cast<int64_t>(s);
      a.push_back(sample_of(s, 3));
      c.push_back(sample_of(10 * s, 3));
      b.push_back({7 * n, 7 * n + 1});
    }
    for (size_t s = 0; s < samples; ++s) views.push_back({a[s].data(), b[s].data(), c[s].data()});
    const session::Slot& slot = setup.session.run_batch(views, samples <= 2 ? 2 : 5);
    if (!CHECK(!slot.failure() && !setup.session.failure())) return;
    const auto* const sum = reinterpret_cast<const float*>(slot.output() + model.output_block.offsets[0]);
    const auto* const copy = reinterpret_cast<const int64_t*>(slot.output() + model.output_block.offsets[1]);
    for (size_t s = 0; s < samples; ++s) {
      for (size_t i = 0; i < 3; ++i) CHECK_EQ(sum[3 * s + i], a[s][i] + c[s][i]);
      for (size_t i = 0; i < 2; ++i) CHECK_EQ(copy[2 * s + i], b[s][i]);
    }
  }
}

// An incomplete batch is filled up with values that the network accepts.
TEST(the_rest_of_an_incomplete_batch_does_no_harm) {
  Setup setup("gears-batch-pick.onnx");
  const std::vector<int64_t> wrong{7};
  const std::vector<int64_t> right{2};
  for (const size_t gear : {size_t{2}, size_t{4}}) {
    const session::Slot& slot = setup.session.run_batch({{right.data()}}, gear);
    CHECK(!slot.failure() && !setup.session.failure());
    CHECK_EQ(*reinterpret_cast<const float*>(slot.output()), 30.0F);
  }
  setup.session.run_batch({{right.data()}, {wrong.data()}}, 2);
  CHECK(setup.session.failure());
  CHECK(!setup.session.build());
  setup.session.run_batch({{right.data()}}, 4);
  CHECK(!setup.session.failure());
}

TEST(a_gear_that_the_model_has_not_fails_its_execution_alone) {
  Setup setup("gears-batch.onnx");
  const std::vector<float> x{1, 2, 3};
  const session::Slot& slot = setup.session.run_batch({{x.data()}}, 3);
  if (CHECK(slot.failure())) {
    CHECK_EQ(std::string(slot.failure()->api), std::string("aclmdlSetDynamicBatchSize"));
    CHECK_EQ(slot.failure()->code, ACL_ERROR_GE_DYNAMIC_BATCH_SIZE_INVALID);
  }
  CHECK(!setup.session.failure());
  check_doubled(setup.session, 2, 2);
}

TEST(what_all_samples_would_share_is_refused) {
  TestDevice device(ascend_rx::test::instrumented());
  CHECK(!device.opening());
  for (const char* const name : {"gears-batch-shared-input.onnx", "gears-batch-shared-output.onnx"}) {
    TestSession session(device.device(), model_file(name), 1);
    const session::Outcome refusal = session.build();
    if (CHECK(refusal)) {
      CHECK_EQ(refusal->code, ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
      CHECK(refusal->detail.find("has no leading dim for the samples of a batch") != std::string::npos);
    }
    session.close();
  }
  device.close();
}

TEST(any_call_of_a_batch_may_be_refused) {
  for (const char* const function :
       {"aclmdlGetDynamicBatch", "aclmdlSetDynamicBatchSize", "aclmdlAddDatasetBuffer", "aclrtMalloc",
        "aclrtMallocHost", "aclmdlExecuteAsync", "aclrtMemcpyAsync"}) {
    for (int call = 1; call <= 3; ++call) {
      ascend_rx::test::plan() = {function, call};
      ascend_rx::test::calls() = 0;
      TestDevice device(ascend_rx::test::instrumented());
      CHECK(!device.opening());
      TestSession session(device.device(), model_file("gears-batch.onnx"), 1);
      if (!session.build()) {
        const std::vector<float> x{1, 2, 3};
        for (int n = 0; n < 3; ++n) {
          const session::Slot& slot = session.run_batch({{x.data()}, {x.data()}}, 2);
          if (session.failure()) break;
          if (!slot.failure()) CHECK_EQ(reinterpret_cast<const float*>(slot.output())[5], 6.0F);
        }
      }
      session.close();
      device.close();
    }
  }
  ascend_rx::test::plan() = {};
}
