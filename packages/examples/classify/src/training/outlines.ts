// The classes. Each outline is an SVG path around the origin whose farthest point is at distance 1
// or a little less, so that a picture can place it by a circle.

const n = (value: number) => value.toFixed(4);

/** A closed path through points given as [distance, degrees]. */
function polar(points: readonly (readonly [number, number])[]): string {
  const xy = points.map(([r, deg]) => {
    const a = (deg * Math.PI) / 180;
    return `${n(r * Math.sin(a))} ${n(-r * Math.cos(a))}`;
  });
  return `M${xy.join('L')}Z`;
}

const regular = (corners: number) =>
  polar(Array.from({ length: corners }, (_, i) => [1, (360 * i) / corners]));

/** A circle; drawn the other way round it is a hole under the default nonzero fill rule. */
const round = (r: number, sweep: 0 | 1 = 1) =>
  `M${n(-r)} 0A${n(r)} ${n(r)} 0 1 ${sweep} ${n(r)} 0A${n(r)} ${n(r)} 0 1 ${sweep} ${n(-r)} 0Z`;

/** Paths by label. Rings, crosses, stars and arrows vary in how thick they are: `v` in [0, 1). */
export const outlines = {
  arrow: (v: number) => {
    const [half, neck] = [0.16 + 0.14 * v, 0.1 - 0.2 * v];
    return `M0 -1L0.75 ${n(neck)}L${n(half)} ${n(neck)}L${n(half)} 0.95L${n(-half)} 0.95L${n(-half)} ${n(neck)}L-0.75 ${n(neck)}Z`;
  },
  circle: () => round(1),
  crescent: (v: number) => {
    const inner = 0.875 + 0.045 * v;
    return `M0.5 -0.866A1 1 0 1 0 0.5 0.866A${n(inner)} ${n(inner)} 0 1 1 0.5 -0.866Z`;
  },
  cross: (v: number) => {
    const w = 0.2 + 0.14 * v;
    const [a, b] = [n(w), n(0.95)];
    return `M-${a} -${b}H${a}V-${a}H${b}V${a}H${a}V${b}H-${a}V${a}H-${b}V-${a}H-${a}Z`;
  },
  heart: () =>
    'M0 0.92C-0.35 0.62 -0.97 0.2 -0.97 -0.3C-0.97 -0.95 -0.2 -1 0 -0.42C0.2 -1 0.97 -0.95 0.97 -0.3C0.97 0.2 0.35 0.62 0 0.92Z',
  pentagon: () => regular(5),
  ring: (v: number) => round(1) + round(0.5 + 0.25 * v, 0),
  square: () => regular(4),
  star: (v: number) =>
    polar(Array.from({ length: 10 }, (_, i) => [i % 2 === 0 ? 1 : 0.38 + 0.1 * v, 36 * i] as const)),
  triangle: () => regular(3),
} as const satisfies Record<string, (variation: number) => string>;

export type Label = keyof typeof outlines;

/** The labels in the order of the model's outputs: alphabetical. */
export const labels = Object.keys(outlines).sort() as readonly Label[];
