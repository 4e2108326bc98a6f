/* Loads the models of a bundle from memory, executes each, unloads them together. bundle PICK.onnx */
#include <stdint.h>

#include "check.h"

static void* read_file(const char* path, size_t* size) {
  FILE* const file = fopen(path, "rb");
  void* bytes = NULL;
  long length = 0;
  HOLDS(file && fseek(file, 0, SEEK_END) == 0);
  length = ftell(file);
  HOLDS(length > 0 && fseek(file, 0, SEEK_SET) == 0);
  bytes = malloc((size_t)length);
  HOLDS(bytes && fread(bytes, 1, (size_t)length, file) == (size_t)length);
  fclose(file);
  *size = (size_t)length;
  return bytes;
}

static float pick(uint32_t model, int64_t index) {
  aclmdlDataset *in = aclmdlCreateDataset(), *out = aclmdlCreateDataset();
  aclDataBuffer *input = NULL, *output = NULL;
  void *from = NULL, *to = NULL;
  float picked = 0;
  OK(aclrtMalloc(&from, sizeof index, ACL_MEM_MALLOC_HUGE_FIRST));
  OK(aclrtMalloc(&to, sizeof picked, ACL_MEM_MALLOC_HUGE_FIRST));
  OK(aclrtMemcpy(from, sizeof index, &index, sizeof index, ACL_MEMCPY_HOST_TO_DEVICE));
  input = aclCreateDataBuffer(from, sizeof index);
  output = aclCreateDataBuffer(to, sizeof picked);
  OK(aclmdlAddDatasetBuffer(in, input));
  OK(aclmdlAddDatasetBuffer(out, output));
  OK(aclmdlExecute(model, in, out));
  OK(aclrtMemcpy(&picked, sizeof picked, to, sizeof picked, ACL_MEMCPY_DEVICE_TO_HOST));
  OK(aclmdlDestroyDataset(in));
  OK(aclmdlDestroyDataset(out));
  OK(aclDestroyDataBuffer(input));
  OK(aclDestroyDataBuffer(output));
  OK(aclrtFree(from));
  OK(aclrtFree(to));
  return picked;
}

int main(int argc, char** argv) {
  uint32_t bundle = 0, model = 0;
  size_t size = 0, count = 0, i = 0;
  void* bytes = NULL;
  if (argc < 2) return 2;
  OK(aclInit(""));
  OK(aclrtSetDevice(0));
  bytes = read_file(argv[1], &size);
  OK(aclmdlBundleLoadFromMem(bytes, size, &bundle));
  free(bytes);
  OK(aclmdlBundleGetModelNum(bundle, &count));
  HOLDS(count > 0);
  for (i = 0; i < count; ++i) {
    OK(aclmdlBundleGetModelId(bundle, i, &model));
    HOLDS(pick(model, 2) == 30);
  }
  GIVES(aclmdlBundleGetModelId(bundle, count, &model), ACL_ERROR_INVALID_PARAM);
  OK(aclmdlBundleUnload(bundle));
  GIVES(aclmdlBundleUnload(bundle), ACL_ERROR_INVALID_BUNDLE_MODEL_ID);
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  return 0;
}
