import { background } from './background.js';
import { anyColour, type Colour, contrasting, css, near } from './colour.js';
import { type Label, outlines } from './outlines.js';
import type { Random } from './random.js';

const f = (value: number) => value.toFixed(2);

/**
 * Draws one shape as SVG: any colour, size and angle, a little stretched and slanted, over any
 * background, among lines and specks. The shape lies wholly inside the square in the middle of the
 * picture, which preprocessing cuts out.
 */
export function drawPicture(random: Random, label: Label, width: number, height: number): string {
  const short = Math.min(width, height);
  const behind = background(random, anyColour(random), width, height);
  const colour = contrasting(random, behind.colours, 120);
  const radius = (short / 2) * random.between(0.5, 0.92);
  const room = short / 2 - radius * 1.06;
  const x = width / 2 + random.between(-room, room);
  const y = height / 2 + random.between(-room, room);
  const shape = outlines[label](random.between(0, 1));
  const placed = (dx: number, dy: number, size: number, stretch: string, paint: string) =>
    `<path d="${shape}" transform="translate(${f(x + dx)} ${f(y + dy)}) ${stretch} scale(${f(size)})" ${paint}/>`;
  const stretch = `rotate(${f(random.between(0, 360))}) skewX(${f(random.between(-6, 6))}) scale(${f(random.between(0.92, 1))} ${f(random.between(0.92, 1))}) rotate(${f(random.between(0, 360))})`;

  let svg = behind.svg + clutter(random, width, height, random.below(5));
  if (random.chance(0.25)) {
    const away = () => short * random.between(-0.04, 0.04);
    svg += placed(away(), away(), radius, stretch, `fill="${css([0, 0, 0], random.between(0.15, 0.4))}"`);
  }
  const edge = random.chance(0.3)
    ? ` stroke="${css(anyColour(random))}" stroke-width="${f(random.between(0.03, 0.08))}" stroke-linejoin="round"`
    : '';
  svg += shading(random, colour) + placed(0, 0, radius * 0.97, stretch, `fill="url(#shape)"${edge}`);
  svg += clutter(random, width, height, random.below(3));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${svg}</svg>`;
}

/** The shape's own paint: plain, or graded between two near colours. */
function shading(random: Random, colour: Colour): string {
  const end = random.chance(0.5) ? colour : near(random, colour, 40);
  return `<defs><linearGradient id="shape"><stop offset="0" stop-color="${css(colour)}"/><stop offset="1" stop-color="${css(end)}"/></linearGradient></defs>`;
}

/** Thin lines and small specks anywhere. */
function clutter(random: Random, width: number, height: number, count: number): string {
  const short = Math.min(width, height);
  let svg = '';
  for (let i = 0; i < count; i++) {
    const colour = css(anyColour(random), random.between(0.4, 1));
    const at = () => `${f(random.between(0, width))} ${f(random.between(0, height))}`;
    svg += random.chance(0.4)
      ? `<path d="M${at()}Q${at()} ${at()}" fill="none" stroke="${colour}" stroke-width="${f(short * random.between(0.006, 0.025))}"/>`
      : `<circle transform="translate(${at()})" r="${f(short * random.between(0.01, 0.035))}" fill="${colour}"/>`;
  }
  return svg;
}
