// As the samples of picture classification do it: no configuration, one context, memory of DVPP for inputs
// and outputs, a synchronous execution, everything released. classify PICTURE.onnx
#include <cstdint>
#include <vector>

#include "check.h"
#define ENABLE_DVPP_INTERFACE
#include "acl/ops/acl_dvpp.h"

namespace {

class DeviceData {
 public:
  explicit DeviceData(size_t size) : size_(size) {
    OK(acldvppMalloc(&address_, size));
    buffer_ = aclCreateDataBuffer(address_, size);
    dataset_ = aclmdlCreateDataset();
    OK(aclmdlAddDatasetBuffer(dataset_, buffer_));
  }
  ~DeviceData() {
    OK(aclmdlDestroyDataset(dataset_));
    OK(aclDestroyDataBuffer(buffer_));
    OK(acldvppFree(address_));
  }
  DeviceData(const DeviceData&) = delete;
  DeviceData& operator=(const DeviceData&) = delete;

  void write(const std::vector<uint8_t>& from) {
    OK(aclrtMemcpy(address_, size_, from.data(), from.size(), ACL_MEMCPY_HOST_TO_DEVICE));
  }
  std::vector<uint8_t> read() const {
    std::vector<uint8_t> to(size_);
    OK(aclrtMemcpy(to.data(), to.size(), address_, size_, ACL_MEMCPY_DEVICE_TO_HOST));
    return to;
  }
  aclmdlDataset* dataset() const { return dataset_; }

 private:
  const size_t size_;
  void* address_ = nullptr;
  aclDataBuffer* buffer_ = nullptr;
  aclmdlDataset* dataset_ = nullptr;
};

void classify(const char* file) {
  uint32_t model = 0;
  OK(aclmdlLoadFromFile(file, &model));
  aclmdlDesc* const desc = aclmdlCreateDesc();
  OK(aclmdlGetDesc(desc, model));
  size_t index = 0;
  // Samples ask for both; this model has neither gears nor a dynamic AIPP.
  GIVES(aclmdlGetInputIndexByName(desc, ACL_DYNAMIC_TENSOR_NAME, &index), ACL_ERROR_INVALID_PARAM);
  GIVES(aclmdlGetInputIndexByName(desc, ACL_DYNAMIC_AIPP_NAME, &index), ACL_ERROR_INVALID_PARAM);
  {
    DeviceData input(aclmdlGetInputSizeByIndex(desc, 0)), output(aclmdlGetOutputSizeByIndex(desc, 0));
    std::vector<uint8_t> picture(aclmdlGetInputSizeByIndex(desc, 0));
    for (size_t i = 0; i < picture.size(); ++i) picture[i] = static_cast<uint8_t>(3 * i);
    input.write(picture);
    OK(aclmdlExecute(model, input.dataset(), output.dataset()));
    HOLDS(output.read() == picture);  // the model copies its input
  }
  OK(aclmdlDestroyDesc(desc));
  OK(aclmdlUnload(model));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  OK(aclInit(""));
  OK(aclrtSetDevice(0));
  aclrtContext context = nullptr;
  OK(aclrtCreateContext(&context, 0));
  classify(argv[1]);
  OK(aclrtDestroyContext(context));
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  return 0;
}
