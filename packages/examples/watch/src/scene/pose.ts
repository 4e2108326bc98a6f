import type { MovingShape, Path } from './scene.js';

/** Where a shape is at a moment, and how it lies. */
export interface Pose {
  /** The centre, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels. */
  readonly radius: number;
  /** Radians. */
  readonly angle: number;
}

/** @returns pixels */
export function along({ start, velocity, turns, swing }: Path, seconds: number): number {
  let at = start + velocity * seconds;
  if (turns !== undefined) {
    const [low, high] = turns;
    const there = high - low;
    const way = (((at - low) % (2 * there)) + 2 * there) % (2 * there);
    at = low + (way > there ? 2 * there - way : way);
  }
  if (swing !== undefined) {
    const [amplitude, frequency, phase] = swing;
    at += amplitude * Math.sin(2 * Math.PI * frequency * seconds + phase);
  }
  return at;
}

export function poseAt(shape: MovingShape, seconds: number): Pose {
  return {
    x: along(shape.x, seconds),
    y: along(shape.y, seconds),
    radius: shape.radius * (1 + shape.breath * Math.sin(1.7 * seconds + shape.id)),
    angle: shape.angle + shape.spin * seconds,
  };
}
