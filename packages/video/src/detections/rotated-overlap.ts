// How much two rotated boxes overlap: the formulas of native/src/detections/overlap.h.

/** A rotated box as a normal distribution: that of a uniform one over the box has the same variances. */
export interface Gaussian {
  readonly x: number;
  readonly y: number;
  /** Variance in the direction of the width. */
  readonly along: number;
  /** Variance in the direction of the height. */
  readonly across: number;
  readonly cosine: number;
  readonly sine: number;
}

/** Of the five numbers at `at`: centre x, centre y, width, height, angle. */
export function gaussianOf(boxes: ArrayLike<number>, at: number): Gaussian {
  const [x = 0, y = 0, width = 0, height = 0, angle = 0] = Array.from(
    { length: 5 },
    (_, i) => boxes[at + i] ?? 0,
  );
  return {
    ...{ x, y, along: (width * width) / 12, across: (height * height) / 12 },
    ...{ cosine: Math.cos(angle), sine: Math.sin(angle) },
  };
}

/** Of Llerena et al. (2021); see `decodeHead` of `@ascend-rx/native/detections`. The determinant is a sum, by the angle between the boxes. */
export function probabilisticIou(one: Gaussian, other: Gaussian): number {
  const sum = (of: (shape: Gaussian) => number) => of(one) + of(other);
  const a = sum(({ along, across, cosine, sine }) => along * cosine * cosine + across * sine * sine);
  const b = sum(({ along, across, cosine, sine }) => along * sine * sine + across * cosine * cosine);
  const c = sum(({ along, across, cosine, sine }) => (along - across) * cosine * sine);
  const cosine = one.cosine * other.cosine + one.sine * other.sine;
  const sine = one.sine * other.cosine - one.cosine * other.sine;
  const d1 = one.along * one.across;
  const d2 = other.along * other.across;
  const determinant =
    d1 +
    d2 +
    (one.along * other.across + one.across * other.along) * cosine * cosine +
    (one.along * other.along + one.across * other.across) * sine * sine;
  const dx = one.x - other.x;
  const dy = one.y - other.y;
  const apart = (a * dy * dy + b * dx * dx - 2 * c * dx * dy) / (4 * determinant);
  const unlike = Math.log(determinant / (4 * Math.sqrt(d1 * d2))) / 2;
  return 1 - Math.sqrt(1 - Math.exp(-Math.max(0, apart + unlike)));
}
