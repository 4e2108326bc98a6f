import { charactersOf, glyphHeight, glyphOf, glyphWidth } from './glyphs.js';

export type Color = readonly [red: number, green: number, blue: number];
export type At = readonly [x: number, y: number];

/** Draws on a picture of R, G, B without padding. What lies outside of it is left out; what is no number, too. */
export class Drawing {
  constructor(
    readonly data: Uint8Array,
    readonly width: number,
    readonly height: number,
  ) {}

  /** Mixes a colour into a pixel. @param opacity 0 to 1 */
  dot(x: number, y: number, color: Color, opacity: number): void {
    if (!(x >= 0 && y >= 0 && x < this.width && y < this.height)) return;
    const at = 3 * (y * this.width + x);
    for (let i = 0; i < 3; i += 1) {
      const before = this.data[at + i] as number;
      this.data[at + i] = before + Math.round(((color[i] as number) - before) * opacity);
    }
  }

  /** From (x1, y1) to before (x2, y2). */
  fill(x1: number, y1: number, x2: number, y2: number, color: Color, opacity = 1): void {
    const right = Math.min(this.width, Math.round(x2));
    const bottom = Math.min(this.height, Math.round(y2));
    for (let y = Math.max(0, Math.round(y1)); y < bottom; y += 1)
      for (let x = Math.max(0, Math.round(x1)); x < right; x += 1) this.dot(x, y, color, opacity);
  }

  /** The border of a rectangle, outwards and inwards of its sides. */
  border([x1, y1, x2, y2]: readonly [number, number, number, number], width: number, color: Color): void {
    const [left, top, right, bottom] = [x1, y1, x2, y2].map((each) =>
      Math.round(each - width / 2),
    ) as unknown as [number, number, number, number];
    this.fill(left, top, right + width, top + width, color);
    this.fill(left, bottom, right + width, bottom + width, color);
    this.fill(left, top + width, left + width, bottom, color);
    this.fill(right, top + width, right + width, bottom, color);
  }

  /** A line with soft edges. */
  line(from: At, to: At, width: number, color: Color, opacity = 1): void {
    if (![...from, ...to].every(Number.isFinite)) return;
    const isSteep = Math.abs(to[1] - from[1]) > Math.abs(to[0] - from[0]);
    // Along the longer side, a; across, b.
    const along = (point: At) => (isSteep ? point[1] : point[0]);
    const across = (point: At) => (isSteep ? point[0] : point[1]);
    const [begin, end] = along(from) <= along(to) ? [from, to] : [to, from];
    const length = along(end) - along(begin);
    const slope = length === 0 ? 0 : (across(end) - across(begin)) / length;
    const half = (width / 2) * Math.hypot(1, slope);
    const first = Math.max(0, Math.round(along(begin)));
    const last = Math.min((isSteep ? this.height : this.width) - 1, Math.round(along(end)));
    for (let a = first; a <= last; a += 1) {
      const middle = across(begin) + (a - along(begin)) * slope;
      if (middle < -half || middle > (isSteep ? this.width : this.height) + half) continue;
      for (let b = Math.floor(middle - half); b <= Math.ceil(middle + half); b += 1) {
        const cover = Math.min(1, Math.max(0, half + 0.5 - Math.abs(b - middle)));
        if (isSteep) this.dot(b, a, color, cover * opacity);
        else this.dot(a, b, color, cover * opacity);
      }
    }
  }

  disc([x, y]: At, radius: number, color: Color): void {
    const r = Math.ceil(radius);
    if (!(Math.abs(x) < 1e6 && Math.abs(y) < 1e6)) return;
    for (let b = Math.round(y) - r; b <= Math.round(y) + r; b += 1)
      for (let a = Math.round(x) - r; a <= Math.round(x) + r; a += 1)
        this.dot(a, b, color, Math.min(1, Math.max(0, radius + 0.5 - Math.hypot(a - x, b - y))));
  }

  /**
   * A text on a ground, which lies within the picture: it is moved, and cut at its end.
   *
   * @param x of its left edge, as is wished
   * @param y of its upper edge, as is wished
   */
  label(text: string, x: number, y: number, scale: number, color: Color, ground: Color): void {
    const room = Math.floor((this.width / scale - 2) / (glyphWidth + 1));
    const characters = charactersOf(text).slice(0, Math.max(0, room));
    const { width, height } = labelSize(characters.length, scale);
    if (characters.length === 0 || height > this.height || !Number.isFinite(x + y)) return;
    const left = Math.round(Math.min(Math.max(0, x), this.width - width));
    const top = Math.round(Math.min(Math.max(0, y), this.height - height));
    this.fill(left, top, left + width, top + height, ground);
    for (const [i, character] of characters.entries()) {
      const begin = left + scale * (1.5 + i * (glyphWidth + 1));
      for (const [row, bits] of glyphOf(character).entries())
        for (let column = 0; column < glyphWidth; column += 1) {
          if (((bits >> (glyphWidth - 1 - column)) & 1) === 0) continue;
          const [px, py] = [Math.floor(begin) + column * scale, top + (row + 1) * scale];
          this.fill(px, py, px + scale, py + scale, color);
        }
    }
  }
}

/** Of the ground of a text, in pixels. */
export function labelSize(
  characters: number,
  scale: number,
): { readonly width: number; readonly height: number } {
  return { width: scale * (characters * (glyphWidth + 1) + 2), height: scale * (glyphHeight + 1) };
}
