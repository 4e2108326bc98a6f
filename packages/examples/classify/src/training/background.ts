import { type Colour, css, near } from './colour.js';
import type { Random } from './random.js';

/** SVG of the background of a shape, and the colours in it. */
export interface Background {
  readonly svg: string;
  readonly colours: readonly Colour[];
}

type Painter = (random: Random, colours: readonly [Colour, Colour], width: number, height: number) => string;

const fill = (paint: string) => `<rect width="100%" height="100%" fill="${paint}"/>`;

const gradient = (tag: string, attributes: string, [a, b]: readonly [Colour, Colour]) =>
  `<defs><${tag} id="bg" ${attributes}><stop offset="0" stop-color="${css(a)}"/><stop offset="1" stop-color="${css(b)}"/></${tag}></defs>${fill('url(#bg)')}`;

/** A tile repeated over the picture, turned by any angle. */
const tiled = (
  random: Random,
  [a, b]: readonly [Colour, Colour],
  side: number,
  tile: (s: number) => string,
) =>
  `<defs><pattern id="bg" width="${side}" height="${side}" patternUnits="userSpaceOnUse" patternTransform="rotate(${random.between(0, 180).toFixed(1)})"><rect width="${side}" height="${side}" fill="${css(a)}"/><g fill="${css(b)}">${tile(side)}</g></pattern></defs>${fill('url(#bg)')}`;

const side = (random: Random, width: number, height: number) =>
  Math.round(Math.min(width, height) * random.between(0.06, 0.2));

const painters: readonly Painter[] = [
  (_, [a]) => fill(css(a)),
  (random, colours) =>
    gradient(
      'linearGradient',
      `gradientTransform="rotate(${random.between(0, 360).toFixed(1)} 0.5 0.5)"`,
      colours,
    ),
  (random, colours) =>
    gradient(
      'radialGradient',
      `cx="${random.between(0, 1).toFixed(2)}" cy="${random.between(0, 1).toFixed(2)}" r="0.9"`,
      colours,
    ),
  (random, colours, w, h) =>
    tiled(random, colours, side(random, w, h), (s) => `<rect width="${s / 2}" height="${s}"/>`),
  (random, colours, w, h) =>
    tiled(random, colours, side(random, w, h), (s) => {
      const half = s / 2;
      return `<rect width="${half}" height="${half}"/><rect x="${half}" y="${half}" width="${half}" height="${half}"/>`;
    }),
  (random, colours, w, h) =>
    tiled(random, colours, side(random, w, h), (s) => `<circle cx="${s / 2}" cy="${s / 2}" r="${s / 4}"/>`),
  (random, [a, b], w, h) => {
    let blobs = fill(css(a));
    for (let i = 0; i < 12; i++) {
      const at = `cx="${random.below(w)}" cy="${random.below(h)}"`;
      const radii = `rx="${Math.round(w * random.between(0.1, 0.4))}" ry="${Math.round(h * random.between(0.1, 0.4))}"`;
      blobs += `<ellipse ${at} ${radii} fill="${css(b, random.between(0.1, 0.4))}"/>`;
    }
    return blobs;
  },
];

/** A plain, graded, patterned or blotched background around one colour. */
export function background(random: Random, around: Colour, width: number, height: number): Background {
  const other = near(random, around, 60);
  const paint = random.pick(painters);
  return { svg: paint(random, [around, other], width, height), colours: [around, other] };
}
