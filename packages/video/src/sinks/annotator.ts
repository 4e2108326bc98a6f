import { assertKnownOptions, expected } from '@ascend-rx/core/device';
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
interface Drawable extends Detected {
  readonly name?: string;
  readonly mask?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
    readonly data: Uint8Array;
  };
  readonly keypoints?: readonly (readonly [x: number, y: number, score?: number])[];
  readonly corners?: readonly At[];
}

/** What is to be drawn; with `tracks` they alone. */
export interface Annotations {
  readonly detections?: readonly Detected[];
  readonly tracks?: readonly Track[];
}

const isTrack = (found: Detected | Track): found is Track => 'id' in found;

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
      drawOutline(drawing, found, drawable?.corners, color, scale);
      drawKeypoints(drawing, drawable?.keypoints ?? [], color, scale, this.options.keypointScore ?? 0.5);
    }
    // Last, so that nothing covers what is to be read.
    for (const { found, color } of all) {
      const text = (this.options.label ?? ((each) => this.#labelOf(each)))(found);
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

/** Colours that differ as much as possible from number to number: hues at the golden angle. */
export function colorOf(number: number): Color {
  const hue = (((number * 137.508) % 360) + 360) % 360;
  const channel = (shift: number) => {
    const k = (shift + hue / 30) % 12;
    return Math.round(255 * (0.52 - 0.42 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

function drawMask(drawing: Drawing, mask: Drawable['mask'], color: Color, opacity: number): void {
  if (mask === undefined || opacity === 0) return;
  const { left, top, width, height, data } = mask;
  const right = Math.min(width, drawing.width - left);
  const bottom = Math.min(height, drawing.height - top);
  for (let y = Math.max(0, -top); y < bottom; y += 1)
    for (let x = Math.max(0, -left); x < right; x += 1)
      if ((data[y * width + x] ?? 0) !== 0) drawing.dot(left + x, top + y, color, opacity);
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
  for (const [x, y, score = 1] of keypoints) {
    if (score < least) continue;
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
