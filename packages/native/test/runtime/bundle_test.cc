// Bundles: several models in one file. Here a bundle is an ONNX file, with one model. Every code is
// unverified on hardware.
#include <iterator>

#include "world.h"

namespace {

std::string contents(const std::string& name) {
  std::ifstream file(model_file(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The value that the model `pick` gives for an index.
float pick(uint32_t model, int64_t index) {
  Buffer in(8), out(4);
  *in.as<int64_t>() = index;
  CHECK_OK(aclmdlExecute(model, Dataset{&in}.dataset, Dataset{&out}.dataset));
  return *out.as<float>();
}

}  // namespace

TEST(from_file_and_memory) {
  World world;
  uint32_t first = 0, second = 0, model = 0, other = 0;
  CHECK_OK(aclmdlBundleLoadFromFile(model_file("pick.onnx").c_str(), &first));
  {
    const std::string bytes = contents("pick.onnx");
    CHECK_OK(aclmdlBundleLoadFromMem(bytes.data(), bytes.size(), &second));
  }
  CHECK(first != second);
  for (const uint32_t bundle : {first, second}) {
    size_t count = 0;
    CHECK_OK(aclmdlBundleGetModelNum(bundle, &count));
    CHECK_EQ(count, size_t{1});
  }
  CHECK_OK(aclmdlBundleGetModelId(first, 0, &model));
  CHECK_OK(aclmdlBundleGetModelId(second, 0, &other));
  CHECK(model != other);
  CHECK_EQ(pick(model, 1), 20.0F);
  CHECK_EQ(pick(other, 3), 40.0F);
  CHECK_OK(aclmdlBundleUnload(first));
  CHECK_EQ(pick(other, 0), 10.0F);
  CHECK_EQ(aclmdlUnload(model), ACL_ERROR_GE_EXEC_MODEL_ID_INVALID);
  CHECK_OK(aclmdlBundleUnload(second));
}

TEST(wrong_arguments) {
  World world;
  uint32_t bundle = 0, model = 0;
  size_t count = 0;
  CHECK_EQ(aclmdlBundleLoadFromFile(nullptr, &bundle), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlBundleLoadFromFile(model_file("pick.onnx").c_str(), nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlBundleLoadFromMem(&bundle, 0, &bundle), ACL_ERROR_INVALID_PARAM);
  // Refused as by aclmdlLoadFromFile, whatever its code is.
  CHECK_EQ(aclmdlBundleLoadFromFile(model_file("text.onnx").c_str(), &bundle),
           aclmdlLoadFromFile(model_file("text.onnx").c_str(), &model));
  CHECK_EQ(bundle, 0U);
  for (const uint32_t none : {0U, 1U, UINT32_MAX}) {
    CHECK_EQ(aclmdlBundleGetModelNum(none, &count), ACL_ERROR_INVALID_BUNDLE_MODEL_ID);
    CHECK_EQ(aclmdlBundleGetModelId(none, 0, &model), ACL_ERROR_INVALID_BUNDLE_MODEL_ID);
    CHECK_EQ(aclmdlBundleUnload(none), ACL_ERROR_INVALID_BUNDLE_MODEL_ID);
  }
  CHECK_OK(aclmdlBundleLoadFromFile(model_file("pick.onnx").c_str(), &bundle));
  CHECK_EQ(aclmdlBundleGetModelNum(bundle, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlBundleGetModelId(bundle, 0, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlBundleGetModelId(bundle, 1, &model), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclmdlBundleUnload(bundle));
  CHECK_EQ(aclmdlBundleUnload(bundle), ACL_ERROR_INVALID_BUNDLE_MODEL_ID);
}

// A bundle belongs to its context, as its models do. What cannot be unloaded stays.
TEST(in_another_context) {
  World world;
  uint32_t bundle = 0, model = 0;
  CHECK_OK(aclmdlBundleLoadFromFile(model_file("pick.onnx").c_str(), &bundle));
  CHECK_OK(aclmdlBundleGetModelId(bundle, 0, &model));
  aclrtContext other = nullptr;
  CHECK_OK(aclrtCreateContext(&other, 0));
  CHECK_EQ(aclmdlBundleUnload(bundle), ACL_ERROR_RT_MODEL_CONTEXT);
  CHECK_OK(aclrtDestroyContext(other));
  CHECK_OK(aclrtSetCurrentContext(world.context));
  CHECK_EQ(pick(model, 2), 30.0F);
  CHECK_OK(aclmdlBundleUnload(bundle));
}

TEST(model_unloaded_by_itself) {
  World world;
  uint32_t bundle = 0, model = 0;
  CHECK_OK(aclmdlBundleLoadFromFile(model_file("pick.onnx").c_str(), &bundle));
  CHECK_OK(aclmdlBundleGetModelId(bundle, 0, &model));
  CHECK_OK(aclmdlUnload(model));
  CHECK_OK(aclmdlBundleUnload(bundle));
}
