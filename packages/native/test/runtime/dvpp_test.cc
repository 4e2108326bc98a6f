// DVPP: its memory is device memory. That everything else is refused: abi.refusals, for each function.
#define ENABLE_DVPP_INTERFACE
#include "acl/ops/acl_dvpp.h"

#include <cstring>

#include "world.h"

// Section 10, which is about aclrtMalloc; that the same holds here is unverified on hardware.
TEST(memory) {
  World world;
  for (const size_t size : {size_t{1}, size_t{33}, size_t{3} << 20}) {
    void* memory = nullptr;
    CHECK_OK(acldvppMalloc(&memory, size));
    CHECK_EQ(reinterpret_cast<uintptr_t>(memory) % 64, uintptr_t{0});
    std::memset(memory, 1, (size + 31) / 32 * 32 + 32);  // padded as memory of aclrtMalloc
    CHECK_OK(acldvppFree(memory));
  }
  void* memory = nullptr;
  CHECK_EQ(acldvppMalloc(nullptr, 1), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(acldvppMalloc(&memory, 0), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(acldvppMalloc(&memory, SIZE_MAX), ACL_ERROR_RT_MEMORY_ALLOCATION);
  CHECK_EQ(acldvppFree(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(acldvppFree(&memory), ACL_ERROR_RT_PARAM_INVALID);
  CHECK(contains(recent_error(), "acldvppFree: "));
}

TEST(memory_needs_a_context) {
  void* memory = nullptr;
  CHECK_EQ(acldvppMalloc(&memory, 8), ACL_ERROR_RT_CONTEXT_NULL);
}

TEST(memory_counts_as_the_devices) {
  World world(R"("memoryMB": 1)");
  void *most = nullptr, *more = nullptr;
  CHECK_OK(acldvppMalloc(&most, 1000 * 1000));
  CHECK_EQ(acldvppMalloc(&more, 100 * 1000), ACL_ERROR_RT_MEMORY_ALLOCATION);
  CHECK_OK(acldvppFree(most));
}

TEST(memory_of_models_and_copies) {
  World world;
  Model model("identity-uint8.onnx");
  void *in = nullptr, *out = nullptr;
  CHECK_OK(acldvppMalloc(&in, 6));
  CHECK_OK(acldvppMalloc(&out, 6));
  aclDataBuffer *const from = aclCreateDataBuffer(in, 6), *const to = aclCreateDataBuffer(out, 6);
  {
    const Dataset input{}, output{};
    CHECK_OK(aclmdlAddDatasetBuffer(input.dataset, from));
    CHECK_OK(aclmdlAddDatasetBuffer(output.dataset, to));
    CHECK_OK(aclrtMemcpy(in, 6, "picture", 6, ACL_MEMCPY_HOST_TO_DEVICE));
    CHECK_OK(model.execute(input, output));
  }
  char result[6] = {};
  CHECK_OK(aclrtMemcpy(result, 6, out, 6, ACL_MEMCPY_DEVICE_TO_HOST));
  CHECK_EQ(std::string(result, 6), "pictur");
  CHECK_OK(aclDestroyDataBuffer(from));
  CHECK_OK(aclDestroyDataBuffer(to));
  CHECK_OK(acldvppFree(in));
  CHECK_OK(acldvppFree(out));
  CHECK_EQ(acldvppFree(out), ACL_ERROR_RT_PARAM_INVALID);
  CHECK(contains(recent_error(), "was freed already, by acldvppFree"));
}
