// From rows of numbers in pixels of the model's input to detections in pixels of the frame.
import type { HeadRows } from '@ascend-rx/native/detections';
import { type Box, boxToFrame, type Geometry, type Point, pointToFrame } from '../image/geometry.js';
import type { Detection, Keypoint, OrientedBox } from './detection.js';

/** What the numbers behind score and class are. */
export interface Extras {
  /** The box is centre x, centre y, width, height, and the first extra is its angle. */
  readonly isRotated: boolean;
  /** How many points there are, and numbers for each: 2, or 3 with a score. */
  readonly keypoints: readonly [count: number, numbers: number] | undefined;
}

/** A detection, and the row that it comes from. */
export interface FoundRow {
  readonly detection: Detection;
  readonly row: Float64Array;
}

/**
 * The detections of rows of four numbers of a box, score, class and extras. Those without an area in the frame are left out: they
 * lie in the padding.
 */
export function rowsToDetections(
  { count, length, numbers }: HeadRows,
  geometry: Geometry,
  names: readonly string[] | undefined,
  { isRotated, keypoints }: Extras,
): FoundRow[] {
  const found: FoundRow[] = [];
  for (let i = 0; i < count; i += 1) {
    const row = numbers.subarray(i * length, (i + 1) * length);
    const [a = 0, b = 0, c = 0, d = 0, score = 0, classId = 0] = row;
    const oriented = isRotated ? orientedBox(geometry, row) : undefined;
    const box = oriented ? around(geometry, oriented) : boxToFrame(geometry, [a, b, c, d]);
    if (!(box[2] > box[0] && box[3] > box[1])) continue;
    const detection: Detection = {
      box,
      score,
      classId,
      ...(names && { name: nameOf(names, classId) }),
      ...(keypoints && { keypoints: pointsOf(geometry, row, keypoints) }),
      ...(oriented && { oriented }),
    };
    found.push({ detection, row });
  }
  return found;
}

/** @throws RangeError for a class without a name: the names are not those of the model */
export function nameOf(names: readonly string[], classId: number): string {
  const name = names[classId];
  if (name !== undefined) return name;
  throw new RangeError(
    `Expected a class from 0 to ${names.length - 1}, as \`names\` has them, but received ${classId}`,
  );
}

/** A point of the input as one of the frame, not clipped. */
export function pointBeyondFrame({ region, scale, left, top }: Geometry, [x, y]: Point): Point {
  return [region.left + (x - left) / scale.x, region.top + (y - top) / scale.y];
}

function orientedBox(geometry: Geometry, row: Float64Array): OrientedBox {
  const [x = 0, y = 0, width = 0, height = 0] = row;
  const angle = row[6] ?? 0;
  const { scale } = geometry;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const corner = (along: number, across: number) =>
    pointBeyondFrame(geometry, [
      x + (along * width * cosine - across * height * sine) / 2,
      y + (along * width * sine + across * height * cosine) / 2,
    ]);
  return {
    angle: scale.x === scale.y ? angle : Math.atan2(sine / scale.y, cosine / scale.x),
    corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)],
  };
}

function around({ region }: Geometry, { corners }: OrientedBox): Box {
  const xs = corners.map(([x]) => Math.min(Math.max(x - region.left, 0), region.width) + region.left);
  const ys = corners.map(([, y]) => Math.min(Math.max(y - region.top, 0), region.height) + region.top);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function pointsOf(
  geometry: Geometry,
  row: Float64Array,
  [count, numbers]: readonly [number, number],
): Keypoint[] {
  return Array.from({ length: count }, (_, i) => {
    const [x = 0, y = 0, score] = row.subarray(6 + i * numbers, 6 + (i + 1) * numbers);
    const [left, top] = pointToFrame(geometry, [x, y]);
    return { x: left, y: top, ...(score !== undefined && { score }) };
  });
}
