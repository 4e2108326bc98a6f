// Copies of rows. The facts have nothing on them: the codes are those of the plain copies (Facts, section
// 10), unverified on hardware.
#include <array>
#include <cstring>
#include <numeric>

#include "world.h"

namespace {

// Three rows of four bytes, six apart there and five apart here.
constexpr size_t width = 4, height = 3, from_pitch = 6, to_pitch = 5;
using From = std::array<uint8_t, from_pitch * height>;
using To = std::array<uint8_t, to_pitch * height>;

From numbered() {
  From from{};
  std::iota(from.begin(), from.end(), uint8_t{1});
  return from;
}

// The rows, and between them what was there before.
bool has_rows(const To& to) {
  for (size_t i = 0; i < to.size(); ++i) {
    const size_t row = i / to_pitch, column = i % to_pitch;
    const size_t expected = column < width ? row * from_pitch + column + 1 : 0;
    if (to[i] != expected) return false;
  }
  return true;
}

// What both calls check; `copy` has the arguments of aclrtMemcpy2d, with the kind as a number.
template <typename Copy>
void check_arguments(const Copy& copy) {
  From from = numbered();
  To to{};
  constexpr unsigned kind = ACL_MEMCPY_DEVICE_TO_HOST;
  CHECK_EQ(copy(nullptr, to_pitch, from.data(), from_pitch, width, height, kind), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(copy(to.data(), to_pitch, nullptr, from_pitch, width, height, kind), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(copy(to.data(), to_pitch, from.data(), from_pitch, width, height, 99), ACL_ERROR_INVALID_PARAM);
  CHECK_EQ(copy(to.data(), 3, from.data(), from_pitch, width, height, kind), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(copy(to.data(), to_pitch, from.data(), 3, width, height, kind), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(copy(to.data(), SIZE_MAX, from.data(), SIZE_MAX, width, 2, kind), ACL_ERROR_RT_PARAM_INVALID);
  CHECK_EQ(copy(to.data(), to_pitch, from.data(), from_pitch, width, SIZE_MAX, kind),
           ACL_ERROR_RT_PARAM_INVALID);
  CHECK_OK(copy(to.data(), to_pitch, from.data(), from_pitch, 0, height, kind));
  CHECK_OK(copy(to.data(), to_pitch, from.data(), from_pitch, width, 0, kind));
  CHECK_OK(copy(nullptr, 0, nullptr, 0, 0, 0, kind));
  CHECK(to == To{});
}

}  // namespace

TEST(copy) {
  lenient();
  World world;
  const From from = numbered();
  for (const auto kind : {ACL_MEMCPY_HOST_TO_HOST, ACL_MEMCPY_HOST_TO_DEVICE, ACL_MEMCPY_DEVICE_TO_HOST,
                          ACL_MEMCPY_DEVICE_TO_DEVICE, ACL_MEMCPY_DEFAULT}) {
    To to{};
    CHECK_OK(aclrtMemcpy2d(to.data(), to_pitch, from.data(), from_pitch, width, height, kind));
    CHECK(has_rows(to));
  }
}

TEST(arguments) {
  World world;
  check_arguments(
      with_numbers<aclError(void*, size_t, const void*, size_t, size_t, size_t, unsigned)>(aclrtMemcpy2d));
}

// The last row ends with its width: the memory up to its pitch need not exist.
TEST(last_row_ends_with_its_width) {
  lenient();
  World world;
  const std::vector<uint8_t> from(from_pitch + width, 1);
  std::vector<uint8_t> to(to_pitch + width);
  CHECK_OK(aclrtMemcpy2d(to.data(), to_pitch, from.data(), from_pitch, width, 2, ACL_MEMCPY_HOST_TO_DEVICE));
  CHECK_EQ(std::accumulate(to.begin(), to.end(), 0), int{2 * width});
}

// The copy runs in the order of the stream: after the fill whose result it copies.
TEST(copy_async) {
  lenient();
  World world;
  Buffer device(from_pitch * height);
  const From from = numbered();
  To to{};
  CHECK_OK(aclrtMemsetAsync(device.data, device.size, 0xff, device.size, world.stream));
  CHECK_OK(aclrtMemcpy2dAsync(device.data, from_pitch, from.data(), from_pitch, width, height,
                              ACL_MEMCPY_HOST_TO_DEVICE, world.stream));
  CHECK_OK(aclrtMemcpy2dAsync(to.data(), to_pitch, device.data, from_pitch, width, height,
                              ACL_MEMCPY_DEVICE_TO_HOST, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(has_rows(to));
  CHECK_EQ(int{device.as<uint8_t>()[width]}, 0xff);
}

// The copy is a task: while the stream waits for a callback, nothing is copied.
TEST(async_waits_for_its_turn) {
  lenient();
  World world;
  ReportThread reports(world.context);
  reports.subscribe(world.stream);
  const From from = numbered();
  struct Seen {
    To to{};
    bool untouched = false;
  } seen;
  const auto look = [](void* data) {
    auto* const at = static_cast<Seen*>(data);
    at->untouched = at->to == To{};
  };
  CHECK_OK(aclrtLaunchCallback(look, &seen, ACL_CALLBACK_BLOCK, world.stream));
  CHECK_OK(aclrtMemcpy2dAsync(seen.to.data(), to_pitch, from.data(), from_pitch, width, height,
                              ACL_MEMCPY_DEVICE_TO_HOST, world.stream));
  CHECK_OK(aclrtSynchronizeStream(world.stream));
  CHECK(seen.untouched);
  CHECK(has_rows(seen.to));
  reports.unsubscribe(world.stream);
}

TEST(arguments_async) {
  World world;
  const auto async =
      with_numbers<aclError(void*, size_t, const void*, size_t, size_t, size_t, unsigned, aclrtStream)>(
          aclrtMemcpy2dAsync);
  check_arguments([&](void* to, size_t to_apart, const void* from, size_t from_apart, size_t columns,
                      size_t rows, unsigned kind) {
    return async(to, to_apart, from, from_apart, columns, rows, kind, world.stream);
  });
  const From from = numbered();
  To to{};
  CHECK_EQ(aclrtMemcpy2dAsync(to.data(), to_pitch, from.data(), from_pitch, width, height,
                              ACL_MEMCPY_HOST_TO_HOST, world.stream),
           ACL_ERROR_RT_FEATURE_NOT_SUPPORT);
}

// Section 8: a context is needed, and the stream must belong to it.
TEST(contexts) {
  World world;
  const From from = numbered();
  To to{};
  const auto copy = [&](aclrtStream stream) {
    return aclrtMemcpy2dAsync(to.data(), to_pitch, from.data(), from_pitch, width, height,
                              ACL_MEMCPY_HOST_TO_DEVICE, stream);
  };
  std::thread([&] {
    CHECK_EQ(
        aclrtMemcpy2d(to.data(), to_pitch, from.data(), from_pitch, width, height, ACL_MEMCPY_HOST_TO_HOST),
        ACL_ERROR_RT_CONTEXT_NULL);
    CHECK_EQ(copy(world.stream), ACL_ERROR_RT_CONTEXT_NULL);
    aclrtContext other = nullptr;
    CHECK_OK(aclrtCreateContext(&other, 0));
    CHECK_EQ(copy(world.stream), ACL_ERROR_RT_STREAM_CONTEXT);
    CHECK_OK(aclrtDestroyContext(other));
  }).join();
  CHECK(to == To{});
}
