/** Left, top, right, bottom, in pixels: of any list of numbers. */
type Corners = ArrayLike<number>;

/**
 * Intersection over union of two boxes, in double precision: 0 if they do not overlap, 1 if they are equal.
 *
 * @param a its four numbers begin at `atA`
 * @param b its four numbers begin at `atB`
 */
export function overlapOf(a: Corners, b: Corners, atA = 0, atB = 0): number {
  const width = sharedSide(a, atA, b, atB);
  const height = sharedSide(a, atA + 1, b, atB + 1);
  if (!(width > 0 && height > 0)) return 0;
  const both = width * height;
  return both / (areaOf(a, atA) + areaOf(b, atB) - both);
}

/** Of two boxes along one axis. The far end of a side is two numbers behind its near one. */
function sharedSide(a: Corners, atA: number, b: Corners, atB: number): number {
  return Math.min(a[atA + 2] as number, b[atB + 2] as number) - Math.max(a[atA] as number, b[atB] as number);
}

function areaOf(box: Corners, at: number): number {
  const width = (box[at + 2] as number) - (box[at] as number);
  return width * ((box[at + 3] as number) - (box[at + 1] as number));
}
