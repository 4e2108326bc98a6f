// Outputs in the client's memory: written there by the device, or copied there before the report.
#include <numeric>
#include <string>
#include <vector>

#include "faults.h"
#include "scenario.h"
#include "test.h"

namespace {

using ascend_rx::test::instrumented;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;

std::vector<float> numbers(uint32_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 0.0F);
  return values;
}

// A process has one run mode, so each test of a run mode has a process of its own.
class Setup {
 public:
  Setup(bool shares_memory, const char* model, uint32_t slots)
      : device_(instrumented(shares_memory)),
        opened_(!device_.opening()),
        session(device_.device(), model_file(model), slots) {
    CHECK(opened_);
    CHECK(!session.build());
  }
  ~Setup() {
    session.close();
    device_.close();
    CHECK_EQ(device_.device()->library().release_failures().count, size_t{0});
  }

 private:
  TestDevice device_;
  bool opened_;

 public:
  TestSession session;
};

void check_places(bool shares_memory) {
  Setup setup(shares_memory, "identity-float32.onnx", 5);
  TestSession& session = setup.session;
  CHECK(session.run(13, 3) == numbers(13));
  session.use_output_memory();
  for (const bool callbacks : {true, false}) CHECK(session.run(23, 3, callbacks) == numbers(23));
  session.use_slot_memory();
  CHECK(session.run(13, 3) == numbers(13));
  CHECK(!session.failure());
}

void check_batches(bool shares_memory) {
  Setup setup(shares_memory, "gears-batch.onnx", 1);
  TestSession& session = setup.session;
  session.use_output_memory();
  const std::vector<float> x{1, 2, 3};
  for (const uint64_t gear : session.underlying().description().gears) {
    const auto batch = static_cast<size_t>(gear);
    const std::vector<std::vector<const void*>> samples(batch, {x.data()});
    CHECK(!session.run_batch(samples, batch).failure());
    const auto* const outputs = reinterpret_cast<const float*>(session.output_memory(0));
    for (size_t i = 0; i < 3 * batch; ++i) CHECK_EQ(outputs[i], 2 * x[i % 3]);
  }
}

// Every result is right, and every slot comes back.
void check_refusals(bool shares_memory) {
  for (const char* const function :
       {"aclUpdateDataBuffer", "aclmdlExecuteAsync", "aclrtMemcpyAsync", "aclrtLaunchCallback"}) {
    for (int call = 1; call <= 6; ++call) {
      ascend_rx::test::plan() = {function, call};
      ascend_rx::test::calls() = 0;
      Setup setup(shares_memory, "identity-float32.onnx", 2);
      setup.session.use_output_memory();
      const std::vector<float> values = setup.session.run(6, 2);
      for (size_t i = 0; i < values.size() && !setup.session.failure(); ++i) {
        CHECK(values[i] == static_cast<float>(i) || values[i] == TestSession::kRefused);
      }
    }
  }
  ascend_rx::test::plan() = {};
}

}  // namespace

TEST(outputs_are_written_to_client_memory) { check_places(true); }
TEST(outputs_are_copied_to_client_memory) { check_places(false); }

TEST(a_batch_is_written_to_client_memory) { check_batches(true); }
TEST(a_batch_is_copied_to_client_memory) { check_batches(false); }

TEST(any_call_may_be_refused_where_memory_is_shared) { check_refusals(true); }
TEST(any_call_may_be_refused_where_it_is_not) { check_refusals(false); }

TEST(reports_keep_their_order_when_outputs_are_copied) {
  Setup setup(false, "identity-float32.onnx", 32);
  setup.session.use_output_memory();
  setup.session.run(96, 4);
  std::vector<uint32_t> order(24);
  for (uint32_t i = 0; i < order.size(); ++i) order[i] = 4 * i;
  CHECK(setup.session.order() == order);
}
