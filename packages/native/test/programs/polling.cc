// Many executions in flight on two execution streams, and a loop that asks which of the streams is done, as
// event loops do that must not block. polling IDENTITY-FLOAT32.onnx
#include <thread>
#include <vector>

#include "check.h"

namespace {

constexpr size_t elements = 6;
constexpr size_t size = elements * sizeof(float);
constexpr int times = 200;

struct Lane {
  aclrtStream stream = nullptr;
  uint32_t model = 0;
  void *input = nullptr, *output = nullptr, *host = nullptr;
  aclmdlDataset *in = aclmdlCreateDataset(), *out = aclmdlCreateDataset();

  Lane(const char* file, float first) {
    OK(aclrtCreateStreamWithConfig(&stream, 0, ACL_STREAM_FAST_LAUNCH | ACL_STREAM_FAST_SYNC));
    OK(aclmdlLoadFromFile(file, &model));
    OK(aclrtMalloc(&input, size, ACL_MEM_MALLOC_HUGE_FIRST));
    OK(aclrtMalloc(&output, size, ACL_MEM_MALLOC_HUGE_FIRST));
    OK(aclrtMallocHost(&host, size));
    OK(aclmdlAddDatasetBuffer(in, aclCreateDataBuffer(input, size)));
    OK(aclmdlAddDatasetBuffer(out, aclCreateDataBuffer(output, size)));
    for (size_t i = 0; i < elements; ++i) static_cast<float*>(host)[i] = first + static_cast<float>(i);
  }
  void submit() const {
    OK(aclrtMemcpyAsync(input, size, host, size, ACL_MEMCPY_HOST_TO_DEVICE, stream));
    OK(aclrtMemsetAsync(host, size, 0, size, stream));
    for (int i = 0; i < times; ++i) OK(aclmdlExecuteAsync(model, in, out, stream));
    OK(aclrtMemcpyAsync(host, size, output, size, ACL_MEMCPY_DEVICE_TO_HOST, stream));
  }
  bool done() const {
    aclrtStreamStatus status = ACL_STREAM_STATUS_RESERVED;
    OK(aclrtStreamQuery(stream, &status));
    HOLDS(status == ACL_STREAM_STATUS_COMPLETE || status == ACL_STREAM_STATUS_NOT_READY);
    return status == ACL_STREAM_STATUS_COMPLETE;
  }
  ~Lane() {
    OK(aclDestroyDataBuffer(aclmdlGetDatasetBuffer(in, 0)));
    OK(aclDestroyDataBuffer(aclmdlGetDatasetBuffer(out, 0)));
    OK(aclmdlDestroyDataset(in));
    OK(aclmdlDestroyDataset(out));
    OK(aclrtFree(input));
    OK(aclrtFree(output));
    OK(aclrtFreeHost(host));
    OK(aclmdlUnload(model));
    OK(aclrtDestroyStream(stream));
  }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  OK(aclInit(nullptr));
  OK(aclrtSetDevice(0));
  {
    Lane one(argv[1], 1), two(argv[1], 100);
    HOLDS(one.done());  // nothing has been submitted
    one.submit();
    two.submit();
    while (!one.done() || !two.done()) std::this_thread::yield();
    for (size_t i = 0; i < elements; ++i) {
      HOLDS(static_cast<const float*>(one.host)[i] == 1 + static_cast<float>(i));
      HOLDS(static_cast<const float*>(two.host)[i] == 100 + static_cast<float>(i));
    }
  }
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  return 0;
}
