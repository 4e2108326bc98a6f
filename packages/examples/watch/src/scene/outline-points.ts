import { outlines } from '@ascend-rx/example-classify';
import type { ShapeName } from './scene.js';

/** A point of an outline; its farthest points have the distance 1 from the origin, or a little more. */
export type Point = readonly [x: number, y: number];

/** Straight lines for one curve, or for a circle. */
const pieces = 24;

/** The outline of a shape as a polygon, from the path that the classifier's pictures are drawn with. */
export function outlinePoints(name: ShapeName, variation: number): readonly Point[] {
  if (name === 'circle') {
    const angles = Array.from({ length: 4 * pieces }, (_, i) => (Math.PI * i) / (2 * pieces));
    return angles.map((angle) => [Math.cos(angle), Math.sin(angle)]);
  }
  const points: Point[] = [];
  for (const [, command, list = ''] of outlines[name](variation).matchAll(/([A-Z])([^A-Z]*)/g)) {
    const n = [...list.matchAll(/-?[\d.]+/g)].map(Number);
    if (command === 'M' || command === 'L') points.push([n[0] as number, n[1] as number]);
    else if (command === 'C') points.push(...curve(points.at(-1) as Point, n));
    else if (command !== 'Z') throw new Error(`the outline of ${name} has a command ${command}`);
  }
  return points;
}

/** A cubic Bézier curve without its first point. */
function curve([x0, y0]: Point, numbers: readonly number[]): Point[] {
  const [x1, y1, x2, y2, x3, y3] = numbers as [number, number, number, number, number, number];
  return Array.from({ length: pieces }, (_, i) => {
    const t = (i + 1) / pieces;
    const s = 1 - t;
    const at = (a: number, b: number, c: number, d: number) =>
      s ** 3 * a + 3 * s ** 2 * t * b + 3 * s * t ** 2 * c + t ** 3 * d;
    return [at(x0, x1, x2, x3), at(y0, y1, y2, y3)];
  });
}
