// Our own code allocates nothing per task once it is warm: an execution makes as many allocations as ONNX
// Runtime's own Run, other tasks and callbacks none.
#include <algorithm>
#include <cstdint>
#include <new>

#include "bare_run.h"
#include "gate.h"
#include "world.h"

namespace {

std::atomic<size_t> allocations{0};

// Sanitizers have operators of their own, and ThreadSanitizer must see which calls come out of ONNX Runtime.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr bool counting = false;
#else
constexpr bool counting = true;

void* counted(size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size > 0 ? size : 1)) return memory;
  throw std::bad_alloc();
}
#endif

bool skipped() {
  if (!counting) std::printf("skipped: allocations cannot be counted under sanitizers\n");
  return !counting;
}

}  // namespace

#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
// For the whole process, shared libraries too.
#define ASCEND_RX_EXPORTED __attribute__((visibility("default"), noinline))
ASCEND_RX_EXPORTED void* operator new(size_t size) { return counted(size); }
ASCEND_RX_EXPORTED void* operator new[](size_t size) { return counted(size); }
ASCEND_RX_EXPORTED void operator delete(void* memory) noexcept { std::free(memory); }
ASCEND_RX_EXPORTED void operator delete[](void* memory) noexcept { std::free(memory); }
ASCEND_RX_EXPORTED void operator delete(void* memory, size_t) noexcept { std::free(memory); }
ASCEND_RX_EXPORTED void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
#endif

namespace {

constexpr size_t times = 1000;

// Does it a few times, until everything is as large as it gets; gives the fewest allocations of a time, since
// a thread that takes its first turn late makes some of its own, once.
template <typename Work>
size_t steady_allocations(Work work) {
  size_t fewest = SIZE_MAX;
  for (int i = 0; i < 8; ++i) {
    const size_t before = allocations;
    work();
    fewest = std::min<size_t>(fewest, allocations - before);
  }
  return fewest;
}

// Queues so many tasks behind a closed gate, so that every time as many are in flight at once.
class Flood {
 public:
  explicit Flood(const World& world) : world_(world) {
    CHECK_OK(aclrtCreateEvent(&passed_));
    reports_.subscribe(world.stream);
  }
  ~Flood() {
    reports_.unsubscribe(world_.stream);
    CHECK_OK(aclrtDestroyEvent(passed_));
  }

  template <typename Submit>
  void run(Submit submit) {
    CHECK_OK(aclrtLaunchCallback(stand, this, ACL_CALLBACK_BLOCK, world_.stream));
    for (size_t i = 0; i < times; ++i) submit(world_.stream);
    CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, world_.stream));
    opened_.set();
    CHECK_OK(aclrtSynchronizeStream(world_.stream));
  }
  aclrtEvent event() const { return passed_; }

 private:
  static void stand(void* flood) { static_cast<Flood*>(flood)->opened_.wait(); }

  const World& world_;
  aclrtEvent passed_ = nullptr;
  test::Signal opened_;
  ReportThread reports_{world_.context};
};

}  // namespace

// The counter counts inside the library.
TEST(are_counted) {
  if (skipped()) return;
  World world;
  const size_t before = allocations;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateStream(&stream));
  CHECK(allocations > before);
  CHECK_OK(aclrtDestroyStream(stream));
}

TEST(of_an_execution_are_those_of_run) {
  lenient();
  if (skipped()) return;
  World world;
  BareRun bare(std::getenv("ASCEND_RX_ONNXRUNTIME"));
  uint32_t model = 0;
  const std::string file = noop_model::file();
  CHECK_OK(aclmdlLoadFromMem(file.data(), file.size(), &model));
  std::vector<std::unique_ptr<Buffer>> buffers;
  std::vector<std::unique_ptr<Dataset>> inputs, outputs;
  for (int i = 0; i < 100; ++i) {
    for (auto* const side : {&inputs, &outputs}) {
      buffers.push_back(std::make_unique<Buffer>(noop_model::bytes));
      side->push_back(std::make_unique<Dataset>(std::initializer_list<const Buffer*>{buffers.back().get()}));
    }
  }
  Flood flood(world);
  const size_t of_run = steady_allocations([&] {
    for (size_t i = 0; i < times; ++i) bare.run_bound();
  });
  size_t next = 0;
  const size_t of_executions = steady_allocations([&] {
    flood.run([&](aclrtStream stream) {
      const size_t slot = next++ % inputs.size();
      CHECK_OK(aclmdlExecuteAsync(model, inputs[slot]->dataset, outputs[slot]->dataset, stream));
    });
  });
  CHECK_EQ(of_executions, of_run);
  CHECK_OK(aclmdlUnload(model));
}

TEST(of_other_tasks_are_none) {
  lenient();
  if (skipped()) return;
  World world;
  Flood flood(world);
  char from[64] = {}, to[64] = {};
  const size_t of_tasks = steady_allocations([&] {
    flood.run([&, i = 0](aclrtStream stream) mutable {
      switch (i++ % 6) {
        case 0:
          CHECK_OK(aclrtMemcpyAsync(to, 64, from, 64, ACL_MEMCPY_HOST_TO_DEVICE, stream));
          break;
        case 1:
          CHECK_OK(aclrtMemsetAsync(from, 64, i, 64, stream));
          break;
        case 2:
          CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, stream));
          break;
        case 3:
          CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_NO_BLOCK, stream));
          break;
        case 4:
          CHECK_OK(aclrtRecordEvent(flood.event(), stream));
          break;
        default:
          CHECK_OK(aclrtStreamWaitEvent(stream, flood.event()));
      }
    });
  });
  CHECK_EQ(of_tasks, size_t{0});
}
