import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { Detection } from '../detections/detection.js';
import type { FrameImage } from '../frames/frame-image.js';
import type { Detected, Track } from '../tracks/track.js';
import { assertFunction, assertNumber, assertOneOf } from '../util/assertions.js';
import type { AnnotateOptions } from './annotate-options.js';
import { type At, type Color, Drawing, labelSize } from './drawing.js';
import { charactersOf } from './glyphs.js';
import { assertPicture, type SinkPicture } from './picture.js';
import { toRgb } from './to-rgb.js';
import { Traces } from './traces.js';

/** What is drawn of a detection besides its box, where it has that. */
type Drawable = Detected & Pick<Detection, 'name' | 'mask' | 'keypoints' | 'oriented'>;

/** What is to be drawn; with `tracks` they alone. */
export interface Annotations {
  readonly detections?: readonly Detected[];
  readonly tracks?: readonly Track[];
}

const isTrack = (found: Detected | Track): found is Track => 'id' in found;

/** Of a mask: a cell from here on is of the object. */
const belongs = 128;
const dark: Color = [0, 0, 0];
const light: Color = [255, 255, 255];

/**
 * Draws what was found onto pictures: masks, ways of tracks, boxes (or the four `corners` of rotated ones), keypoints and labels. It
 * remembers the ways of tracks, so one of it draws the frames of a source in their order.
 *
 * Letters are those of ASCII; others lose their accents, or become a frame. `label` can give something else.
 */
export class Annotator {
  readonly #traces: Traces;

  /** @throws TypeError or RangeError for wrong options */
  constructor(private readonly options: AnnotateOptions = {}) {
    assertAnnotateOptions('Annotator', options);
    this.#traces = new Traces(options.traceSeconds ?? 2, options.tracePoints ?? 100);
  }

  /**
   * @param image must stay as it is until the Promise is settled: keep the reference of a frame until then
   * @returns a picture of R, G, B in memory of its own, with the `pts` of the image
   * @throws by the Promise: TypeError, RangeError if it is no picture; AscendRxError ERR_RESOURCES, ERR_ADDON
   */
  async draw(image: SinkPicture, annotations: Annotations): Promise<SinkPicture> {
    assertPicture(image);
    const { tracks, detections = [] } = annotations ?? {};
    assertFound(tracks === undefined ? 'detections' : 'tracks', tracks ?? detections);
    const { width, height, pts } = image;
    const data = await toRgb(image);
    this.#draw(new Drawing(data, width, height), annotations);
    return {
      ...{ planes: [data], strides: [3 * width], width, height, pixelFormat: 'rgb24' },
      ...{ colorSpace: 'bt709', range: 'full', ...(pts !== undefined && { pts }) },
    } satisfies FrameImage & SinkPicture;
  }

  #draw(drawing: Drawing, { detections = [], tracks }: Annotations): void {
    const { maskOpacity = 0.4 } = this.options;
    const scale =
      this.options.scale ?? Math.max(1, Math.round(Math.min(drawing.width, drawing.height) / 360));
    const all = (tracks ?? detections).map((found) => ({
      found,
      color: this.#colorOf(found),
      drawable: (isTrack(found) ? found.detection : found) as Drawable | undefined,
      trace: isTrack(found) ? this.#traces.add(found) : [],
    }));
    for (const { drawable, color } of all) drawMask(drawing, drawable?.mask, color, maskOpacity);
    for (const { trace, color } of all) drawTrace(drawing, trace, color, scale);
    for (const { found, drawable, color } of all) {
      drawOutline(drawing, found, drawable?.oriented?.corners, color, scale);
      drawKeypoints(drawing, drawable?.keypoints ?? [], color, scale, this.options.keypointScore ?? 0.5);
    }
    // Last, so that nothing covers what is to be read.
    for (const { found, color } of all) {
      const text = (this.options.label ?? ((each) => this.#labelOf(each)))(found);
      if (typeof text !== 'string') throw new TypeError(expected('a text', 'label()', text));
      if (text !== '') drawLabel(drawing, found, text, color, scale);
    }
  }

  #colorOf(found: Detected | Track): Color {
    return colorOf(isTrack(found) && this.options.colorBy !== 'class' ? found.id : found.classId);
  }

  #labelOf(found: Detected | Track): string {
    const { classId, score } = found;
    const own = (isTrack(found) ? found.detection : found) as { classId?: number; name?: string } | undefined;
    // The class of a track may be another than that of its detection.
    const name =
      (own?.classId === classId ? own.name : undefined) ?? this.options.names?.[classId] ?? String(classId);
    return `${isTrack(found) ? `#${found.id} ` : ''}${name} ${score.toFixed(2)}`;
  }
}

function assertFound(name: string, found: unknown): void {
  if (!Array.isArray(found)) throw new TypeError(expected(`an array of ${name}`, name, found));
  for (const [index, each] of found.entries()) {
    const box = (each as Partial<Detected> | null | undefined)?.box;
    if (!Array.isArray(box) || box.length !== 4)
      throw new TypeError(expected('four numbers x1, y1, x2, y2', `${name}[${index}].box`, box));
  }
}

/** Colours that differ as much as possible from number to number: hues at the golden angle. */
export function colorOf(number: number): Color {
  const hue = (((number * 137.508) % 360) + 360) % 360;
  const channel = (shift: number) => {
    const k = (shift + hue / 30) % 12;
    return Math.round(255 * (0.52 - 0.42 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** The cells of a mask are larger than pixels: between their middles the probability is interpolated. */
function drawMask(drawing: Drawing, mask: Drawable['mask'], color: Color, opacity: number): void {
  if (mask === undefined || opacity === 0) return;
  const { width, height, data, box } = mask;
  const [x1, y1, x2, y2] = box;
  const [cellsPerColumn, cellsPerRow] = [width / (x2 - x1), height / (y2 - y1)];
  const cell = (column: number, row: number) =>
    data[Math.min(Math.max(row, 0), height - 1) * width + Math.min(Math.max(column, 0), width - 1)] ?? 0;
  const right = Math.min(drawing.width, Math.ceil(x2));
  const bottom = Math.min(drawing.height, Math.ceil(y2));
  for (let y = Math.max(0, Math.floor(y1)); y < bottom; y += 1) {
    const v = (y + 0.5 - y1) * cellsPerRow - 0.5;
    const row = Math.floor(v);
    for (let x = Math.max(0, Math.floor(x1)); x < right; x += 1) {
      const u = (x + 0.5 - x1) * cellsPerColumn - 0.5;
      const column = Math.floor(u);
      const [p, q] = [u - column, v - row];
      const above = cell(column, row) * (1 - p) + cell(column + 1, row) * p;
      const below = cell(column, row + 1) * (1 - p) + cell(column + 1, row + 1) * p;
      if (above * (1 - q) + below * q >= belongs) drawing.dot(x, y, color, opacity);
    }
  }
}

/** The older a part of the way is, the fainter it is. */
function drawTrace(drawing: Drawing, trace: readonly At[], color: Color, scale: number): void {
  for (let i = 1; i < trace.length; i += 1)
    drawing.line(trace[i - 1] as At, trace[i] as At, scale + 1, color, 0.2 + (0.8 * i) / trace.length);
}

/** With a dark edge, so that it is seen on light ground too. */
function drawOutline(
  drawing: Drawing,
  { box }: Detected,
  corners: readonly At[] | undefined,
  color: Color,
  scale: number,
): void {
  for (const [width, ink] of [
    [scale + 3, dark],
    [scale + 1, color],
  ] as const) {
    if (corners === undefined) drawing.border(box as unknown as [number, number, number, number], width, ink);
    for (const [i, corner] of (corners ?? []).entries())
      drawing.line(corner, corners?.[(i + 1) % corners.length] as At, width, ink);
  }
}

function drawKeypoints(
  drawing: Drawing,
  keypoints: NonNullable<Drawable['keypoints']>,
  color: Color,
  scale: number,
  least: number,
): void {
  for (const { x, y, score = 1 } of keypoints) {
    if (!(score >= least)) continue;
    drawing.disc([x, y], scale + 2, dark);
    drawing.disc([x, y], scale + 1, color);
  }
}

/** Above the box, or in it where there is no room above. */
function drawLabel(drawing: Drawing, { box }: Detected, text: string, color: Color, scale: number): void {
  const { height } = labelSize(charactersOf(text).length, scale);
  const [x1, y1] = box;
  const edge = Math.ceil((scale + 1) / 2);
  const y = y1 - edge - height >= 0 ? y1 - edge - height : y1 + edge;
  const [r, g, b] = color;
  const isLight = 0.2126 * r + 0.7152 * g + 0.0722 * b > 120;
  drawing.label(text, x1 - edge, y, scale, isLight ? dark : light, color);
}

/** @throws TypeError or RangeError */
export function assertAnnotateOptions(
  of: string,
  options: AnnotateOptions,
  more: readonly string[] = [],
): void {
  assertKnownOptions(of, options, [
    ...['names', 'label', 'colorBy', 'scale', 'maskOpacity', 'keypointScore', 'traceSeconds', 'tracePoints'],
    ...more,
  ]);
  const { names } = options;
  if (names !== undefined && !(Array.isArray(names) && names.every((name) => typeof name === 'string')))
    throw new TypeError(expected('an array of names', 'names', names));
  assertFunction('label', options.label);
  assertOneOf('colorBy', options.colorBy, ['id', 'class']);
  assertNumber('scale', options.scale, 1, 16);
  assertNumber('maskOpacity', options.maskOpacity, 0, 1, false);
  assertNumber('keypointScore', options.keypointScore, 0, 1, false);
  assertNumber('traceSeconds', options.traceSeconds, 0, 3600, false);
  assertNumber('tracePoints', options.tracePoints, 2, 1000);
}
