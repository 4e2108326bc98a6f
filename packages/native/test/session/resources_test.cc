// Threads, memory and descriptors run out while a device is opened and a model is loaded: at the first
// request for one, at the second, and so on, through all of them. Each time there is a typed error or it
// works all the same; nothing aborts or hangs; and once there is enough again, the next load works and
// everything is released. Memory also runs out at a command of a session that works.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iterator>
#include <string>
#include <vector>

#include "exhaustion.h"
#include "scenario.h"
#include "test.h"

namespace {

namespace session = ascend_rx::session;
using ascend_rx::test::model_file;
using ascend_rx::test::TestDevice;
using ascend_rx::test::TestSession;
using test::Exhaustion;
using test::Resource;

constexpr uint32_t kInferences = 4;
constexpr uint32_t kSlots = 2;

session::Library::Candidate embedded() {
  session::Library::Candidate candidate{};
  candidate.origin = "embedded runtime";
  candidate.files = {ASCEND_RX_EMBEDDED_LIBRARY};
  candidate.embedded = true;
  // A configuration, so that a file is made for it.
  candidate.config = R"({"embedded": {"runMode": "device"}})";
  return candidate;
}

size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<size_t>(std::distance(begin(all), end(all))) - 1;  // without the one that lists them
}

// The lowest number that is free when so many more descriptors have been opened.
rlim_t descriptor_behind(int spare) {
  std::vector<int> opened;
  for (int i = 0; i <= spare; ++i) opened.push_back(dup(STDIN_FILENO));
  for (const int descriptor : opened) close(descriptor);
  return static_cast<rlim_t>(opened.back());
}

// Until when there is not enough: the model is loaded, or the first inferences have been made as well.
enum class Until { kLoaded, kInferred };

// Opens, loads, infers, and closes. Returns whether all of it worked. `enough` is called at the end of the
// time without, also when a failure ends it early.
template <class Enough>
bool load(const std::string& where, Until until, Enough&& enough) {
  try {
    TestDevice device(embedded());
    if (const session::Outcome failure = device.opening()) {
      enough();
      CHECK(failure->code != ACL_SUCCESS);
      return false;
    }
    bool built = false;
    {
      TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
      const session::Outcome failure = session.build();
      built = !failure;
      if (failure) CHECK(failure->code != ACL_SUCCESS && *failure->api != '\0');
      if (failure || until == Until::kLoaded) enough();
      if (built) {
        for (const float value : session.run(kInferences, 1)) built = built && value != TestSession::kRefused;
        enough();
        const std::vector<float> values = session.run(kInferences, 1);
        for (uint32_t i = 0; i < kInferences; ++i) CHECK_EQ(values[i], static_cast<float>(i));
      }
      session.close();
    }
    device.close();
    const session::Library::ReleaseFailures refused = device.device()->library().release_failures();
    CHECK_EQ(where + ": " + std::to_string(refused.count) + " " + refused.last.detail, where + ": 0 ");
    return built;
  } catch (const std::exception& error) {
    // As the addon answers it, when it makes a device or a session.
    enough();
    CHECK(*error.what() != '\0');
    return false;
  }
}

// Receives the events of a session without an allocation, and holds the submission thread in built() until it
// may go on: what is pushed meanwhile finds no room in the queue.
class HeldSession : public session::SessionObserver {
 public:
  HeldSession(const std::shared_ptr<session::Device>& device, const std::string& file)
      : session_(device, session::ModelFile::open(file), kSlots, *this) {}

  session::Session& underlying() { return session_; }

  // Returns when the model is loaded. The submission thread is held then.
  void build() {
    state_.change([](State& s) { s = State{}; });
    session_.build();
    CHECK(!state_.wait([](const State& s) { return s.is_built; }).has_failed);
  }
  void let_go() {
    state_.change([](State& s) { s.may_go_on = true; });
  }
  // Submits an execution of a model with one small input, and returns its group, which is not closed.
  session::Group& submit(float value) {
    const session::ModelDescription& model = session_.description();
    const std::vector<float> input(model.inputs[0].bytes / sizeof(float), value);
    session_.slot(0).begin(model);
    session_.slot(0).set_input(model, 0, 0, input.data());
    session_.submit(0);
    session::Group& group = session_.acquire(0);
    group.slots.assign(1, 0);
    return group;
  }
  // Waits for a report or a failure. Whether it was a report.
  bool was_reported() {
    return !state_.wait([](const State& s) { return s.was_reported || s.has_failed; }).has_failed;
  }
  const session::Failure& failure() const { return failure_; }
  void close() {
    session_.close();
    state_.wait([](const State& s) { return s.is_closed; });
  }

 private:
  struct State {
    bool is_built = false;
    bool may_go_on = false;
    bool was_reported = false;
    bool has_failed = false;
    bool is_closed = false;
  };

  void built(session::Outcome outcome) override {
    state_.change([&](State& s) {
      s.is_built = true;
      s.has_failed = outcome.has_value();
    });
    state_.wait([](const State& s) { return s.may_go_on; });
  }
  void reported(session::Group&) override {
    state_.change([](State& s) { s.was_reported = true; });
  }
  void failed(session::Failure failure) override {
    state_.change([&](State& s) {
      failure_ = std::move(failure);
      s.has_failed = true;
    });
  }
  void closed() override {
    state_.change([](State& s) { s.is_closed = true; });
  }

  ascend_rx::test::Watched<State> state_;
  session::Failure failure_;
  session::Session session_;
};

// The command that closes a group finds no memory. `close` passes the command on.
template <class Close>
void fail_without_memory_for(const char* command, Close&& close) {
  TestDevice device(embedded());
  CHECK(!device.opening());
  {
    HeldSession session(device.device(), model_file("identity-float32.onnx"));
    session.build();
    session::Group& lost = session.submit(1);
    Exhaustion::begin(Resource::kMemory, 1);
    close(session.underlying(), lost);
    const int requests = Exhaustion::end();
    session.let_go();
    CHECK_EQ(command + std::to_string(requests), command + std::string("1"));
    CHECK(!session.was_reported());
    CHECK_EQ(session.failure().code, static_cast<aclError>(ACL_ERROR_BAD_ALLOC));
    CHECK(session.failure().api && *session.failure().api != '\0');

    // The next build starts anew.
    session.build();
    session.let_go();
    session::Group& next = session.submit(2);
    close(session.underlying(), next);
    CHECK(session.was_reported());
    CHECK(&next != &lost);
    CHECK(!session.underlying().slot(0).failure());
    CHECK_EQ(*reinterpret_cast<const float*>(session.underlying().slot(0).output()), 2.0F);
    session.close();
  }
  device.close();
  CHECK_EQ(device.device()->library().release_failures().count, size_t{0});
}

void load_again(const std::string& where) {
  if (!load(where + ", again", Until::kLoaded, [] {}))
    CHECK_EQ(where + ": the next load failed", std::string());
}

// Returns how many requests there were.
int load_without(Resource resource, int n, const std::string& what) {
  const std::string where = what + " " + std::to_string(n);
  int requests = 0;
  Exhaustion::begin(resource, n);
  // The observers of the scenario allocate when results come, and nothing may fail there.
  const Until until = resource == Resource::kMemory ? Until::kLoaded : Until::kInferred;
  load(where, until, [&] { requests = std::max(requests, Exhaustion::end()); });
  load_again(where);
  return requests;
}

// In a process of its own, in which nothing has been loaded yet. Returns what the body returns, up to 254.
template <class Body>
int in_child(const std::string& where, Body&& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(100);
    const int answer = body();
    _exit(test::failures == 0 ? answer : 255);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const bool well = WIFEXITED(status) && WEXITSTATUS(status) < 255;
  if (!well) CHECK_EQ(where + ": wait status " + std::to_string(status), where + ": a good end");
  return well ? WEXITSTATUS(status) : 0;
}

// Every n, each as the first load of a process.
void each_first_load_without(Resource resource, const std::string& what, int least) {
  int n = 1;
  while (in_child(what + " " + std::to_string(n), [&] { return load_without(resource, n, what); }) >= n) ++n;
  std::printf("%s: %d requests\n", what.c_str(), n - 1);
  CHECK(n > least);
}

}  // namespace

TEST(without_threads) { each_first_load_without(Resource::kThread, "thread", 3); }

TEST(without_files) { each_first_load_without(Resource::kFile, "file", 1); }

TEST(without_files_in_memory) { each_first_load_without(Resource::kMemoryFile, "file in memory", 1); }

TEST(without_mappings) {
  if (!mappings_can_run_out) {
    std::printf("skipped: ThreadSanitizer has mappings of its own\n");
    return;
  }
  each_first_load_without(Resource::kMapping, "mapping", 1);
}

TEST(without_memory) {
  if (!memory_can_run_out) {
    std::printf("skipped: sanitizers have allocators of their own\n");
    return;
  }
  load_again("first");  // ONNX Runtime is loaded
  const int requests = load_without(Resource::kMemory, 0, "allocation");
  std::printf("allocations: %d\n", requests);
  CHECK(requests > 50);
  for (int n = 1; n <= requests; ++n) load_without(Resource::kMemory, n, "allocation");
}

// The same in processes in which nothing has been loaded. Each takes as long as ONNX Runtime takes to load,
// so a tenth of them; with the argument `all` every one.
TEST(without_memory_at_the_first_load) {
  if (!memory_can_run_out) {
    std::printf("skipped: sanitizers have allocators of their own\n");
    return;
  }
  const int step = test::arguments.empty() ? 10 : 1;
  int answer = 0;
  for (int n = 1; answer == 0; n += step) {
    // 1: fewer were asked for.
    answer = in_child("allocation " + std::to_string(n),
                      [&] { return load_without(Resource::kMemory, n, "allocation") < n ? 1 : 0; });
    if (test::failures > 0) return;
  }
}

// A group that is closed has given its slots away. If nobody can be told to report it, the session fails.
TEST(without_memory_for_a_command) {
  if (!memory_can_run_out) {
    std::printf("skipped: sanitizers have allocators of their own\n");
    return;
  }
  fail_without_memory_for("launch", [](session::Session& session, session::Group& group) {
    session.launch(group, ACL_CALLBACK_BLOCK);
  });
  fail_without_memory_for(
      "synchronize", [](session::Session& session, session::Group& group) { session.synchronize(group); });
}

// Groups come back while reports are read, where nobody could answer an exception.
TEST(recycled_without_memory) {
  TestDevice device(embedded());
  CHECK(!device.opening());
  {
    TestSession session(device.device(), model_file("identity-float32.onnx"), kSlots);
    std::vector<session::Group*> groups;
    for (uint32_t id = 0; id < 100; ++id) groups.push_back(&session.underlying().acquire(id));
    Exhaustion::begin(Resource::kMemory, 0);
    for (session::Group* const group : groups) session.underlying().recycle(*group);
    CHECK_EQ(Exhaustion::end(), 0);
    session.close();
  }
  device.close();
}

// The system's own limit: the loader's and ONNX Runtime's files count, too.
TEST(without_descriptors) {
  for (int spare = 0, worked = 0; worked == 0; ++spare) {
    const std::string where = std::to_string(spare) + " descriptors";
    worked = in_child(where, [&] {
      rlimit limit{};
      getrlimit(RLIMIT_NOFILE, &limit);
      const rlimit low{descriptor_behind(spare), limit.rlim_max};
      setrlimit(RLIMIT_NOFILE, &low);
      const bool works = load(where, Until::kInferred, [&] { setrlimit(RLIMIT_NOFILE, &limit); });
      load_again(where);
      const size_t open = open_descriptors();
      load_again(where);
      CHECK_EQ(open_descriptors(), open);
      return works ? 1 : 0;
    });
    if (test::failures > 0) return;
    if (worked != 0) {
      std::printf("%d descriptors are enough\n", spare);
      CHECK(spare > 0);
    }
  }
}
