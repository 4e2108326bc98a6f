// What is to be seen in a scene at a moment.
import { along, type Pose, poseAt } from './pose.js';
import type { MovingShape, Scene, ShapeName } from './scene.js';
import { type ShapeField, shapeField } from './shape-field.js';

/** A shape in a picture. */
export interface Seen {
  readonly id: number;
  readonly name: ShapeName;
  /** Left, top, right, bottom of the whole shape in the middle of the exposure, clipped to the picture; in pixels. */
  readonly box: readonly [number, number, number, number];
  /** The share of its area that is in the picture and behind nothing, from 0 to 1. */
  readonly visible: number;
}

/** A shape counts if this share of it is visible … */
export const leastVisible = 0.4;
/** … and its clipped box has as many pixels in both directions. */
export const leastSide = 8;

/** Whether a detector has to find it. What does not count is neither to be found nor wrong to find. */
export function counts({ box: [x1, y1, x2, y2], visible }: Pick<Seen, 'box' | 'visible'>): boolean {
  return visible >= leastVisible && Math.min(x2 - x1, y2 - y1) >= leastSide;
}

/** Points along both axes of a shape at which is tested whether it is visible. */
const probes = 25;

interface Placed {
  readonly shape: MovingShape;
  readonly field: ShapeField;
  readonly pose: Pose;
  readonly cos: number;
  readonly sin: number;
}

/** All shapes of which something is visible, in the order of their ids. */
export function truthAt(scene: Scene, seconds: number): Seen[] {
  const placed = scene.shapes.map((shape) => place(shape, seconds));
  return placed.flatMap((one, index) => {
    const visible = visibleShare(scene, one, placed.slice(index + 1), seconds);
    const box = boxOf(one, scene.format.width, scene.format.height);
    const isEmpty = box[2] <= box[0] || box[3] <= box[1];
    return visible === 0 || isEmpty ? [] : [{ id: one.shape.id, name: one.shape.name, box, visible }];
  });
}

function place(shape: MovingShape, seconds: number): Placed {
  const pose = poseAt(shape, seconds);
  const [cos, sin] = [Math.cos(pose.angle), Math.sin(pose.angle)];
  return { shape, field: shapeField(shape.name, shape.variation), pose, cos, sin };
}

/** From radii of the shape, turned with it, to the picture. */
function toPicture({ shape, pose, cos, sin }: Placed, u: number, v: number): [number, number] {
  const [a, b] = [u * shape.stretch[0] * pose.radius, v * shape.stretch[1] * pose.radius];
  return [pose.x + cos * a - sin * b, pose.y + sin * a + cos * b];
}

function covers({ shape, field, pose, cos, sin }: Placed, x: number, y: number): boolean {
  const [dx, dy] = [(x - pose.x) / pose.radius, (y - pose.y) / pose.radius];
  return field.at((cos * dx + sin * dy) / shape.stretch[0], (cos * dy - sin * dx) / shape.stretch[1]) < 0;
}

function boxOf(one: Placed, width: number, height: number): [number, number, number, number] {
  const points = one.field.points.map(([u, v]) => toPicture(one, u, v));
  const [x, y] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const inside = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  return [
    inside(Math.min(...x), width),
    inside(Math.min(...y), height),
    inside(Math.max(...x), width),
    inside(Math.max(...y), height),
  ];
}

function visibleShare(scene: Scene, one: Placed, inFront: readonly Placed[], seconds: number): number {
  const { width, height } = scene.format;
  const bars = scene.bars.map((bar) => ({
    cos: Math.cos(bar.angle),
    sin: Math.sin(bar.angle),
    offset: along(bar.offset, seconds),
    half: bar.half,
  }));
  let [all, visible] = [0, 0];
  for (let i = 0; i < probes * probes; i += 1) {
    const u = ((2 * ((i % probes) + 0.5)) / probes - 1) * 1.1;
    const v = ((2 * (Math.floor(i / probes) + 0.5)) / probes - 1) * 1.1;
    if (one.field.at(u, v) >= 0) continue;
    all += 1;
    const [x, y] = toPicture(one, u, v);
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    if (bars.some(({ cos, sin, offset, half }) => Math.abs(cos * x + sin * y - offset) < half)) continue;
    if (inFront.some((other) => covers(other, x, y))) continue;
    visible += 1;
  }
  return visible / all;
}
