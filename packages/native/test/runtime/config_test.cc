// The configuration of the embedded runtime: the object "embedded" of aclInit's file, and ASCEND_RX_EMBEDDED.
#include <chrono>
#include <limits>

#include "gate.h"
#include "runtime/device/service_times.h"
#include "world.h"

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

// Every mistake is named, and aclInit can be called again afterwards.
TEST(mistakes) {
  const struct {
    const char* embedded;
    const char* message;
  } mistakes[] = {
      {R"({"stict": true})", "embedded: unknown key 'stict'; there are runMode, devices"},
      {R"({"runMode": "hots"})", R"(embedded.runMode: expected "device" or "host" but received "hots")"},
      {R"({"devices": 0})", "embedded.devices: expected a number from 1 to 64 but received 0"},
      {R"({"devices": 1.5})", "embedded.devices: expected an integer but received 1.5"},
      {R"({"memoryMB": "much"})", "embedded.memoryMB: expected a number"},
      {R"({"serviceTimeUs": {"min": 5, "max": 4}})", "embedded.serviceTimeUs.max: expected a number from 5"},
      {R"({"serviceTimeUs": {"mean": 5}})", "embedded.serviceTimeUs: unknown key 'mean'"},
      {R"({"faults": {}})", "embedded.faults: expected a list but received an object"},
      {R"({"faults": [{"function": "memcpy", "call": 1, "code": 1}]})",
       "embedded.faults[0]: expected \"function\""},
      {R"({"faults": [{"function": "aclmdlExecuteAsnyc", "call": 1, "code": 1}]})",
       "expected \"function\" to name an ACL function but received \"aclmdlExecuteAsnyc\""},
      {R"({"faults": [{"function": "aclrtMalloc", "code": 1}]})",
       "embedded.faults[0]: expected either \"call\""},
      {R"({"faults": [{"function": "aclrtMalloc", "call": 1}]})", "embedded.faults[0]: expected \"code\""},
      {R"({"faults": [{"function": "aclrtMalloc", "call": 1, "code": 1, "at": "task"}]})",
       "only functions that queue work can fail at the task"},
      {R"({"strict": "loud"})",
       R"(embedded.strict: expected "warn", "fail", true or false but received "loud")"},
      {R"({"trace": 1})", "embedded.trace: expected a string but received 1"},
      {"[]", "embedded: expected an object but received a list"},
  };
  for (const auto& mistake : mistakes) {
    const std::string file = config_file(R"({"embedded": )" + std::string(mistake.embedded) + "}");
    CHECK_EQ(aclInit(file.c_str()), ACL_ERROR_INVALID_PARAM);
    const std::string text = recent_error();
    if (!CHECK(contains(text, mistake.message))) std::fprintf(stderr, "%s\n", text.c_str());
  }
  CHECK_OK(aclInit(config_file("{}").c_str()));
  CHECK_OK(aclFinalize());
}

// The file is AscendCL's, and may have other keys.
TEST(mistakes_around_the_settings) {
  const auto refused = [](const char* config, const char* message) {
    CHECK_EQ(aclInit(config_file(config).c_str()), ACL_ERROR_INVALID_PARAM);
    const std::string text = recent_error();
    if (!CHECK(contains(text, message))) std::fprintf(stderr, "%s\n", text.c_str());
  };
  refused("[1]", "json: expected an object but received a list");
  for (const std::string key : {"embeded", "Embedded", "embedding", "imbeded", "embed"}) {
    refused(("{\"" + key + "\": {}}").c_str(),
            ("json: unknown key '" + key + "'; is 'embedded' meant?").c_str());
  }
  CHECK_OK(
      aclInit(config_file(R"({"dump": {}, "profiler": {}, "err_msg_mode": 0, "embedded": {}})").c_str()));
  CHECK_OK(aclFinalize());
}

// Every function can be made to fail.
TEST(faults_of_every_function) {
  std::string faults;
  for (const char* function : {"aclInit", "aclFinalize", "aclmdlExecuteAsync", "aclrtMalloc", "aclAppLog",
                               "aclmdlSetAIPPInputFormat", "aclFloat16ToFloat", "aclrtLaunchCallback"}) {
    faults += (faults.empty() ? "" : ",") + std::string(R"({"function": ")") + function +
              R"(", "call": 1000, "code": 1})";
  }
  World world("\"faults\": [" + faults + "]");
}

TEST(mistakes_in_the_environment) {
  setenv("ASCEND_RX_EMBEDDED", "{\"runMode\": 1}", 1);
  CHECK_EQ(aclInit(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK(contains(recent_error(), "ASCEND_RX_EMBEDDED.runMode: expected"));
  setenv("ASCEND_RX_EMBEDDED", "runMode=host", 1);
  CHECK_EQ(aclInit(nullptr), ACL_ERROR_PARSE_FILE);
  CHECK(contains(recent_error(), "ASCEND_RX_EMBEDDED is not JSON: line 1"));
}

// Section 10: host and device. Also before aclInit, where only the environment can have set it.
TEST(run_mode) {
  aclrtRunMode mode = ACL_DEVICE;
  CHECK_OK(aclrtGetRunMode(&mode));
  CHECK_EQ(int{mode}, int{ACL_HOST});
  World world(R"("runMode": "device")");
  CHECK_OK(aclrtGetRunMode(&mode));
  CHECK_EQ(int{mode}, int{ACL_DEVICE});
}

// The file's keys win over the environment's, one by one.
TEST(file_over_environment) {
  setenv("ASCEND_RX_EMBEDDED", R"({"runMode": "device", "devices": 4})", 1);
  aclrtRunMode mode = ACL_HOST;
  CHECK_OK(aclrtGetRunMode(&mode));
  CHECK_EQ(int{mode}, int{ACL_DEVICE});
  World world(R"("devices": 3)");
  uint32_t devices = 0;
  CHECK_OK(aclrtGetDeviceCount(&devices));
  CHECK_EQ(devices, 3U);
  CHECK_OK(aclrtGetRunMode(&mode));
  CHECK_EQ(int{mode}, int{ACL_DEVICE});
}

TEST(devices_count_their_memory_apart) {
  World world(R"("devices": 2, "memoryMB": 8)");
  CHECK_EQ(aclrtSetDevice(2), ACL_ERROR_RT_INVALID_DEVICEID);
  const size_t megabyte = 1024 * 1024;
  size_t free = 0, total = 0;
  void* memory[2] = {};
  CHECK_OK(aclrtMalloc(&memory[0], 6 * megabyte, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtGetMemInfo(ACL_HBM_MEM, &free, &total));
  CHECK_EQ(total, 8 * megabyte);
  CHECK_EQ(free, 2 * megabyte - 32);
  void* more = nullptr;
  CHECK_EQ(aclrtMalloc(&more, 2 * megabyte, ACL_MEM_MALLOC_HUGE_FIRST), ACL_ERROR_RT_MEMORY_ALLOCATION);
  CHECK(contains(recent_error(), "device 0 has no"));
  CHECK_OK(aclrtSetDevice(1));
  CHECK_OK(aclrtMalloc(&memory[1], 6 * megabyte, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtSetCurrentContext(world.context));
  CHECK_OK(aclrtFree(memory[0]));
  CHECK_OK(aclrtMalloc(&memory[0], 7 * megabyte, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtFree(memory[0]));
  CHECK_OK(aclrtFree(memory[1]));
  CHECK_OK(aclrtResetDevice(1));
}

// Section 3: a thread that serves streams of one device cannot serve another's.
TEST(one_thread_serves_one_device) {
  World world(R"("devices": 2)");
  const auto self = static_cast<uint64_t>(pthread_self());
  CHECK_OK(aclrtSubscribeReport(self, world.stream));
  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
  CHECK_OK(aclrtCreateContext(&context, 1));
  CHECK_OK(aclrtCreateStream(&stream));
  CHECK_EQ(aclrtSubscribeReport(self, stream), ACL_ERROR_RT_THREAD_SUBSCRIBE);
  CHECK_OK(aclrtDestroyStream(stream));
  CHECK_OK(aclrtDestroyContext(context));
  CHECK_OK(aclrtUnSubscribeReport(self, world.stream));
}

TEST(service_time) {
  World world(R"("serviceTimeUs": 20000)");
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < 3; ++i) CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(milliseconds_since(start) >= 60);
}

// Also for synchronous executions.
TEST(service_time_of_synchronous_executions) {
  World world(R"("serviceTimeUs": 20000)");
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  const Clock::time_point start = Clock::now();
  for (int i = 0; i < 3; ++i) CHECK_OK(model.execute({&x}, {&y}));
  CHECK(milliseconds_since(start) >= 60);
}

// The same seed gives the same random times; each stream has its own.
TEST(random_service_times) {
  using ascend_rx::runtime::ServiceTimes;
  const ascend_rx::runtime::ServiceTime time{0, 1e6, 7}, other{0, 1e6, 8};
  ServiceTimes first(time, 0), again(time, 0), second(time, 1), other_seed(other, 0);
  for (int i = 0; i < 100; ++i) {
    const auto mine = first.next();
    CHECK(mine == again.next());
    CHECK(mine != second.next());
    CHECK(mine != other_seed.next());
  }
}

// Destroying a stream by force does not wait for a simulated duration.
TEST(service_time_ends_with_the_stream) {
  World world(R"("serviceTimeUs": {"min": 600000000, "max": 900000000, "seed": 7})");
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
  CHECK_OK(aclrtDestroyStreamForce(world.stream));
  world.stream = nullptr;
}

// Section 7: a submitter to a full queue waits for room.
TEST(queue_depth) {
  World world(R"("queueDepth": 4)");
  Gate gate(world.context);
  gate.block(world.stream);
  Buffer memory(8);
  std::atomic<int> queued{0};
  std::thread submitter([&] {
    CHECK_OK(aclrtSetCurrentContext(world.context));
    for (int i = 0; i < 10; ++i) {
      CHECK_OK(aclrtMemsetAsync(memory.data, 8, i, 8, world.stream));
      ++queued;
    }
  });
  CHECK_EQ(aclrtSynchronizeStreamWithTimeout(world.stream, 30), ACL_ERROR_RT_STREAM_SYNC_TIMEOUT);
  CHECK(queued <= 4);
  gate.open();
  submitter.join();
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_EQ(queued.load(), 10);
  gate.leave(world.stream);
}

TEST(fault_of_one_call) {
  World world(R"("faults": [{"function": "aclrtMemcpy", "call": 3, "code": 507899},
                            {"function": "aclCreateDataBuffer", "call": 2, "code": 200000}])");
  char from[4] = "abc", to[4] = "";
  for (int call = 1; call <= 5; ++call) {
    const aclError expected = call == 3 ? ACL_ERROR_RT_DRV_INTERNAL_ERROR : ACL_SUCCESS;
    CHECK_EQ(aclrtMemcpy(to, 4, from, 4, ACL_MEMCPY_HOST_TO_HOST), expected);
  }
  CHECK(contains(recent_error(), "[507899] aclrtMemcpy: failed by configuration"));
  aclDataBuffer* const first = aclCreateDataBuffer(from, 4);
  CHECK(first != nullptr);
  CHECK(aclCreateDataBuffer(from, 4) == nullptr);
  CHECK_OK(aclDestroyDataBuffer(first));
}

// Random, but the same with the same seed.
TEST(random_faults) {
  World world(R"("faults": [{"function": "aclrtMemcpy", "probability": 0.25, "seed": 3, "code": 507899},
                            {"function": "aclrtMemset", "probability": 0.25, "seed": 3, "code": 507899}])");
  Buffer memory(8);
  int failed = 0;
  for (int call = 0; call < 1000; ++call) {
    const aclError copied = aclrtMemcpy(memory.data, 8, memory.data, 8, ACL_MEMCPY_DEVICE_TO_DEVICE);
    CHECK_EQ(aclrtMemset(memory.data, 8, 0, 8), copied);
    failed += copied != ACL_SUCCESS ? 1 : 0;
  }
  CHECK(failed > 200 && failed < 300);
}

// Section 12: the call succeeds, and the failure comes at synchronize, once; later tasks have run.
TEST(fault_of_a_task) {
  World world(R"("faults": [{"function": "aclmdlExecuteAsync", "call": 2, "code": 507011, "at": "task"}])");
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  for (int i = 0; i < 3; ++i) {
    x.as<float>()[0] = static_cast<float>(i + 1);
    y.as<float>()[0] = 0;
    CHECK_OK(model.execute_async({&x}, {&y}, world.stream));
    CHECK_EQ(aclrtSynchronizeStream(world.stream), i == 1 ? ACL_ERROR_RT_MODEL_EXECUTE : ACL_SUCCESS);
    CHECK_EQ(y.as<float>()[0], i == 1 ? 0.0F : static_cast<float>(i + 1));
  }
}

// The file is complete JSON after every event, so also after a crash.
TEST(trace) {
  const std::string file = model_file("trace-of-the-test.json");
  World world("\"trace\": \"" + file + "\"");
  void* memory = nullptr;
  CHECK_OK(aclrtMalloc(&memory, 100, ACL_MEM_MALLOC_HUGE_FIRST));
  CHECK_OK(aclrtMemsetAsync(memory, 100, 0, 100, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK_OK(aclrtFree(memory));
  CHECK_EQ(aclrtFree(nullptr), ACL_ERROR_INVALID_PARAM);
  const std::string text = read_file(file);
  CHECK_EQ(text.substr(0, 2), "[\n");
  CHECK_EQ(text.substr(text.size() - 4), "}\n]\n");
  CHECK_EQ(count(text, "\"name\":\"aclrtFree\""), size_t{2});
  CHECK_EQ(count(text, "\"name\":\"fill\",\"cat\":\"task\""), size_t{1});
  CHECK(contains(text, "\"size\":100,\"policy\":0,\"result\":0}"));
  CHECK(contains(text, "{\"devPtr\":\"0x0\",\"result\":100000}"));
}

// Whatever clients pass and get, the trace is JSON; it begins with the call that turned it on.
TEST(trace_of_anything) {
  lenient();  // so that nothing else looks at calls
  const std::string file = model_file("trace-of-anything.json");
  World world("\"trace\": \"" + file + "\"");
  aclFloat16ToFloat(0x7e00);
  aclFloat16ToFloat(0x7c00);
  aclFloatToFloat16(-std::numeric_limits<float>::infinity());
  aclFloatToFloat16(0.5F);
  uint32_t model = 0;
  CHECK(aclmdlLoadFromFile("/no/such/\xff\xc3.\xc3\xa9\xed\xa0\x80\xf0\x9f\x98\x80\x01", &model) !=
        ACL_SUCCESS);
  const std::string text = read_file(file);
  CHECK_EQ(count(text, "\"name\":\"aclInit\""), size_t{1});
  CHECK(contains(text, R"("args":{"value":32256,"result":"nan"})"));
  CHECK(contains(text, R"("args":{"value":31744,"result":"inf"})"));
  CHECK(contains(text, R"("args":{"value":"-inf","result":64512})"));
  CHECK(contains(text, R"("args":{"value":0.5,"result":)"));
  CHECK(contains(text, R"("modelPath":"/no/such/\ufffd\ufffd.)"
                       "\xc3\xa9"
                       R"(\ufffd\ufffd\ufffd)"
                       "\xf0\x9f\x98\x80"
                       R"(\u0001")"));
}

// Before aclInit the environment's settings are in force: the calls before it are in the same file, and
// aclInit, too.
TEST(trace_of_the_environment) {
  const std::string file = model_file("trace-of-the-environment.json");
  setenv("ASCEND_RX_EMBEDDED", ("{\"trace\": \"" + file + "\"}").c_str(), 1);
  aclrtRunMode mode = ACL_DEVICE;
  CHECK_OK(aclrtGetRunMode(&mode));
  CHECK_OK(aclInit(nullptr));
  const std::string text = read_file(file);
  CHECK_EQ(count(text, "\"name\":\"aclrtGetRunMode\""), size_t{1});
  CHECK_EQ(count(text, "\"name\":\"aclInit\""), size_t{1});
  CHECK_OK(aclFinalize());
}

TEST(trace_that_cannot_be_written) {
  CHECK_EQ(aclInit(config_file(R"({"embedded": {"trace": "/no/such/folder/trace.json"}})").c_str()),
           ACL_ERROR_WRITE_FILE);
  CHECK(contains(recent_error(), "cannot write the trace /no/such/folder/trace.json"));
}

// Section 11: err_msg_mode 1 keeps the texts for the whole process.
TEST(errors_of_the_process) {
  CHECK_OK(aclInit(config_file(R"({"err_msg_mode": "1"})").c_str()));
  std::thread([] { CHECK_EQ(aclrtSetDevice(7), ACL_ERROR_RT_INVALID_DEVICEID); }).join();
  CHECK(contains(recent_error(), "there is no device 7"));
  CHECK_EQ(recent_error(), "");
  CHECK_OK(aclFinalize());
}

TEST(threads) {
  World world(R"("threads": 1)");
  Model model("identity-float32.onnx");
  Buffer x(24), y(24);
  CHECK_OK(model.execute({&x}, {&y}));
}
