// Dynamic models of the embedded runtime: what the session layer makes of each kind.
#include <cstring>
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
    const auto failures = device_.device()->library().release_failures();
    CHECK_EQ(failures.last.api + failures.last.detail, std::string());
  }
  const session::ModelDescription& model() { return session.underlying().description(); }

 private:
  TestDevice device_;
  bool opened_;

 public:
  TestSession session;
  session::Outcome built;
};

template <class T>
std::vector<T> values_of(const session::Slot& slot, size_t output) {
  session::DynamicOutputs& outputs = slot.dynamic().outputs;
  std::vector<std::byte> bytes(outputs.bytes());
  outputs.copy_to(bytes.data());
  size_t offset = 0;
  for (size_t i = 0;; ++i) {
    size_t count = 1;
    for (const int64_t dim : outputs.dims()[i]) count *= static_cast<size_t>(dim);
    if (i == output) {
      std::vector<T> values(count);
      if (count > 0) std::memcpy(values.data(), bytes.data() + offset, count * sizeof(T));
      return values;
    }
    offset += (count * sizeof(T) + 63) / 64 * 64;
  }
}

const std::vector<Dims>& dims_of(const session::Slot& slot) { return slot.dynamic().outputs.dims(); }

void check_found(Setup& setup, const std::vector<float>& x, const std::vector<int64_t>& places) {
  const session::Slot& slot = setup.session.run_dynamic({{4}}, {x.data()});
  if (!CHECK(!slot.failure() && !setup.session.failure())) return;
  CHECK(dims_of(slot) == (std::vector<Dims>{{1, static_cast<int64_t>(places.size())}}));
  CHECK(values_of<int64_t>(slot, 0) == places);
}

void check_data_dependent(bool shares_memory) {
  Setup setup("found.onnx", shares_memory);
  if (!CHECK(!setup.built)) return;
  CHECK(!setup.model().dynamic->outputs_are_known);
  check_found(setup, {0, 0, 0, 0}, {});
  check_found(setup, {0, 3, 0, 4}, {1, 3});
  check_found(setup, {1, 1, 1, 1}, {0, 1, 2, 3});
  check_found(setup, {0, 0, 0, 0}, {});
}

}  // namespace

TEST(dims_that_depend_on_data) { check_data_dependent(false); }
TEST(dims_that_depend_on_data_in_shared_memory) { check_data_dependent(true); }

TEST(dims_that_depend_on_those_of_the_inputs) {
  Setup setup("free-length.onnx");
  if (!CHECK(!setup.built)) return;
  CHECK(setup.model().inputs[0].dims == (Dims{1, -1, 2}));
  for (const int64_t length : {3, 50, 0, 1}) {
    const std::vector<float> x(static_cast<size_t>(2 * length), 7);
    const session::Slot& slot = setup.session.run_dynamic({{1, length, 2}}, {x.data()});
    if (!CHECK(!slot.failure())) return;
    CHECK(dims_of(slot) == (std::vector<Dims>{{1, length, 2}}));
    CHECK(values_of<float>(slot, 0) == std::vector<float>(x.size(), -7));
  }
}

// The dims of the output are fixed: such executions are queued.
void check_pooled(bool shares_memory) {
  Setup setup("free-pooled.onnx", shares_memory);
  if (!CHECK(!setup.built)) return;
  CHECK(setup.model().dynamic->outputs_are_known);
  for (const int64_t length : {3, 5000, 1}) {
    const std::vector<float> x(static_cast<size_t>(2 * length), 1);
    const session::Slot& slot = setup.session.run_dynamic({{1, length, 2}}, {x.data()});
    if (!CHECK(!slot.failure())) return;
    CHECK(values_of<float>(slot, 0) == std::vector<float>(2, static_cast<float>(length)));
  }
}
TEST(outputs_of_fixed_dims) { check_pooled(false); }
TEST(outputs_of_fixed_dims_in_shared_memory) { check_pooled(true); }

TEST(several_inputs_with_dims_of_their_own) {
  Setup setup("free-speech.onnx");
  if (!CHECK(!setup.built)) return;
  for (const int64_t n : {1, 2}) {
    for (const int64_t length : {1, 40}) {
      const std::vector<float> features(static_cast<size_t>(n * length * 3), 2);
      const std::vector<int32_t> lengths(static_cast<size_t>(n), static_cast<int32_t>(length));
      const int32_t language = 3;
      const session::Slot& slot =
          setup.session.run_dynamic({{n, length, 3}, {n}, {1}}, {features.data(), lengths.data(), &language});
      if (!CHECK(!slot.failure())) return;
      CHECK(dims_of(slot) == (std::vector<Dims>{{n, length, 3}, {n}}));
      CHECK(values_of<float>(slot, 0) == std::vector<float>(features.size(), 6));
      CHECK(values_of<int32_t>(slot, 1) == lengths);
    }
  }
}

TEST(a_number_of_dims_that_is_not_known) {
  Setup setup("free-rank.onnx");
  if (!CHECK(!setup.built)) return;
  CHECK(setup.model().inputs[0].dims == Dims{session::kUnknownRank});
  for (const Dims& dims : {Dims{2, 2}, Dims{}, Dims{4, 1, 2}}) {
    const std::vector<float> x(8, 1);
    const session::Slot& slot = setup.session.run_dynamic({dims}, {x.data()});
    if (CHECK(!slot.failure())) CHECK(dims_of(slot) == std::vector<Dims>{dims});
  }
}

TEST(branches_with_other_numbers_of_dims) {
  Setup setup("branches.onnx");
  if (!CHECK(!setup.built)) return;
  const std::vector<float> x{1, 2, 3, 4};
  for (const uint8_t whole : {uint8_t{1}, uint8_t{0}, uint8_t{1}}) {
    const session::Slot& slot = setup.session.run_dynamic({{}, {2, 2}}, {&whole, x.data()});
    if (!CHECK(!slot.failure())) return;
    CHECK(dims_of(slot) == std::vector<Dims>(1, whole ? Dims(2, 2) : Dims()));
    const std::vector<float> negative{-1, -2, -3, -4};
    CHECK(values_of<float>(slot, 0) == (whole ? negative : std::vector<float>(1, 10)));
  }
}

// Batch sizes, and an output with other unknown dims: the batch sizes are gears of dims.
TEST(batches_with_dims_that_depend_on_data) {
  Setup setup("gears-found.onnx");
  if (!CHECK(!setup.built)) return;
  const session::ModelDescription& model = setup.model();
  if (!CHECK(model.dynamic != nullptr)) return;
  CHECK(model.dynamic->kind == DynamicShapes::Gears::kBatches);
  CHECK(model.gears.empty());
  for (const int64_t n : {1, 2, 1}) {
    std::vector<float> x(static_cast<size_t>(4 * n), 0);
    x[1] = 1;
    x.back() = 1;
    const session::Slot& slot = setup.session.run_dynamic({{n, 4}}, {x.data()});
    if (CHECK(!slot.failure())) CHECK(dims_of(slot) == (std::vector<Dims>{{n, 4}, {2, 2}}));
  }
}

TEST(an_execution_fails_alone) {
  Setup setup("free-pick.onnx");
  if (!CHECK(!setup.built)) return;
  const std::vector<int64_t> right{2, 1};
  const std::vector<int64_t> wrong{2, 9};
  for (int round = 0; round < 3; ++round) {
    CHECK(setup.session.run_dynamic({{1, 2}}, {wrong.data()}).failure());
    CHECK(!setup.session.failure());
    const session::Slot& slot = setup.session.run_dynamic({{1, 2}}, {right.data()});
    if (CHECK(!slot.failure())) CHECK(values_of<float>(slot, 0) == (std::vector<float>{30, 20}));
  }
}

// Every result is right, every slot comes back, and nothing stays allocated: in the embedded runtime, too.
TEST(any_call_may_fail) {
  for (const char* const function :
       {"aclCreateDataBuffer", "aclCreateTensorDesc", "aclmdlCreateDataset", "aclmdlAddDatasetBuffer",
        "aclmdlSetDatasetTensorDesc", "aclmdlGetDatasetTensorDesc", "aclGetTensorDescDimV2", "aclrtMalloc",
        "aclrtMallocHost", "aclrtMemcpy", "aclmdlExecute", "aclrtLaunchCallback"}) {
    for (const bool forward : {false, true}) {
      for (int call = 1; call <= 4; ++call) {
        ascend_rx::test::plan() = {function, call, ACL_ERROR_RT_INTERNAL_ERROR, forward};
        // What is allocated and refused at once cannot be freed by anybody.
        if (forward && std::string(function).find("Malloc") != std::string::npos) continue;
        ascend_rx::test::calls() = 0;
        Setup setup("found.onnx");
        if (setup.built) continue;
        for (const float y : {1.0F, 0.0F, 1.0F}) {
          const std::vector<float> x{0, y, 0, y};
          const session::Slot& slot = setup.session.run_dynamic({{4}}, {x.data()});
          if (setup.session.failure()) break;
          if (!slot.failure()) CHECK_EQ(values_of<int64_t>(slot, 0).size(), y == 0 ? size_t{0} : size_t{2});
        }
      }
    }
  }
  ascend_rx::test::plan() = {};
}
