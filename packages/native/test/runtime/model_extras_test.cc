// What a description tells of tensors; that dumps, queues and operators are refused: abi.refusals.
#include "world.h"

TEST(real_names) {
  World world;
  Model model("two-by-two.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK(aclmdlGetTensorRealName(desc, "a") == nullptr);  // it describes nothing yet
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  for (const char* name : {"a", "b", "sum", "turned"}) {
    const char* const found = aclmdlGetTensorRealName(desc, name);
    CHECK(found != nullptr && std::string(found) == name);
  }
  CHECK(aclmdlGetTensorRealName(desc, "none") == nullptr);
  CHECK(contains(recent_error(), "the model has no tensor of this name"));
  CHECK(aclmdlGetTensorRealName(desc, nullptr) == nullptr);
  CHECK(aclmdlGetTensorRealName(nullptr, "a") == nullptr);
  CHECK_OK(aclmdlDestroyDesc(desc));
}

// Programs look for these inputs by name to learn whether a model has them.
TEST(no_input_for_settings) {
  World world;
  Model model("two-by-two.onnx");
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model.id));
  size_t index = 7;
  CHECK_EQ(aclmdlGetInputIndexByName(desc, ACL_DYNAMIC_AIPP_NAME, &index), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetInputIndexByName(desc, ACL_DYNAMIC_TENSOR_NAME, &index), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(index, size_t{7});
  CHECK_OK(aclmdlDestroyDesc(desc));
}
