// Whether the report thread of an idle stream should poll for tasks before it sleeps. After polls that found
// nothing it polls more and more seldom. Guarded by the stream's lock.
#pragma once

#include <algorithm>

namespace ascend_rx::runtime {

class PollBackoff {
 public:
  // Asked before each poll. False: leave it out.
  bool allows_poll() {
    if (left_out_ == 0) return true;
    --left_out_;
    return false;
  }

  void polled(bool found) {
    last_left_out_ = found ? 0 : std::min(2 * last_left_out_ + 1, most_left_out);
    left_out_ = last_left_out_;
  }

 private:
  static constexpr int most_left_out = 63;

  int left_out_ = 0;       // polls that are left out, still to come
  int last_left_out_ = 0;  // what left_out_ was set to last
};

}  // namespace ascend_rx::runtime
