import { outlinePoints, type Point } from './outline-points.js';
import type { ShapeName } from './scene.js';

/** How far the field reaches from the centre of the shape, in radii: the corners of a heart are farther than 1. */
export const fieldReach = 1.25;

const side = 160;
const step = (2 * fieldReach) / (side - 1);

/**
 * How far every point around a shape is from its outline, in radii: negative inside. Edges that are drawn by it are smooth at
 * every size and angle.
 */
export class ShapeField {
  readonly points: readonly Point[];
  readonly #values = new Float32Array(side * side);

  constructor(name: ShapeName, variation: number) {
    this.points = outlinePoints(name, variation);
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const point = [column * step - fieldReach, row * step - fieldReach] as const;
        this.#values[side * row + column] = signedDistance(this.points, point);
      }
    }
  }

  /** The distance at a point, between its four neighbours; 1 outside of the field. */
  at(x: number, y: number): number {
    const column = (x + fieldReach) / step;
    const row = (y + fieldReach) / step;
    if (!(column >= 0 && row >= 0 && column < side - 1 && row < side - 1)) return 1;
    const left = Math.floor(column);
    const top = Math.floor(row);
    const i = side * top + left;
    const values = this.#values;
    const a = values[i] as number;
    const c = values[i + side] as number;
    const right = column - left;
    const above = a + ((values[i + 1] as number) - a) * right;
    const below = c + ((values[i + side + 1] as number) - c) * right;
    return above + (below - above) * (row - top);
  }
}

const fields = new Map<string, ShapeField>();
/** Stars are as thick as one of these, and not between, so that few fields are made. */
const thicknesses = 6;

export function shapeField(name: ShapeName, variation: number): ShapeField {
  const thickness = name === 'star' ? Math.min(Math.floor(variation * thicknesses), thicknesses - 1) : 0;
  const key = `${name} ${thickness}`;
  let field = fields.get(key);
  if (field === undefined) {
    field = new ShapeField(name, thickness / (thicknesses - 1));
    fields.set(key, field);
  }
  return field;
}

function signedDistance(points: readonly Point[], [x, y]: Point): number {
  let nearest = Number.POSITIVE_INFINITY;
  let isInside = false;
  let [x1, y1] = points.at(-1) as Point;
  for (const [x2, y2] of points) {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const share = ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1);
    const along = Math.min(Math.max(share, 0), 1);
    nearest = Math.min(nearest, (x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2);
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) * dx) / dy) isInside = !isInside;
    x1 = x2;
    y1 = y2;
  }
  return (isInside ? -1 : 1) * Math.sqrt(nearest);
}
