// The whole path: load, execute, callback, process report. Facts, sections 2 to 5 and 9.
#include "world.h"

namespace {

struct Seen {
  std::vector<int> order;
  test::Signal last;
  int wanted = 0;
};

struct Mark {
  Seen* seen;
  int number;
};

void mark(void* data) {
  const Mark& mine = *static_cast<Mark*>(data);
  mine.seen->order.push_back(mine.number);
  if (static_cast<int>(mine.seen->order.size()) == mine.seen->wanted) mine.seen->last.set();
}

}  // namespace

// Sections 4, 9: executions and BLOCK callbacks of one stream run in the order given.
TEST(executes_and_calls_back_in_order) {
  World world;
  {
    Model model("two-by-two.onnx");
    ReportThread reports(world.context);
    reports.subscribe(world.stream);
    Seen seen;
    seen.wanted = 10;
    std::vector<Mark> marks(10);
    Buffer a(24), b(24), sum(24), turned(24);
    const Dataset in{&a, &b}, out{&sum, &turned};
    for (int i = 0; i < 6; ++i) {
      a.as<float>()[i] = static_cast<float>(i);
      b.as<float>()[i] = static_cast<float>(10 * i);
    }
    for (int i = 0; i < 10; ++i) {
      CHECK_OK(model.execute_async(in, out, world.stream));
      marks[static_cast<size_t>(i)] = {&seen, i};
      CHECK_OK(aclrtLaunchCallback(mark, &marks[static_cast<size_t>(i)], ACL_CALLBACK_BLOCK, world.stream));
    }
    CHECK_OK(aclrtSynchronizeStream(world.stream));
    seen.last.wait();
    for (int i = 0; i < 10; ++i) CHECK_EQ(seen.order[static_cast<size_t>(i)], i);
    for (int i = 0; i < 6; ++i) CHECK_EQ(sum.as<float>()[i], static_cast<float>(11 * i));
    CHECK_EQ(turned.as<float>()[1], 30.0F);
    reports.unsubscribe(world.stream);
  }
}

// Section 9: the synchronous form.
TEST(executes_synchronously) {
  World world;
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  for (int i = 0; i < 6; ++i) x.as<float>()[i] = static_cast<float>(i) + 0.5F;
  CHECK_OK(model.execute({&x}, {&y}));
  for (int i = 0; i < 6; ++i) CHECK_EQ(y.as<float>()[i], static_cast<float>(i) + 0.5F);
}
