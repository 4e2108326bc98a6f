// How long the executions of a stream take at least, where that is simulated. Not thread-safe.
#pragma once

#include <chrono>

#include "process/random.h"
#include "process/settings.h"

namespace ascend_rx::runtime {

class ServiceTimes {
 public:
  explicit ServiceTimes(const ServiceTime& time) : time_(time), random_(time.seed) {}

  std::chrono::nanoseconds next() {
    const double microseconds = time_.least_us + (time_.most_us - time_.least_us) * random_.fraction();
    return std::chrono::nanoseconds(static_cast<int64_t>(microseconds * 1000));
  }

 private:
  const ServiceTime time_;
  Random random_;
};

}  // namespace ascend_rx::runtime
