import { composeMasks, type ElementArray, type MaskPart } from '@ascend-rx/native/detections';
import type { Box, Geometry } from '../image/geometry.js';
import type { Reading } from './decode.js';
import type { Detection } from './detection.js';
import { type FoundRow, pointBeyondFrame } from './rows-to-detections.js';

/** Prototypes of masks, which cover the whole input of the model. */
export interface Prototypes {
  readonly data: ElementArray;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** The detections with their masks: the extras of their rows are the coefficients. */
export async function withMasks(
  found: readonly FoundRow[],
  prototypes: Prototypes,
  geometry: Geometry,
  reading: Reading,
): Promise<Detection[]> {
  const cells = { x: geometry.input.width / prototypes.width, y: geometry.input.height / prototypes.height };
  const parts = found.map(({ row }): MaskPart => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = row;
    const [left, width] = span(x1, x2, geometry.left, geometry.width, cells.x, prototypes.width);
    const [top, height] = span(y1, y2, geometry.top, geometry.height, cells.y, prototypes.height);
    return { left, top, width, height, coefficients: row.subarray(6) };
  });
  const masks = await composeMasks(prototypes, parts, reading);
  return found.map(({ detection }, i) => {
    const { left = 0, top = 0, width = 0, height = 0 } = parts[i] ?? {};
    const [x1, y1] = pointBeyondFrame(geometry, [left * cells.x, top * cells.y]);
    const [x2, y2] = pointBeyondFrame(geometry, [(left + width) * cells.x, (top + height) * cells.y]);
    const box: Box = [x1, y1, x2, y2];
    return { ...detection, mask: { data: masks[i] as Uint8Array, width, height, box } };
  });
}

/** The cells that a side of a box touches, as far as the picture goes: the first one, and how many. */
function span(
  begin: number,
  end: number,
  pictureBegin: number,
  pictureSize: number,
  cell: number,
  count: number,
): [first: number, count: number] {
  const from = Math.floor(Math.max(begin, pictureBegin) / cell);
  const to = Math.ceil(Math.min(end, pictureBegin + pictureSize) / cell);
  const first = Math.min(Math.max(from, 0), count - 1);
  return [first, Math.max(1, Math.min(to, count) - first)];
}
