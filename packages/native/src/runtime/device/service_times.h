// The simulated durations of executions: of a stream's, or of the synchronous ones. Not thread-safe.
#pragma once

#include <chrono>
#include <cstdint>

#include "runtime/base/random.h"
#include "runtime/config/settings.h"

namespace ascend_rx::runtime {

class ServiceTimes {
 public:
  // `sequence`: chooses the random numbers, together with the seed.
  ServiceTimes(const ServiceTime& time, uint32_t sequence)
      : time_(time), random_(time.seed ^ (uint64_t{sequence} << 32)) {}

  std::chrono::nanoseconds next() {
    const double microseconds = time_.least_us + (time_.most_us - time_.least_us) * random_.fraction();
    return std::chrono::nanoseconds(static_cast<int64_t>(microseconds * 1000));
  }

 private:
  const ServiceTime time_;
  Random random_;
};

}  // namespace ascend_rx::runtime
