import type { Random } from './random.js';

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];

export const css = ([r, g, b]: Colour, opacity = 1) => `rgba(${r},${g},${b},${opacity.toFixed(3)})`;

export const anyColour = (random: Random): Colour => [
  random.below(256),
  random.below(256),
  random.below(256),
];

/** How different two colours look, roughly: green counts most, blue least. */
export function contrast(a: Colour, b: Colour): number {
  return Math.hypot(1.2 * (a[0] - b[0]), 1.5 * (a[1] - b[1]), 0.9 * (a[2] - b[2]));
}

/** A random colour whose distance to each of `others` is at least `least`; black or white if a few attempts find none. */
export function contrasting(random: Random, others: readonly Colour[], least: number): Colour {
  const worst = (colour: Colour) => Math.min(...others.map((other) => contrast(colour, other)));
  for (let tries = 0; tries < 40; tries++) {
    const colour = anyColour(random);
    if (worst(colour) >= least) return colour;
  }
  const [black, white] = [[0, 0, 0] as const, [255, 255, 255] as const];
  return worst(black) > worst(white) ? black : white;
}

/** A colour near another one: each channel up to `spread` away. */
export function near(random: Random, colour: Colour, spread: number): Colour {
  const shift = (value: number) =>
    Math.min(255, Math.max(0, Math.round(value + random.between(-spread, spread))));
  return [shift(colour[0]), shift(colour[1]), shift(colour[2])];
}
