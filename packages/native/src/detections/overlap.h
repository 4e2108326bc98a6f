// How much two boxes overlap, in double precision. Pure functions.
#pragma once

namespace ascend_rx::detections {

// Corners, in pixels.
struct Box {
  double x1 = 0;
  double y1 = 0;
  double x2 = 0;
  double y2 = 0;
  double area = 0;
};

// A rotated box as a normal distribution: that of a uniform one over the box has the same variances.
struct Gaussian {
  double x = 0;
  double y = 0;
  double along = 0;   // variance in the direction of the width
  double across = 0;  // variance in the direction of the height
  double cosine = 0;
  double sine = 0;
};

Box box_of(double x, double y, double width, double height);
Gaussian gaussian_of(double x, double y, double width, double height, double angle);

// Intersection over union. Of two boxes without area: NaN.
double iou(const Box& one, const Box& other);

// Probabilistic IoU of J. M. Llerena et al., "Gaussian Bounding Boxes and Probabilistic
// Intersection-over-Union for Object Detection" (2021): 1 − H, where H = sqrt(1 − exp(−D)) is the Hellinger
// distance of the two distributions and D their Bhattacharyya distance. Boxes have an area.
double probabilistic_iou(const Gaussian& one, const Gaussian& other);

}  // namespace ascend_rx::detections
