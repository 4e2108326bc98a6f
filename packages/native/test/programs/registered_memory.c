/* Memory of the program's own, registered twice over: once as a source and destination of asynchronous copies, once so
 * that the model reads and writes it without a copy. registered_memory IDENTITY-FLOAT32.onnx */
#define _POSIX_C_SOURCE 200112L
#include <string.h>

#include "check.h"

enum { elements = 6, page = 4096 };

static void execute(uint32_t model, void* from, void* to, size_t size, aclrtStream stream) {
  aclmdlDataset *in = aclmdlCreateDataset(), *out = aclmdlCreateDataset();
  aclDataBuffer *input = aclCreateDataBuffer(from, size), *output = aclCreateDataBuffer(to, size);
  OK(aclmdlAddDatasetBuffer(in, input));
  OK(aclmdlAddDatasetBuffer(out, output));
  OK(aclmdlExecuteAsync(model, in, out, stream));
  OK(aclmdlDestroyDataset(in));
  OK(aclmdlDestroyDataset(out));
  OK(aclDestroyDataBuffer(input));
  OK(aclDestroyDataBuffer(output));
}

static int are_same(const float* from, const float* to) {
  size_t i = 0;
  while (i < elements && from[i] == to[i]) ++i;
  return i == elements;
}

int main(int argc, char** argv) {
  const size_t size = elements * sizeof(float);
  void *own = NULL, *mapped = NULL, *input = NULL, *output = NULL;
  float *from = NULL, *to = NULL;
  uint32_t model = 0;
  aclrtStream stream = NULL;
  size_t i = 0;
  if (argc < 2) return 2;
  HOLDS(posix_memalign(&own, page, 2 * page) == 0);
  from = (float*)own;
  to = from + page / sizeof(float);
  memset(own, 0, 2 * page);
  for (i = 0; i < elements; ++i) from[i] = (float)i + 0.5F;
  OK(aclInit(""));
  OK(aclrtSetDevice(0));
  OK(aclrtCreateStream(&stream));
  OK(aclmdlLoadFromFile(argv[1], &model));
  OK(aclrtMalloc(&input, size, ACL_MEM_MALLOC_NORMAL_ONLY));
  OK(aclrtMalloc(&output, size, ACL_MEM_MALLOC_NORMAL_ONLY));

  OK(aclrtHostRegisterV2(own, 2 * page, ACL_HOST_REG_PINNED));
  OK(aclrtMemcpyAsync(input, size, from, size, ACL_MEMCPY_HOST_TO_DEVICE, stream));
  execute(model, input, output, size, stream);
  OK(aclrtMemcpyAsync(to, size, output, size, ACL_MEMCPY_DEVICE_TO_HOST, stream));
  OK(aclrtSynchronizeStream(stream));
  HOLDS(are_same(from, to));
  OK(aclrtHostUnregister(own));

  memset(to, 0, size);
  OK(aclrtHostRegister(own, 2 * page, ACL_HOST_REGISTER_MAPPED, &mapped));
  GIVES(aclrtHostRegister(to, size, ACL_HOST_REGISTER_MAPPED, &mapped), ACL_ERROR_HOST_MEMORY_ALREADY_REGISTERED);
  execute(model, mapped, (char*)mapped + page, size, stream);
  OK(aclrtSynchronizeStream(stream));
  HOLDS(are_same(from, to));
  OK(aclrtHostUnregister(own));
  GIVES(aclrtHostUnregister(own), ACL_ERROR_HOST_MEMORY_NOT_REGISTERED);

  OK(aclrtFree(input));
  OK(aclrtFree(output));
  OK(aclmdlUnload(model));
  OK(aclrtDestroyStream(stream));
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  free(own);
  return 0;
}
