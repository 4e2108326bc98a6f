import { css, outlines } from '@ascend-rx/example-classify';
import sharp from 'sharp';
import { type Act, actAt, pan, poseAt, sceneFormat } from './scene.js';

/** Pixels of a shape's mask along its radius. */
const maskRadius = 160;
/** The corners of a heart are a little farther from its centre than its radius. */
const reach = 1.15;
const maskSize = 2 * Math.ceil(reach * maskRadius) + 3;

/** What an act is drawn with. */
interface Stage {
  /** Red, green, blue. */
  readonly background: Uint8Array;
  /** How much of each pixel the shape covers, 0 to 255. */
  readonly mask: Uint8Array;
}

const { width, height } = sceneFormat;

/**
 * Draws the frames of the scene. sharp draws the background and the shape of an act once; each frame is made of these here: an
 * SVG per frame would take most of the program's time.
 */
export class Painter {
  /** The frame that was drawn last: red, green, blue. */
  readonly pixels = new Uint8Array(3 * width * height);
  readonly #stages = new Map<Act, Stage>();

  /** @param seconds the time in the scene */
  async paint(seconds: number): Promise<void> {
    const act = actAt(seconds);
    let stage = this.#stages.get(act);
    if (stage === undefined) {
      stage = await stageOf(act);
      this.#stages.set(act, stage);
    }
    const { x, y, radius, angle, shift } = poseAt(seconds);
    this.#paintBackground(stage.background, Math.round(shift));

    // Each pixel that the shape can reach is looked up in the mask, turned back and scaled.
    const step = maskRadius / radius;
    const [cos, sin] = [step * Math.cos(angle), step * Math.sin(angle)];
    const middle = maskSize / 2 - 0.5;
    const far = reach * radius;
    const [left, right] = [Math.max(0, Math.floor(x - far)), Math.min(width - 1, Math.ceil(x + far))];
    const [top, bottom] = [Math.max(0, Math.floor(y - far)), Math.min(height - 1, Math.ceil(y + far))];
    const { pixels } = this;
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        const [dx, dy] = [column - x, row - y];
        const cover = sample(stage.mask, middle + cos * dx + sin * dy, middle + cos * dy - sin * dx);
        if (cover === 0) continue;
        const at = 3 * (width * row + column);
        for (let channel = 0; channel < 3; channel += 1) {
          const under = pixels[at + channel] as number;
          pixels[at + channel] = under + ((act.colour[channel] as number) - under) * cover;
        }
      }
    }
  }

  #paintBackground(background: Uint8Array, shift: number): void {
    const stride = width + 2 * pan;
    for (let row = 0; row < height; row += 1) {
      const from = 3 * (stride * row + shift);
      this.pixels.set(background.subarray(from, from + 3 * width), 3 * width * row);
    }
  }
}

async function stageOf({ background, label, variation }: Act): Promise<Stage> {
  const path = `<path d="${outlines[label](variation)}" fill="${css([255, 255, 255])}" transform="translate(${maskSize / 2} ${maskSize / 2}) scale(${maskRadius})"/>`;
  const shape = `<svg xmlns="http://www.w3.org/2000/svg" width="${maskSize}" height="${maskSize}">${path}</svg>`;
  const [pixels, mask] = await Promise.all([
    sharp(Buffer.from(background)).removeAlpha().raw().toBuffer(),
    sharp(Buffer.from(shape)).extractChannel('alpha').raw().toBuffer(),
  ]);
  return { background: pixels, mask };
}

/** The mask at a point, between its four pixels: 0 to 1. */
function sample(mask: Uint8Array, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= maskSize - 1 || row >= maskSize - 1) return 0;
  const at = maskSize * row + column;
  const [a, b, c, d] = [mask[at], mask[at + 1], mask[at + maskSize], mask[at + maskSize + 1]] as [
    number,
    number,
    number,
    number,
  ];
  if (a === b && b === c && c === d) return a / 255;
  const [right, down] = [x - column, y - row];
  const above = a + (b - a) * right;
  const below = c + (d - c) * right;
  return (above + (below - above) * down) / 255;
}
