// What most tests of the runtime start from: ACL initialised, a context and a stream on device 0, models by
// name, and objects that release themselves.
#pragma once

#include <pthread.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "acl/acl.h"
#include "test.h"
#include "test_signal.h"

#define CHECK_OK(call) CHECK_EQ(call, ACL_SUCCESS)

inline std::string model_file(const std::string& name) {
  const char* const folder = std::getenv("ASCEND_RX_TEST_MODELS");
  return std::string(folder ? folder : ".") + "/" + name;
}

// The error texts of this thread.
inline std::string recent_error() {
  const char* const text = aclGetRecentErrMsg();
  return text ? text : "";
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A function with enumeration parameters, as one with numbers: C programs can pass any number.
template <typename Numbers, typename Function>
Numbers* with_numbers(Function* function) {
  Numbers* same = nullptr;
  static_assert(sizeof same == sizeof function, "both are pointers");
  std::memcpy(&same, &function, sizeof same);
  return same;
}

// For tests that do on purpose what the strict checks call a misuse, or that begin without aclInit. Must be
// called before any ACL function.
inline void lenient() { unsetenv("ASCEND_RX_EMBEDDED"); }

// Writes a configuration; gives the file's name.
inline std::string config_file(const std::string& contents) {
  const std::string path = model_file(std::string(test::current) + ".json");
  std::ofstream(path) << contents;
  return path;
}

class World {
 public:
  // `embedded`: members of that object of the configuration.
  explicit World(const std::string& embedded = {}) {
    if (embedded.empty()) {
      CHECK_OK(aclInit(nullptr));
    } else if (!CHECK_OK(aclInit(config_file("{\"embedded\": {" + embedded + "}}").c_str()))) {
      std::fprintf(stderr, "%s\n", recent_error().c_str());
    }
    CHECK_OK(aclrtSetDevice(0));
    CHECK_OK(aclrtCreateContext(&context, 0));
    CHECK_OK(aclrtCreateStream(&stream));
  }
  ~World() {
    CHECK_OK(aclrtSetCurrentContext(context));
    if (stream) CHECK_OK(aclrtDestroyStream(stream));
    CHECK_OK(aclrtDestroyContext(context));
    CHECK_OK(aclrtResetDevice(0));
    CHECK_OK(aclFinalize());
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  aclrtContext context = nullptr;
  aclrtStream stream = nullptr;
};

// Device memory in a data buffer.
class Buffer {
 public:
  explicit Buffer(size_t bytes) : size(bytes) {
    CHECK_OK(aclrtMalloc(&data, size, ACL_MEM_MALLOC_HUGE_FIRST));
    buffer = aclCreateDataBuffer(data, size);
  }
  ~Buffer() {
    CHECK_OK(aclDestroyDataBuffer(buffer));
    CHECK_OK(aclrtFree(data));
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  template <typename Element>
  Element* as() const {
    return static_cast<Element*>(data);
  }

  const size_t size;
  void* data = nullptr;
  aclDataBuffer* buffer = nullptr;
};

// A byte that tasks can write and the test can read.
class PinnedByte {
 public:
  PinnedByte() {
    void* memory = nullptr;
    CHECK_OK(aclrtMallocHost(&memory, 1));
    at = static_cast<char*>(memory);
    *at = 0;
  }
  ~PinnedByte() { CHECK_OK(aclrtFreeHost(at)); }
  PinnedByte(const PinnedByte&) = delete;
  PinnedByte& operator=(const PinnedByte&) = delete;

  char* at = nullptr;
};

class Dataset {
 public:
  Dataset(std::initializer_list<const Buffer*> buffers) : dataset(aclmdlCreateDataset()) {
    for (const Buffer* buffer : buffers) CHECK_OK(aclmdlAddDatasetBuffer(dataset, buffer->buffer));
  }
  ~Dataset() { CHECK_OK(aclmdlDestroyDataset(dataset)); }
  Dataset(const Dataset&) = delete;
  Dataset& operator=(const Dataset&) = delete;

  aclmdlDataset* const dataset;
};

class Model {
 public:
  explicit Model(const std::string& name) {
    if (!CHECK_OK(aclmdlLoadFromFile(model_file(name).c_str(), &id))) {
      std::fprintf(stderr, "%s\n", recent_error().c_str());
    }
  }
  ~Model() { CHECK_OK(aclmdlUnload(id)); }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  aclError execute_async(const Dataset& in, const Dataset& out, aclrtStream stream) const {
    return aclmdlExecuteAsync(id, in.dataset, out.dataset, stream);
  }
  aclError execute(const Dataset& in, const Dataset& out) const {
    return aclmdlExecute(id, in.dataset, out.dataset);
  }

  uint32_t id = 0;
};

// A report thread: it calls aclrtProcessReport in a loop until it is destroyed.
class ReportThread {
 public:
  explicit ReportThread(aclrtContext context) {
    thread_ = std::thread([this, context] {
      CHECK_OK(aclrtSetCurrentContext(context));
      subscribed_.wait();
      while (!stop_) {
        const aclError result = aclrtProcessReport(20);
        if (result == ACL_SUCCESS) ++served;
        if (result == ACL_ERROR_RT_THREAD_SUBSCRIBE) break;  // the last stream was unsubscribed
      }
    });
  }
  ~ReportThread() {
    stop_ = true;
    subscribed_.set();
    thread_.join();
  }
  ReportThread(const ReportThread&) = delete;
  ReportThread& operator=(const ReportThread&) = delete;

  uint64_t id() { return static_cast<uint64_t>(thread_.native_handle()); }
  // Subscribes a stream; with the first one the thread starts its loop.
  void subscribe(aclrtStream stream) {
    CHECK_OK(aclrtSubscribeReport(id(), stream));
    subscribed_.set();
  }
  void unsubscribe(aclrtStream stream) { CHECK_OK(aclrtUnSubscribeReport(id(), stream)); }

  std::atomic<int> served{0};

 private:
  std::thread thread_;
  test::Signal subscribed_;
  std::atomic<bool> stop_{false};
};
