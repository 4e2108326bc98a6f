// What is behind the shapes. The detector has learned with some kinds of backgrounds; it is judged with other ones.
import { anyColour, type Colour, near, type Random } from '@ascend-rx/example-classify';

/** How much of the second of two colours is at a point of the picture: 0 to 1. */
type Pattern = (x: number, y: number) => number;

/** @param unit pixels: how large the details of a pattern are */
type Kind = (random: Random, unit: number, width: number, height: number) => Pattern;

const smooth = (t: number) => t * t * (3 - 2 * t);
const part = (value: number) => value - Math.floor(value);
/** 1 inside of an edge, 0 outside, and between them over about a pixel. */
const step = (distance: number) => Math.min(Math.max(distance + 0.5, 0), 1);

/** Turns the axes by a random angle. */
function turned(random: Random, pattern: Pattern): Pattern {
  const angle = random.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => pattern(cos * x + sin * y, cos * y - sin * x);
}

/** Random values on a lattice of one unit, and smooth between them. */
function valueNoise(random: Random, unit: number): Pattern {
  const lattice = Float32Array.from({ length: 1024 }, () => random.between(0, 1));
  const value = (column: number, row: number) =>
    lattice[(column * 37 + row * 101 + ((column * row) & 63) * 7) & 1023] as number;
  return (x, y) => {
    const [column, row] = [Math.floor(x / unit), Math.floor(y / unit)];
    const [right, down] = [smooth(x / unit - column), smooth(y / unit - row)];
    const above = value(column, row) * (1 - right) + value(column + 1, row) * right;
    const below = value(column, row + 1) * (1 - right) + value(column + 1, row + 1) * right;
    return above * (1 - down) + below * down;
  };
}

/** The kinds that the detector learns with. */
export const learned = {
  plain: () => () => 0,
  graded: (random, _, width, height) => turned(random, (x) => 0.5 + x / (width + height)),
  stripes: (random, unit) => turned(random, (x) => step((Math.abs(part(x / unit) - 0.5) - 0.25) * unit)),
  checks: (random, unit) =>
    turned(random, (x, y) => {
      const [a, b] = [Math.abs(part(x / unit) - 0.5) - 0.25, Math.abs(part(y / unit) - 0.5) - 0.25];
      const across = step(a * unit);
      const down = step(b * unit);
      return across + down - 2 * across * down;
    }),
  dots: (random, unit) =>
    turned(random, (x, y) => step((0.27 - Math.hypot(part(x / unit) - 0.5, part(y / unit) - 0.5)) * unit)),
  clouds: (random, unit) => {
    const [coarse, fine] = [valueNoise(random, 3 * unit), valueNoise(random, unit)];
    return (x, y) => 0.7 * coarse(x, y) + 0.3 * fine(x, y);
  },
  blotches: (random, unit, width, height) => {
    const blots = Array.from({ length: 14 }, () => ({
      x: random.between(0, width),
      y: random.between(0, height),
      a: unit * random.between(1, 5),
      b: unit * random.between(1, 5),
    }));
    return (x, y) => {
      let sum = 0;
      for (const blot of blots) {
        if (((x - blot.x) / blot.a) ** 2 + ((y - blot.y) / blot.b) ** 2 < 1) sum += 0.3;
      }
      return Math.min(sum, 1);
    };
  },
} as const satisfies Record<string, Kind>;

/** The kinds that it never saw. */
export const unseen = {
  radial: (random, _, width, height) => {
    const [x0, y0] = [random.between(0, width), random.between(0, height)];
    return (x, y) => Math.min(Math.hypot(x - x0, y - y0) / (0.8 * width), 1);
  },
  waves: (random, unit) => {
    const [a, b] = [
      turned(random, (x) => Math.sin((5 * x) / unit)),
      turned(random, (x) => Math.sin((3 * x) / unit)),
    ];
    return (x, y) => 0.5 + 0.25 * a(x, y) + 0.25 * b(x, y);
  },
  zigzag: (random, unit) =>
    turned(random, (x, y) => {
      const bend = Math.abs(part(x / (2 * unit)) - 0.5) * unit;
      return step((Math.abs(part((y + bend) / unit) - 0.5) - 0.25) * unit);
    }),
  bricks: (random, unit) =>
    turned(random, (x, y) => {
      const row = Math.floor(y / unit);
      const [across, down] = [part(x / (3 * unit) + (row % 2) / 2) * 3 * unit, part(y / unit) * unit];
      return Math.min(across, down) < 2 ? 1 : 0.15 * part(Math.sin(row * 12.9898) * 43758.5453);
    }),
  marble: (random, unit) => {
    const warp = valueNoise(random, 2 * unit);
    return turned(
      random,
      (x, y) => 0.5 + 0.5 * Math.sin((2 * x) / unit + 7 * warp(Math.abs(x), Math.abs(y))),
    );
  },
} as const satisfies Record<string, Kind>;

/** A background as pixels, and the colours in it. */
export interface PaintedBackground {
  /** Red, green, blue. */
  readonly pixels: Uint8Array;
  readonly colours: readonly [Colour, Colour];
}

/**
 * Paints a background of one of the kinds, and thin lines and specks on it.
 *
 * @param size the side of what is small in it, in pixels: 1/360 of the height of a frame is usual
 */
export function paintBackground(
  random: Random,
  kinds: Readonly<Record<string, Kind>>,
  width: number,
  height: number,
  size: number,
): PaintedBackground {
  const first = anyColour(random);
  const colours = [first, near(random, first, 60)] as const;
  const kind = random.pick(Object.values(kinds));
  const pattern = kind(random, size * random.between(20, 70), width, height);
  const pixels = new Uint8Array(3 * width * height);
  const [[r, g, b], [r2, g2, b2]] = colours;
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const share = pattern(x, y);
      pixels[at] = r + (r2 - r) * share + 0.5;
      pixels[at + 1] = g + (g2 - g) * share + 0.5;
      pixels[at + 2] = b + (b2 - b) * share + 0.5;
    }
  }
  const count = random.below(10);
  for (let i = 0; i < count; i += 1) {
    const [x, y] = [random.between(0, width), random.between(0, height)];
    const isLine = random.chance(0.5);
    const [dx, dy] = isLine ? [size * random.between(-200, 200), size * random.between(-200, 200)] : [0, 0];
    const radius = size * random.between(0.7, 2.5);
    paintLine(
      pixels,
      width,
      height,
      [x, y, x + dx, y + dy],
      radius,
      anyColour(random),
      random.between(0.4, 1),
    );
  }
  return { pixels, colours };
}

/** A line with round ends; a speck if it has no length. */
function paintLine(
  pixels: Uint8Array,
  width: number,
  height: number,
  [x1, y1, x2, y2]: readonly [number, number, number, number],
  radius: number,
  colour: Colour,
  opacity: number,
): void {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy || 1;
  const far = Math.ceil(radius) + 1;
  const [left, right] = [
    Math.max(0, Math.floor(Math.min(x1, x2)) - far),
    Math.min(width - 1, Math.max(x1, x2) + far),
  ];
  const [top, bottom] = [
    Math.max(0, Math.floor(Math.min(y1, y2)) - far),
    Math.min(height - 1, Math.max(y1, y2) + far),
  ];
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const along = Math.min(Math.max(((x - x1) * dx + (y - y1) * dy) / length, 0), 1);
      const cover = opacity * step(radius - Math.hypot(x - x1 - along * dx, y - y1 - along * dy));
      if (cover === 0) continue;
      const at = 3 * (width * y + x);
      for (let channel = 0; channel < 3; channel += 1) {
        const under = pixels[at + channel] as number;
        pixels[at + channel] = under + ((colour[channel] as number) - under) * cover + 0.5;
      }
    }
  }
}
