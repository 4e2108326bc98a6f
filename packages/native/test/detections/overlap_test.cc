// Overlaps against cases that are computed by hand.
#include "detections/overlap.h"

#include <cmath>

#include "test.h"

using namespace ascend_rx::detections;

namespace {

constexpr double kPi = 3.14159265358979323846;

bool is_near(double value, double expected) { return std::fabs(value - expected) < 1e-12; }

}  // namespace

TEST(iou_of_boxes) {
  const Box box = box_of(5, 5, 10, 10);
  CHECK_EQ(iou(box, box), 1.0);
  CHECK_EQ(iou(box, box_of(10, 5, 10, 10)), 50.0 / 150);
  CHECK_EQ(iou(box, box_of(15, 5, 10, 10)), 0.0);
  CHECK_EQ(iou(box, box_of(100, 100, 10, 10)), 0.0);
  CHECK_EQ(iou(box, box_of(5, 5, 5, 5)), 0.25);
}

// Two squares of side s, apart by dx: both covariances are s²/12 · I, so D = dx² / (8 · s²/12).
TEST(probabilistic_iou_of_squares) {
  const Gaussian square = gaussian_of(0, 0, 2, 2, 0);
  const double distance = 1.0 / (8 * 4.0 / 12);
  CHECK(
      is_near(probabilistic_iou(square, gaussian_of(1, 0, 2, 2, 0)), 1 - std::sqrt(1 - std::exp(-distance))));
  // A square that is turned has the same covariance.
  CHECK(is_near(probabilistic_iou(square, gaussian_of(1, 0, 2, 2, 0.3)),
                1 - std::sqrt(1 - std::exp(-distance))));
}

// A box and the same one turned by 90°: variances a and b change places, so D = ln((a + b)² / 4ab) / 2.
TEST(probabilistic_iou_of_crossed_boxes) {
  const double a = 16.0 / 12;
  const double b = 4.0 / 12;
  const double distance = std::log((a + b) * (a + b) / (4 * a * b)) / 2;
  const Gaussian box = gaussian_of(3, 4, 4, 2, 0.5);
  CHECK(is_near(probabilistic_iou(box, gaussian_of(3, 4, 4, 2, 0.5 + kPi / 2)),
                1 - std::sqrt(1 - std::exp(-distance))));
  // By half a turn it is itself, but for what is rounded; H = √(1 − exp(−D)) makes 1e-8 of 1e-16.
  CHECK(probabilistic_iou(box, gaussian_of(3, 4, 4, 2, 0.5 + kPi)) > 1 - 1e-7);
  CHECK(probabilistic_iou(box, gaussian_of(3, 4, 2, 4, 0.5 + kPi / 2)) > 1 - 1e-7);
}

TEST(probabilistic_iou_of_equal_boxes_is_never_nan) {
  for (int i = 1; i < 2000; ++i) {
    const Gaussian box = gaussian_of(i * 0.7, i * 1.3, 1 + i * 0.01, 100.0 / i, i * 0.1);
    CHECK(probabilistic_iou(box, box) > 1 - 1e-6);
    CHECK(probabilistic_iou(box, box) <= 1);
  }
}
