// Start and end, error texts, small host-side things. Facts, sections 10 and 11.
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "world.h"

namespace {

std::string write_file(const char* name, const std::string& contents) {
  const std::string path = model_file(name);
  std::ofstream(path) << contents;
  return path;
}

}  // namespace

// Section 11: a second aclInit gives 100002 at once; a second aclFinalize 100037.
TEST(init_and_finalize_once) {
  CHECK_OK(aclInit(nullptr));
  CHECK_EQ(aclInit(nullptr), ACL_ERROR_REPEAT_INITIALIZE);
  CHECK_OK(aclFinalize());
  CHECK_EQ(aclFinalize(), ACL_ERROR_REPEAT_FINALIZE);
}

// Section 11: after aclFinalize one may initialise again.
TEST(init_again_after_finalize) {
  for (int i = 0; i < 3; ++i) {
    CHECK_OK(aclInit(nullptr));
    CHECK_OK(aclFinalize());
  }
}

// Programs give "" where they have no configuration (unverified on hardware). It is the same as NULL.
TEST(init_without_a_configuration) {
  for (const char* none : {"", static_cast<const char*>(nullptr), ""}) {
    CHECK_OK(aclInit(none));
    CHECK_EQ(aclInit(none), ACL_ERROR_REPEAT_INITIALIZE);
    CHECK_OK(aclFinalize());
  }
  CHECK_EQ(aclInit(write_file("some.json", "{}").c_str()), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclInit(" "), ACL_ERROR_INVALID_FILE);  // a file of this name
}

// Section 11: `{}` is a configuration; with other contents than the first time 100000.
TEST(init_again_with_other_contents) {
  const std::string empty = write_file("empty.json", "{}");
  const std::string other =
      write_file("other.json", R"({"dump": {"list": [1, -2.5e3, true, null, "\u00e4\n"]}})");
  CHECK_OK(aclInit(empty.c_str()));
  CHECK_OK(aclFinalize());
  CHECK_EQ(aclInit(other.c_str()), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclInit(empty.c_str()));
  CHECK_OK(aclFinalize());
}

// Section 11: a missing file gives 100003, bad JSON 100006; aclInit can be called again afterwards.
TEST(init_with_a_bad_file) {
  CHECK_EQ(aclInit(model_file("none.json").c_str()), ACL_ERROR_INVALID_FILE);
  const std::string fifo = model_file("fifo.json");  // nobody writes to it
  unlink(fifo.c_str());
  CHECK_EQ(mkfifo(fifo.c_str(), 0600), 0);
  CHECK_EQ(aclInit(fifo.c_str()), ACL_ERROR_INVALID_FILE);
  for (const char* bad : {"", "{", "{\"a\": }", "{\"a\": 1,}", "[1 2]", "{} {}", "nul", "\"\\x\"", "01"}) {
    CHECK_EQ(aclInit(write_file("bad.json", bad).c_str()), ACL_ERROR_PARSE_FILE);
  }
  CHECK(contains(recent_error(), "bad.json is not JSON: line 1"));
  CHECK_OK(aclInit(write_file("good.json", "{ \"a\": [] }\n").c_str()));
  CHECK_OK(aclFinalize());
}

// Section 11: newest first; reading clears; NULL when there is none; per thread.
TEST(error_texts) {
  lenient();
  CHECK_EQ(recent_error(), "");
  CHECK_EQ(aclrtSetDevice(7), ACL_ERROR_RT_INVALID_DEVICEID);
  CHECK_EQ(aclrtSynchronizeStream(nullptr), ACL_ERROR_RT_CONTEXT_NULL);
  std::thread([] { CHECK_EQ(recent_error(), ""); }).join();
  const std::string texts = recent_error();
  const size_t newer = texts.find("[107002] aclrtSynchronizeStream: ");
  const size_t older = texts.find("[107001] aclrtSetDevice: there is no device 7");
  CHECK(newer != std::string::npos && older != std::string::npos && newer < older);
  CHECK(aclGetRecentErrMsg() == nullptr);
}

// No fact, but a program must not grow with each failure: the oldest texts are dropped.
TEST(error_texts_are_bounded) {
  for (int i = 0; i < 1000; ++i) aclrtSetDevice(7);
  CHECK(recent_error().size() < 10000);
}

// Section 11: the version is that of the headers.
TEST(version) {
  int32_t major = 0, minor = 0, patch = -1;
  CHECK_OK(aclrtGetVersion(&major, &minor, &patch));
  CHECK_EQ(major, ACL_MAJOR_VERSION);
  CHECK_EQ(minor, ACL_MINOR_VERSION);
  CHECK_EQ(patch, ACL_PATCH_VERSION);
  CHECK_EQ(aclrtGetVersion(nullptr, &minor, &patch), ACL_ERROR_INVALID_PARAM);
  CHECK(aclrtGetSocName() != nullptr);
}

TEST(data_buffers) {
  int memory = 0;
  aclDataBuffer* const buffer = aclCreateDataBuffer(&memory, size_t{5} << 32);
  CHECK_EQ(aclGetDataBufferAddr(buffer), static_cast<void*>(&memory));
  CHECK_EQ(aclGetDataBufferSizeV2(buffer), size_t{5} << 32);
  CHECK_EQ(aclGetDataBufferSize(buffer), 0U);  // cut to 32 bits
  CHECK_OK(aclUpdateDataBuffer(buffer, nullptr, 12));
  CHECK(aclGetDataBufferAddr(buffer) == nullptr);
  CHECK_EQ(aclGetDataBufferSize(buffer), 12U);
  CHECK_OK(aclDestroyDataBuffer(buffer));
  CHECK_EQ(aclDestroyDataBuffer(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclUpdateDataBuffer(nullptr, nullptr, 0), ACL_ERROR_INVALID_PARAM);
  CHECK(aclGetDataBufferAddr(nullptr) == nullptr);
  CHECK_EQ(aclGetDataBufferSizeV2(nullptr), size_t{0});
}

// Section 9: a dataset keeps pointers only; it does not destroy the buffers.
TEST(datasets) {
  aclmdlDataset* const dataset = aclmdlCreateDataset();
  aclDataBuffer* const buffer = aclCreateDataBuffer(nullptr, 0);
  CHECK_OK(aclmdlAddDatasetBuffer(dataset, buffer));
  CHECK_EQ(aclmdlAddDatasetBuffer(dataset, nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlAddDatasetBuffer(nullptr, buffer), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(aclmdlGetDatasetNumBuffers(dataset), size_t{1});
  CHECK_EQ(aclmdlGetDatasetNumBuffers(nullptr), size_t{0});
  CHECK_EQ(aclmdlGetDatasetBuffer(dataset, 0), buffer);
  CHECK(aclmdlGetDatasetBuffer(dataset, 1) == nullptr);
  CHECK_OK(aclmdlDestroyDataset(dataset));
  CHECK_EQ(aclmdlDestroyDataset(nullptr), ACL_ERROR_INVALID_PARAM);
  CHECK_OK(aclDestroyDataBuffer(buffer));
}

TEST(data_type_sizes) {
  CHECK_EQ(aclDataTypeSize(ACL_FLOAT), size_t{4});
  CHECK_EQ(aclDataTypeSize(ACL_FLOAT16), size_t{2});
  CHECK_EQ(aclDataTypeSize(ACL_BOOL), size_t{1});
  CHECK_EQ(aclDataTypeSize(ACL_INT64), size_t{8});
  CHECK_EQ(aclDataTypeSize(ACL_COMPLEX128), size_t{16});
  CHECK_EQ(aclDataTypeSize(ACL_DT_UNDEFINED), size_t{0});
  CHECK_EQ(aclDataTypeSize(ACL_STRING), size_t{0});
}

TEST(float16_values) {
  CHECK_EQ(aclFloat16ToFloat(0x3c00), 1.0F);
  CHECK_EQ(aclFloat16ToFloat(0xc000), -2.0F);
  CHECK_EQ(aclFloat16ToFloat(0x0001), 0x1p-24F);
  CHECK_EQ(aclFloat16ToFloat(0x7bff), 65504.0F);
  CHECK(std::isinf(aclFloat16ToFloat(0xfc00)) && std::isnan(aclFloat16ToFloat(0x7e01)));
  CHECK(std::signbit(aclFloat16ToFloat(0x8000)));
  CHECK_EQ(aclFloatToFloat16(65519.99F), 0x7bff);
  CHECK_EQ(aclFloatToFloat16(65520.0F), 0x7c00);
  CHECK_EQ(aclFloatToFloat16(-INFINITY), 0xfc00);
  CHECK_EQ(aclFloatToFloat16(0x1p-25F), 0x0000);         // a tie, to even
  CHECK_EQ(aclFloatToFloat16(0x1.8p-24F), 0x0002);       // a tie, to even
  CHECK_EQ(aclFloatToFloat16(1.0F + 0x1p-11F), 0x3c00);  // a tie, to even
  CHECK_EQ(aclFloatToFloat16(1.0F + 0x3p-11F), 0x3c02);  // a tie, to even
  CHECK_EQ(aclFloatToFloat16(0x1.ffcp-15F), 0x0400);     // rounds up out of the subnormal range
}

// Every half-precision number comes back as itself.
TEST(float16_round_trip) {
  for (uint32_t half = 0; half <= 0xffff; ++half) {
    const float single = aclFloat16ToFloat(static_cast<aclFloat16>(half));
    if (!std::isnan(single)) CHECK_EQ(aclFloatToFloat16(single), static_cast<aclFloat16>(half));
  }
}
