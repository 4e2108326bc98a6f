/* A program that prefers DVPP and has a way around it: where a device has no such unit, the picture is resized on the
 * host. picture_on_host PICTURE.onnx */
#include <stdint.h>
#include <string.h>

#include "check.h"
#define ENABLE_DVPP_INTERFACE
#include "acl/ops/acl_dvpp.h"

enum { width = 5, height = 4, planes = 3, size = width * height * planes };

/* 1: DVPP has resized the picture. */
static int resize_on_device(aclrtStream stream, void* from, void* to) {
  acldvppChannelDesc* const channel = acldvppCreateChannelDesc();
  acldvppPicDesc *input = NULL, *output = NULL;
  acldvppResizeConfig* resize = NULL;
  int done = 0;
  if (!channel || acldvppCreateChannel(channel) != ACL_SUCCESS) return 0;
  input = acldvppCreatePicDesc();
  output = acldvppCreatePicDesc();
  resize = acldvppCreateResizeConfig();
  acldvppSetPicDescData(input, from);
  acldvppSetPicDescFormat(input, PIXEL_FORMAT_YUV_SEMIPLANAR_420);
  acldvppSetPicDescData(output, to);
  done = acldvppVpcResizeAsync(channel, input, output, resize, stream) == ACL_SUCCESS &&
         aclrtSynchronizeStream(stream) == ACL_SUCCESS;
  acldvppDestroyResizeConfig(resize);
  acldvppDestroyPicDesc(output);
  acldvppDestroyPicDesc(input);
  acldvppDestroyChannel(channel);
  acldvppDestroyChannelDesc(channel);
  return done;
}

/* Every other pixel of a picture of twice the width and height. */
static void resize_on_host(const uint8_t* from, uint8_t* to) {
  size_t plane = 0, row = 0, column = 0;
  for (plane = 0; plane < planes; ++plane) {
    for (row = 0; row < height; ++row) {
      for (column = 0; column < width; ++column) {
        *to++ = from[(plane * 2 * height + 2 * row) * 2 * width + 2 * column];
      }
    }
  }
}

int main(int argc, char** argv) {
  uint8_t large[4 * size], small[size], result[size];
  uint32_t model = 0;
  aclrtStream stream = NULL;
  void *from = NULL, *picture = NULL, *output = NULL;
  const char* reason = NULL;
  aclDataBuffer* buffers[2];
  aclmdlDataset *in = NULL, *out = NULL;
  size_t i = 0;
  if (argc < 2) return 2;
  for (i = 0; i < sizeof large; ++i) large[i] = (uint8_t)(i * 7);
  OK(aclInit(NULL));
  OK(aclrtSetDevice(0));
  OK(aclrtCreateStream(&stream));
  OK(aclmdlLoadFromFile(argv[1], &model));
  OK(acldvppMalloc(&from, sizeof large));
  OK(acldvppMalloc(&picture, size));
  OK(acldvppMalloc(&output, size));
  OK(aclrtMemcpy(from, sizeof large, large, sizeof large, ACL_MEMCPY_HOST_TO_DEVICE));

  HOLDS(!resize_on_device(stream, from, picture));
  reason = aclGetRecentErrMsg();
  HOLDS(reason && strstr(reason, "[207000] acldvppCreateChannelDesc: DVPP is a unit of the chip"));
  resize_on_host(large, small);
  OK(aclrtMemcpy(picture, size, small, size, ACL_MEMCPY_HOST_TO_DEVICE));

  in = aclmdlCreateDataset();
  out = aclmdlCreateDataset();
  buffers[0] = aclCreateDataBuffer(picture, size);
  buffers[1] = aclCreateDataBuffer(output, size);
  OK(aclmdlAddDatasetBuffer(in, buffers[0]));
  OK(aclmdlAddDatasetBuffer(out, buffers[1]));
  OK(aclmdlExecuteAsync(model, in, out, stream));
  OK(aclrtSynchronizeStream(stream));
  OK(aclrtMemcpy(result, size, output, size, ACL_MEMCPY_DEVICE_TO_HOST));
  HOLDS(memcmp(result, small, size) == 0);

  OK(aclmdlDestroyDataset(in));
  OK(aclmdlDestroyDataset(out));
  OK(aclDestroyDataBuffer(buffers[0]));
  OK(aclDestroyDataBuffer(buffers[1]));
  OK(acldvppFree(from));
  OK(acldvppFree(picture));
  OK(acldvppFree(output));
  OK(aclmdlUnload(model));
  OK(aclrtDestroyStream(stream));
  OK(aclrtResetDevice(0));
  OK(aclFinalize());
  return 0;
}
