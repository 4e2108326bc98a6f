#include "detections/overlap.h"

#include <algorithm>
#include <cmath>

namespace ascend_rx::detections {

Box box_of(double x, double y, double width, double height) {
  return {x - width / 2, y - height / 2, x + width / 2, y + height / 2, width * height};
}

Gaussian gaussian_of(double x, double y, double width, double height, double angle) {
  return {x, y, width * width / 12, height * height / 12, std::cos(angle), std::sin(angle)};
}

double iou(const Box& one, const Box& other) {
  const double width = std::max(0.0, std::min(one.x2, other.x2) - std::max(one.x1, other.x1));
  const double height = std::max(0.0, std::min(one.y2, other.y2) - std::max(one.y1, other.y1));
  const double intersection = width * height;
  return intersection / (one.area + other.area - intersection);
}

// With sums A, B, C of the covariances, their determinant d = AB − C², and determinants d1, d2 of the two:
//   D = (A·dy² + B·dx² − 2C·dx·dy) / 4d + ln(d / 4·sqrt(d1·d2)) / 2
// Of long boxes AB − C² has no digits left. So d is computed as a sum, by the angle between the boxes.
double probabilistic_iou(const Gaussian& one, const Gaussian& other) {
  const double a = one.along * one.cosine * one.cosine + one.across * one.sine * one.sine +
                   other.along * other.cosine * other.cosine + other.across * other.sine * other.sine;
  const double b = one.along * one.sine * one.sine + one.across * one.cosine * one.cosine +
                   other.along * other.sine * other.sine + other.across * other.cosine * other.cosine;
  const double c = (one.along - one.across) * one.cosine * one.sine +
                   (other.along - other.across) * other.cosine * other.sine;
  const double cosine = one.cosine * other.cosine + one.sine * other.sine;
  const double sine = one.sine * other.cosine - one.cosine * other.sine;
  const double d1 = one.along * one.across;
  const double d2 = other.along * other.across;
  const double determinant = d1 + d2 +
                             (one.along * other.across + one.across * other.along) * cosine * cosine +
                             (one.along * other.along + one.across * other.across) * sine * sine;
  const double dx = one.x - other.x;
  const double dy = one.y - other.y;
  const double apart = (a * dy * dy + b * dx * dx - 2 * c * dx * dy) / (4 * determinant);
  const double unlike = std::log(determinant / (4 * std::sqrt(d1 * d2))) / 2;
  // Of equal boxes it is 0, but for what is rounded.
  const double distance = std::max(0.0, apart + unlike);
  return 1 - std::sqrt(1 - std::exp(-distance));
}

}  // namespace ascend_rx::detections
