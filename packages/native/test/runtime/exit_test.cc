// The end of the process in every situation: no signal, no hang. Each scene runs many times, in a child
// process, which is this program with one argument more. In the scene, exit() is called in the middle of
// things.
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "gate.h"
#include "stopped_time.h"
#include "world.h"

namespace {

constexpr size_t slow_bytes = 384 * 384 * 4;
constexpr int played = 7;  // the exit code of a scene that reached its end

// Runs the scene in a child process. Gives the exit code, or the signal as a negative number.
int play(int round) {
  char self[4096] = {};
  CHECK(readlink("/proc/self/exe", self, sizeof self - 1) > 0);
  const pid_t child = fork();  // nothing of ACL has been called in this process
  if (child == 0) {
    execl(self, self, test::current, std::to_string(round).c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  CHECK_EQ(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

// In the child, runs the scene, which must exit. In the parent, starts as many children as
// ASCEND_RX_TEST_ROUNDS says.
template <typename Scene>
void often(Scene scene) {
  if (!test::arguments.empty()) {
    scene();
    _exit(99);
  }
  const char* const rounds = std::getenv("ASCEND_RX_TEST_ROUNDS");
  const int times = rounds ? std::atoi(rounds) : 8;
  for (int i = 0; i < times && CHECK_EQ(play(i), played); ++i) {
  }
}

// What scenes start from; never destroyed.
struct Stage {
  World& world = *new World;
  Model& model = *new Model("slow.onnx");
  Buffer& x = *new Buffer(slow_bytes);
  Buffer& y = *new Buffer(slow_bytes);
  Dataset& in = *new Dataset{&x};
  Dataset& out = *new Dataset{&y};

  // Until the process ends; exit() may have begun already.
  void go_on_executing() const {
    while (model.execute_async(in, out, world.stream) == ACL_SUCCESS) {
    }
    for (;;) pause();
  }

  void execute(int times) const {
    for (int i = 0; i < times; ++i) CHECK_OK(model.execute_async(in, out, world.stream));
  }
};

// Runs a check after the runtime has stopped: registered before the runtime is first used, so that exit()
// calls it later.
template <typename Check>
void when_stopped(Check check) {
  static Check kept = check;
  std::atexit([] {
    kept();
    if (test::failures > 0) _exit(98);
  });
}

// Makes a call on another thread, which must fail. Gives a signal that is set when the call has returned.
template <typename Call>
test::Signal& call_that_ends(aclrtContext context, Call call) {
  auto& started = *new test::Signal;
  auto& returned = *new test::Signal;
  std::thread([&started, &returned, context, call] {
    CHECK_OK(aclrtSetCurrentContext(context));
    started.set();
    CHECK(call() != ACL_SUCCESS);
    returned.set();
  }).detach();
  started.wait();
  return returned;
}

[[noreturn]] void leave() { std::exit(played); }

}  // namespace

TEST(with_executions_queued) {
  often([] {
    const Stage stage;
    stage.execute(50);
    leave();
  });
}

TEST(with_executions_queued_on_many_streams) {
  often([] {
    const Stage stage;
    struct Work {  // executions at the same time have outputs of their own
      Model model{"slow.onnx"};
      Buffer y{slow_bytes};
      Dataset out{&y};
    };
    static auto& works = *new std::vector<Work*>;  // kept to the very end
    for (int i = 0; i < 4; ++i) {
      works.push_back(new Work);
      const Work& work = *works.back();
      aclrtStream stream = nullptr;
      CHECK_OK(aclrtCreateStream(&stream));
      for (int k = 0; k < 20; ++k) CHECK_OK(work.model.execute_async(stage.in, work.out, stream));
    }
    leave();
  });
}

TEST(by_another_thread) {
  often([] {
    static const Stage stage;
    stage.execute(50);
    std::thread([] { leave(); }).detach();
    aclrtSynchronizeStream(stage.world.stream);
    for (;;) pause();
  });
}

TEST(while_a_thread_synchronizes) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    const Stage stage;
    stage.execute(50);
    returned = &call_that_ends(stage.world.context,
                               [stream = stage.world.stream] { return aclrtSynchronizeStream(stream); });
    leave();
  });
}

// A stream waits for an event that another stream has not recorded yet, and threads wait for both streams.
TEST(while_all_wait_for_an_event) {
  often([] {
    static test::Signal *first = nullptr, *second = nullptr;
    when_stopped([] {
      first->wait();
      second->wait();
    });
    const Stage stage;
    aclrtStream waiting = nullptr;
    aclrtEvent event = nullptr;
    CHECK_OK(aclrtCreateStream(&waiting));
    CHECK_OK(aclrtCreateEvent(&event));
    stage.execute(50);
    CHECK_OK(aclrtRecordEvent(event, stage.world.stream));
    CHECK_OK(aclrtStreamWaitEvent(waiting, event));
    first = &call_that_ends(stage.world.context, [event] { return aclrtSynchronizeEvent(event); });
    second = &call_that_ends(stage.world.context, [waiting] { return aclrtSynchronizeStream(waiting); });
    leave();
  });
}

TEST(while_a_thread_waits_for_reports) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    const Stage stage;
    auto& subscribed = *new test::Signal;
    auto& id = *new std::atomic<uint64_t>{0};
    returned = &call_that_ends(stage.world.context, [&] {
      id = static_cast<uint64_t>(pthread_self());
      subscribed.wait();
      return aclrtProcessReport(-1);
    });
    while (id == 0) std::this_thread::yield();
    CHECK_OK(aclrtSubscribeReport(id, stage.world.stream));
    subscribed.set();
    leave();
  });
}

TEST(while_a_thread_executes_synchronously) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    static const Stage stage;
    returned = &call_that_ends(stage.world.context, [] {
      for (;;) {
        const aclError result = stage.model.execute(stage.in, stage.out);
        if (result != ACL_SUCCESS) return result;
      }
    });
    leave();
  });
}

// The execution is over, but its simulated duration is not: the call waits for a point of time, and for
// nothing else.
TEST(while_a_thread_waits_out_a_service_time) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    static World& world = *new World(R"("serviceTimeUs": 600000000)");
    static Model& model = *new Model("identity-float32.onnx");
    static Buffer &x = *new Buffer(24), &y = *new Buffer(24);
    static Dataset &in = *new Dataset{&x}, &out = *new Dataset{&y};
    auto& time = *new test::StoppedTime;
    returned = &call_that_ends(world.context, [] { return model.execute(in, out); });
    time.wait_for_a_deadline();
    leave();
  });
}

TEST(while_a_thread_loads) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    static const Stage stage;
    returned = &call_that_ends(stage.world.context, [] {
      for (uint32_t id = 0;;) {
        const aclError result = aclmdlLoadFromFile(model_file("slow.onnx").c_str(), &id);
        if (result != ACL_SUCCESS) return result;
      }
    });
    leave();
  });
}

// A run on zeros that never ends by itself.
TEST(while_a_run_on_zeros_goes_on) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    static const Stage stage;
    returned = &call_that_ends(stage.world.context, [] {
      for (uint32_t id = 0;;) {
        const aclError result = aclmdlLoadFromFile(model_file("endless.onnx").c_str(), &id);
        if (result != ACL_SUCCESS) return result;
      }
    });
    leave();
  });
}

// aclmdlExecuteAsync waits for the execution, whose outputs have no dims before.
TEST(while_a_thread_waits_for_its_execution) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    static const Stage stage;
    static Model& slow = *new Model("found-slowly.onnx");
    static Buffer& places = *new Buffer(384 * 384 * 16);
    static Dataset& out = *new Dataset{&stage.y, &places};
    returned = &call_that_ends(stage.world.context, [] {
      for (;;) {
        const aclError result = slow.execute_async(stage.in, out, stage.world.stream);
        if (result != ACL_SUCCESS) return result;
      }
    });
    leave();
  });
}

// ONNX Runtime is making its static objects. Each round exits a little later in the load.
TEST(while_the_first_model_loads) {
  often([] {
    static World& world = *new World;
    static auto& started = *new test::Signal;
    std::thread([] {
      aclrtSetCurrentContext(world.context);
      started.set();
      uint32_t id = 0;
      aclmdlLoadFromFile(model_file("slow.onnx").c_str(), &id);
    }).detach();
    started.wait();
    const auto moment = std::chrono::milliseconds(3 * (std::stoi(test::arguments[0]) % 40));
    for (const auto start = std::chrono::steady_clock::now();
         std::chrono::steady_clock::now() - start < moment;) {
    }
    leave();
  });
}

// A load that begins between the end of the main thread's locals and the exit handlers would make static
// objects of ONNX Runtime while exit() destroys them.
TEST(before_the_first_model_loads) {
  often([] {
    static auto& world = *new World;
    static auto& go = *new test::Signal;
    static auto& returned = *new test::Signal;
    std::thread([] {
      CHECK_OK(aclrtSetCurrentContext(world.context));
      go.wait();
      uint32_t id = 0;
      CHECK_EQ(aclmdlLoadFromFile(model_file("slow.onnx").c_str(), &id), ACL_ERROR_UNINITIALIZE);
      returned.set();
    }).detach();
    // The last handler that is registered runs first.
    std::atexit([] {
      go.set();
      returned.wait();
      if (test::failures > 0) _exit(98);
    });
    leave();
  });
}

TEST(while_a_thread_waits_for_room) {
  often([] {
    static test::Signal* returned = nullptr;
    when_stopped([] { returned->wait(); });
    static const Stage stage;
    returned = &call_that_ends(stage.world.context, [] {
      for (;;) {
        const aclError result = stage.model.execute_async(stage.in, stage.out, stage.world.stream);
        if (result != ACL_SUCCESS) return result;
      }
    });
    leave();
  });
}

TEST(while_a_thread_destroys_a_stream) {
  often([] {
    static const Stage stage;
    stage.execute(50);
    std::thread([] {
      aclrtSetCurrentContext(stage.world.context);
      aclrtDestroyStream(stage.world.stream);
    }).detach();
    leave();
  });
}

TEST(inside_a_callback) {
  often([] {
    static const Stage stage;
    auto& reports = *new ReportThread(stage.world.context);
    reports.subscribe(stage.world.stream);
    CHECK_OK(aclrtLaunchCallback([](void*) { leave(); }, nullptr, ACL_CALLBACK_BLOCK, stage.world.stream));
    stage.go_on_executing();
  });
}

// The report thread runs the tasks itself. exit() is called on another thread, then in a callback.
TEST(while_the_report_thread_runs_tasks) {
  often([] {
    static const Stage stage;
    static Model& short_model = *new Model("identity-float32.onnx");
    static Buffer &x = *new Buffer(24), &y = *new Buffer(24);
    static Dataset &in = *new Dataset{&x}, &out = *new Dataset{&y};
    static std::atomic<int> calls{0};
    const bool by_callback = std::stoi(test::arguments[0]) % 2 == 1;
    auto& reports = *new ReportThread(stage.world.context);
    reports.subscribe(stage.world.stream);
    const auto feed = [by_callback] {
      aclrtSetCurrentContext(stage.world.context);
      const auto count = [](void* exits) {
        if (++calls == 1000 && exits) leave();
      };
      aclError result = ACL_SUCCESS;
      while (result == ACL_SUCCESS) {
        for (int i = 0; i < 3; ++i) result = short_model.execute_async(in, out, stage.world.stream);
        if (result == ACL_SUCCESS) {
          result = aclrtLaunchCallback(count, by_callback ? &calls : nullptr, ACL_CALLBACK_BLOCK,
                                       stage.world.stream);
        }
      }
    };
    std::thread(feed).detach();
    while (by_callback || calls < 1000) std::this_thread::yield();
    leave();
  });
}

TEST(while_unsubscribing_waits_for_a_callback) {
  often([] {
    static const Stage stage;
    static auto& gate = *new Gate(stage.world.context);
    gate.block(stage.world.stream);
    std::thread([] { aclrtUnSubscribeReport(gate.reports().id(), stage.world.stream); }).detach();
    leave();
  });
}

TEST(inside_the_exception_callback) {
  often([] {
    static const Stage stage;
    CHECK_OK(aclrtSetExceptionInfoCallback([](aclrtExceptionInfo*) { leave(); }));
    static Model& failing = *new Model("pick.onnx");
    static Buffer &index = *new Buffer(8), &picked = *new Buffer(4);
    *index.as<int64_t>() = 9;
    CHECK_OK(failing.execute_async({&index}, {&picked}, stage.world.stream));
    stage.go_on_executing();
  });
}

TEST(with_callbacks_nobody_serves) {
  often([] {
    const Stage stage;
    CHECK_OK(aclrtSubscribeReport(12345, stage.world.stream));
    for (int i = 0; i < 100; ++i) {
      CHECK_OK(aclrtLaunchCallback([](void*) {}, nullptr, ACL_CALLBACK_BLOCK, stage.world.stream));
      stage.execute(1);
    }
    leave();
  });
}

// Without any model, and without aclInit.
TEST(with_copies_queued) {
  often([] {
    static char bytes[1 << 20];
    CHECK_OK(aclrtSetDevice(0));
    for (int i = 0; i < 1000; ++i) CHECK_OK(aclrtMemsetAsync(bytes, sizeof bytes, i, sizeof bytes, nullptr));
    leave();
  });
}

// Calls that destructors of globals and later exit handlers make fail at once.
TEST(calls_afterwards_fail) {
  often([] {
    static const Stage* stage = nullptr;
    when_stopped([] {
      void* memory = nullptr;
      char byte = 0;
      uint32_t id = 0;
      aclrtStream stream = nullptr;
      const auto callback = [](void*) {};
      CHECK(aclInit(nullptr) != ACL_SUCCESS);
      CHECK(aclrtSetDevice(0) != ACL_SUCCESS);
      CHECK(aclrtCreateStream(&stream) != ACL_SUCCESS);
      CHECK(aclrtSynchronizeStream(stage->world.stream) != ACL_SUCCESS);
      CHECK(aclrtLaunchCallback(callback, nullptr, ACL_CALLBACK_BLOCK, stage->world.stream) != ACL_SUCCESS);
      CHECK(aclrtProcessReport(-1) != ACL_SUCCESS);
      CHECK(aclrtMalloc(&memory, 8, ACL_MEM_MALLOC_HUGE_FIRST) != ACL_SUCCESS);
      CHECK(aclrtFree(stage->x.data) != ACL_SUCCESS);
      CHECK(aclrtMemsetAsync(&byte, 1, 1, 1, stage->world.stream) != ACL_SUCCESS);
      CHECK(aclmdlLoadFromFile(model_file("slow.onnx").c_str(), &id) != ACL_SUCCESS);
      CHECK(stage->model.execute_async(stage->in, stage->out, stage->world.stream) != ACL_SUCCESS);
      CHECK(stage->model.execute(stage->in, stage->out) != ACL_SUCCESS);
      CHECK(aclmdlUnload(stage->model.id) != ACL_SUCCESS);
      CHECK(aclrtDestroyStream(stage->world.stream) != ACL_SUCCESS);
      CHECK(aclrtResetDevice(0) != ACL_SUCCESS);
      CHECK(aclFinalize() != ACL_SUCCESS);
      CHECK(aclGetRecentErrMsg() == nullptr);
    });
    stage = new Stage;
    stage->execute(10);
    leave();
  });
}

// Section 7: fork() after ACL calls is not supported. Here the child's calls fail at once, and it can end.
TEST(of_a_forked_child) {
  often([] {
    const Stage stage;
    stage.execute(1);
    CHECK_OK(aclrtSynchronizeStream(stage.world.stream));
    const bool busy = std::stoi(test::arguments[0]) % 2 == 1;
    if (busy) stage.execute(20);
    const pid_t child = fork();
    if (child == 0) {
      uint32_t id = 0;
      CHECK_EQ(aclrtSynchronizeStream(stage.world.stream), ACL_ERROR_UNINITIALIZE);
      CHECK_EQ(stage.model.execute_async(stage.in, stage.out, stage.world.stream), ACL_ERROR_UNINITIALIZE);
      CHECK_EQ(stage.model.execute(stage.in, stage.out), ACL_ERROR_UNINITIALIZE);
      CHECK_EQ(aclmdlLoadFromFile(model_file("slow.onnx").c_str(), &id), ACL_ERROR_UNINITIALIZE);
      CHECK_EQ(aclrtDestroyStream(stage.world.stream), ACL_ERROR_UNINITIALIZE);
      CHECK_EQ(aclInit(nullptr), ACL_ERROR_UNINITIALIZE);
      std::exit(test::failures == 0 ? 3 : 1);
    }
    int status = 0;
    CHECK_EQ(waitpid(child, &status, 0), child);
    CHECK_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 3);
    CHECK_OK(aclrtSynchronizeStream(stage.world.stream));  // the parent is as it was
    if (test::failures > 0) _exit(98);
    leave();
  });
}

// An orderly end leaves nothing to stop.
TEST(after_an_orderly_end) {
  often([] {
    {
      World world;
      Model model("identity-float32.onnx");
      Buffer x(24), y(24);
      CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
      CHECK_OK(aclrtSynchronizeStream(world.stream));
    }
    leave();
  });
}
