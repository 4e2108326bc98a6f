import { Random } from '@ascend-rx/example-classify';
import { along, poseAt } from './pose.js';
import type { Bar, MovingShape, Scene } from './scene.js';
import { fieldReach, shapeField } from './shape-field.js';

/** Moments of an exposure are so near that nothing moves farther between two of them, in pixels … */
const farthest = 1.5;
/** … and not more than these. */
const mostMoments = 8;

// A table, because a new Gaussian number per pixel and channel would cost more than the rest of the rendering.
const noiseTable = (() => {
  const random = new Random(15);
  return Float32Array.from({ length: 65536 }, () => random.normal());
})();

/** Draws the frames of a scene. */
export class ScenePainter {
  /** The frame that was drawn last: red, green, blue, row by row. */
  readonly pixels: Uint8Array;
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.pixels = new Uint8Array(3 * scene.format.width * scene.format.height);
  }

  /**
   * @param number which frame, from 0
   * @returns {@link pixels}
   */
  paint(number: number): Uint8Array {
    const { format, shapes, bars } = this.#scene;
    const seconds = number / format.fps;
    this.#paintBackdrop(seconds);
    for (const shape of shapes) {
      if (shape.shadow) this.#paintShape(shape, seconds, shape.shadow);
      this.#paintShape(shape, seconds);
    }
    for (const bar of bars) this.#paintBar(bar, seconds);
    this.#expose(number, seconds);
    return this.pixels;
  }

  #paintBackdrop(seconds: number): void {
    const { backdrop, format } = this.#scene;
    const left = Math.round(along(backdrop.left, seconds));
    const top = Math.round(along(backdrop.top, seconds));
    for (let row = 0; row < format.height; row += 1) {
      const from = 3 * (backdrop.width * (row + top) + left);
      this.pixels.set(backdrop.pixels.subarray(from, from + 3 * format.width), 3 * format.width * row);
    }
  }

  /** Each pixel that the shape can reach is looked up in the field of the shape, at several moments if the shape moves. */
  #paintShape(shape: MovingShape, seconds: number, shadow?: MovingShape['shadow']): void {
    const { format, exposure } = this.#scene;
    const { width, height } = format;
    const field = shapeField(shape.name, shape.variation);
    const [first, last] = [poseAt(shape, seconds - exposure / 2), poseAt(shape, seconds + exposure / 2)];
    const middle = poseAt(shape, seconds);
    const moved =
      Math.hypot(last.x - first.x, last.y - first.y) + Math.abs(last.angle - first.angle) * middle.radius;
    const count = Math.min(Math.max(Math.ceil(moved / farthest), 1), mostMoments);
    const moments = Array.from({ length: count }, (_, i) => {
      const pose = poseAt(shape, seconds + exposure * ((i + 0.5) / count - 0.5));
      const { radius, angle } = pose;
      return {
        x: pose.x + (shadow ? shadow.x * radius : 0),
        y: pose.y + (shadow ? shadow.y * radius : 0),
        radius,
        // From pixels to radii along the axes of the shape.
        ux: Math.cos(angle) / (radius * shape.stretch[0]),
        uy: Math.sin(angle) / (radius * shape.stretch[0]),
        vx: -Math.sin(angle) / (radius * shape.stretch[1]),
        vy: Math.cos(angle) / (radius * shape.stretch[1]),
      };
    });
    const reach = fieldReach * middle.radius + 2;
    const xs = moments.map(({ x }) => x);
    const ys = moments.map(({ y }) => y);
    const left = Math.max(0, Math.floor(Math.min(...xs) - reach));
    const right = Math.min(width - 1, Math.ceil(Math.max(...xs) + reach));
    const top = Math.max(0, Math.floor(Math.min(...ys) - reach));
    const bottom = Math.min(height - 1, Math.ceil(Math.max(...ys) + reach));
    const [from, to] = shape.colours;
    const edge = shape.edge?.colour ?? from;
    const edgeWidth = shape.edge?.width ?? 0;
    const opacity = (shadow ? shadow.opacity : 1) / count;
    const { pixels } = this;

    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        let cover = 0;
        let shading = 0;
        let edging = 0;
        for (const { x, y, radius, ux, uy, vx, vy } of moments) {
          const dx = column + 0.5 - x;
          const dy = row + 0.5 - y;
          const u = ux * dx + uy * dy;
          const distance = field.at(u, vx * dx + vy * dy) * radius;
          if (distance >= 0.5) continue;
          const share = distance <= -0.5 ? 1 : 0.5 - distance;
          cover += share;
          shading += share * (u + 1) * 0.5;
          if (edgeWidth > 0) {
            const inEdge = distance + edgeWidth * radius + 0.5;
            edging += share * Math.min(Math.max(inEdge, 0), 1);
          }
        }
        if (cover === 0) continue;
        const end = shading / cover;
        const line = edging / cover;
        const over = cover * opacity;
        const at = 3 * (width * row + column);
        for (let channel = 0; channel < 3; channel += 1) {
          const under = pixels[at + channel] as number;
          let colour = 0;
          if (!shadow) {
            const start = from[channel] as number;
            colour = start + ((to[channel] as number) - start) * end;
            colour += ((edge[channel] as number) - colour) * line;
          }
          pixels[at + channel] = clamped(under + (colour - under) * over);
        }
      }
    }
  }

  #paintBar({ angle, offset, half, colour }: Bar, seconds: number): void {
    const { width, height } = this.#scene.format;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const middle = along(offset, seconds);
    for (let row = 0, at = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1, at += 3) {
        const inside = half + 0.5 - Math.abs(cos * (column + 0.5) + sin * (row + 0.5) - middle);
        if (inside <= 0) continue;
        const cover = Math.min(inside, 1);
        for (let channel = 0; channel < 3; channel += 1) {
          const under = this.pixels[at + channel] as number;
          this.pixels[at + channel] = clamped(under + ((colour[channel] as number) - under) * cover);
        }
      }
    }
  }

  /** Brightness and noise. */
  #expose(number: number, seconds: number): void {
    const { flicker, noise, seed } = this.#scene;
    const [amount, frequency, phase] = flicker;
    if (amount === 0 && noise === 0) return;
    const gain = 1 + amount * Math.sin(2 * Math.PI * frequency * seconds + phase);
    const random = new Random(seed, number);
    const step = random.below(16384) * 2 + 1;
    let from = random.below(65536);
    const { pixels } = this;
    for (let i = 0; i < pixels.length; i += 1) {
      from = (from + step) & 65535;
      pixels[i] = clamped(gain * (pixels[i] as number) + noise * (noiseTable[from] as number));
    }
  }
}

/** Rounded, from 0 to 255. */
function clamped(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}
