// How long all runs on zeros of one load may take together. The clock is this file's own: it stands in for
// the C library's, and can be made to run ahead.
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <ctime>
#include <memory>

#include "world.h"

namespace {

// By how many seconds each look at the clock moves it forward, and by how many it has been moved.
std::atomic<long> step{0};
std::atomic<long> ahead{0};

class FastClock {
 public:
  explicit FastClock(long seconds) { step = seconds; }
  ~FastClock() {
    step = 0;
    ahead = 0;
  }
  FastClock(const FastClock&) = delete;
  FastClock& operator=(const FastClock&) = delete;
};

// The first dim of the only output, in the largest gear.
int64_t rows_of_gears_loaded_with(long seconds) {
  const auto load = [seconds] {
    const FastClock clock(seconds);
    return std::make_unique<Model>("gears-unnamed.onnx");
  };
  const std::unique_ptr<Model> model = load();
  aclmdlDesc* const desc = aclmdlCreateDesc();
  CHECK_OK(aclmdlGetDesc(desc, model->id));
  aclmdlIODims dims{};
  CHECK_OK(aclmdlGetOutputDims(desc, 0, &dims));
  CHECK_OK(aclmdlDestroyDesc(desc));
  return dims.dims[0];
}

}  // namespace

// steady_clock of the C++ library looks here, too.
extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock,
                                                                    timespec* time) noexcept {
  const auto status = static_cast<int>(syscall(SYS_clock_gettime, clock, time));
  if (status == 0 && clock == CLOCK_MONOTONIC) time->tv_sec += ahead += step;
  return status;
}

TEST(runs_of_all_gears_have_a_minute) {
  World world;
  CHECK_EQ(rows_of_gears_loaded_with(0), int64_t{4});
  // There is no time for a run when the first gear's turn comes. Its dims are then what the file says.
  CHECK_EQ(rows_of_gears_loaded_with(100), int64_t{-1});
  CHECK_EQ(rows_of_gears_loaded_with(0), int64_t{4});
}
