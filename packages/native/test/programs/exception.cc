// What a program that writes a report of failed operators does: in the exception-info callback it asks for
// the operator, its tensors and their memory. exception PICK.onnx
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>

#include "check.h"

namespace {

struct Report {
  std::string name;
  std::string tensors;
  int64_t index = 0;  // what the failed execution read
} report;
std::atomic<int> reports{0};

// "name:type:elements;" for each tensor.
std::string text_of(aclTensorDesc* array, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    aclTensorDesc* const desc = aclGetTensorDescByIndex(array, i);
    HOLDS(desc && aclGetTensorDescAddress(desc));
    text += std::string(aclGetTensorDescName(desc)) + ":" + std::to_string(aclGetTensorDescType(desc)) + ":" +
            std::to_string(aclGetTensorDescElementCount(desc)) + ";";
  }
  HOLDS(!aclGetTensorDescByIndex(array, count));
  return text;
}

void on_failure(aclrtExceptionInfo* info) {
  char name[256];
  aclTensorDesc *inputs = nullptr, *outputs = nullptr;
  size_t input_count = 0, output_count = 0;
  OK(aclmdlCreateAndGetOpDesc(aclrtGetDeviceIdFromExceptionInfo(info),
                              aclrtGetStreamIdFromExceptionInfo(info), aclrtGetTaskIdFromExceptionInfo(info),
                              name, sizeof name, &inputs, &input_count, &outputs, &output_count));
  report.name = name;
  report.tensors = text_of(inputs, input_count) + text_of(outputs, output_count);
  std::memcpy(&report.index, aclGetTensorDescAddress(inputs), sizeof report.index);
  aclDestroyTensorDesc(inputs);
  aclDestroyTensorDesc(outputs);
  ++reports;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  OK(aclInit(nullptr));
  OK(aclrtSetDevice(0));
  OK(aclrtSetExceptionInfoCallback(on_failure));
  aclrtStream stream = nullptr;
  uint32_t model = 0;
  void *from = nullptr, *to = nullptr;
  const int64_t index = 9;  // there are four numbers to pick
  OK(aclrtCreateStream(&stream));
  OK(aclmdlLoadFromFile(argv[1], &model));
  OK(aclrtMalloc(&from, sizeof index, ACL_MEM_MALLOC_HUGE_FIRST));
  OK(aclrtMalloc(&to, sizeof(float), ACL_MEM_MALLOC_HUGE_FIRST));
  OK(aclrtMemcpy(from, sizeof index, &index, sizeof index, ACL_MEMCPY_HOST_TO_DEVICE));
  aclmdlDataset *const in = aclmdlCreateDataset(), *const out = aclmdlCreateDataset();
  aclDataBuffer *const input = aclCreateDataBuffer(from, sizeof index), *const output = aclCreateDataBuffer(
                                                                            to, sizeof(float));
  OK(aclmdlAddDatasetBuffer(in, input));
  OK(aclmdlAddDatasetBuffer(out, output));
  OK(aclmdlExecuteAsync(model, in, out, stream));
  GIVES(aclrtSynchronizeStream(stream), ACL_ERROR_RT_MODEL_EXECUTE);
  HOLDS(reports == 1);
  HOLDS(report.index == index);
  HOLDS(report.tensors == "index:9:1;picked:0:1;");  // ACL_INT64 and ACL_FLOAT
  std::printf("failed: '%s' (%s)\n", report.name.c_str(), report.tensors.c_str());
  OK(aclrtSetExceptionInfoCallback(nullptr));
  OK(aclmdlDestroyDataset(in));
  OK(aclmdlDestroyDataset(out));
  OK(aclDestroyDataBuffer(input));
  OK(aclDestroyDataBuffer(output));
  OK(aclrtFree(from));
  OK(aclrtFree(to));
  OK(aclmdlUnload(model));
  OK(aclrtDestroyStream(stream));
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  return 0;
}
