import type { HeadRows } from '@ascend-rx/native/detections';
import type { DecodeSettings } from './decode-options.js';
import { topK } from './top-k.js';

/**
 * The rows of an output that needs no suppression, those above the threshold, the best first. Rows of zeros, with which such an output
 * is filled up, have a score of 0. A row whose numbers are not finite, or without width or height, is left out.
 *
 * @param length numbers of a row: x1, y1, x2, y2 (rotated: centre x, centre y, width, height), score, class, extras
 */
export function endToEndRows(
  data: Float32Array,
  length: number,
  isRotated: boolean,
  { scoreThreshold, maxDetections, isWanted }: DecodeSettings,
): HeadRows {
  const begins: number[] = [];
  const scores: number[] = [];
  for (let at = 0; at + length <= data.length; at += length) {
    const score = data[at + 4] ?? 0;
    if (!(score > scoreThreshold) || !isBox(data, at, isRotated)) continue;
    const classId = data[at + 5] ?? Number.NaN;
    if (!Number.isFinite(score) || !Number.isInteger(classId) || classId < 0 || !isWanted(classId)) continue;
    begins.push(at);
    scores.push(score);
  }
  const best = topK(scores, maxDetections);
  const numbers = new Float64Array(best.length * length);
  for (const [i, { index }] of best.entries()) {
    const at = begins[index] ?? 0;
    numbers.set(data.subarray(at, at + length), i * length);
  }
  return { count: best.length, length, numbers };
}

function isBox(data: Float32Array, at: number, isRotated: boolean): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = data.subarray(at, at + 4);
  if (isRotated && !Number.isFinite(data[at + 6])) return false;
  const [width, height] = isRotated ? [c, d] : [c - a, d - b];
  return [a, b, c, d].every(Number.isFinite) && width > 0 && height > 0;
}
