import { expected } from '@ascend-rx/core/device';
import { type AddonHead, type AddonSelection, addon } from '../addon.js';
import { nameOfArray } from '../name-of-array.js';
import { onPreparingThread } from '../on-preparing-thread.js';
import { assertElements, lentElements, type ReadingOptions } from './elements.js';
import type { HeadRows, HeadSelection, HeadTensor } from './head-tensor.js';
import { giveRows, takeRows } from './scratch-rows.js';

const most = 2 ** 24;

/**
 * Reads the head of a detector: candidates above a threshold, then greedy non-maximum suppression within each class. A native thread
 * does it; the event loop only starts it.
 *
 * 1. The class of an anchor is the one with its highest score, the first of equal ones; NaN is no score.
 * 2. Candidates have a score strictly above `scoreThreshold`, a class that is wanted, a width and a height above 0, and numbers that
 *    are finite: boxes, scores, angles. The best `maxCandidates` of them are compared.
 * 3. With x1 = x − width / 2 and so on, all in double precision: a candidate is left out if a better one of its class that has not been
 *    left out overlaps it. IoU = intersection / (area + area − intersection), above `iouThreshold`. Of rotated boxes the probabilistic
 *    IoU of Llerena et al. (2021), not below it: 1 − √(1 − exp(−D)), with
 *    D = (A·dy² + B·dx² − 2C·dx·dy) / 4d + ln(d / 4·√(d₁·d₂)) / 2, where A, B, C are sums of both boxes of
 *    w²/12·cos² + h²/12·sin², w²/12·sin² + h²/12·cos² and (w² − h²)/12·cos·sin, d = AB − C², and d₁, d₂ are w²h²/144.
 *
 * __Warning:__ The memory of the head belongs to the native thread until the Promise is settled, and can never be transferred
 * afterwards (see `isExclusive`). What is below 32 KiB, or in memory that could move, is copied first.
 *
 * @return settled in a later turn of the event loop
 * @throws TypeError, RangeError for arguments that do not fit, by the Promise; AscendRxError ERR_RESOURCES without threads or
 *   memory, ERR_ADDON without the addon
 */
export async function decodeHead(
  head: HeadTensor,
  selection: HeadSelection,
  { signal, isExclusive = false }: ReadingOptions = {},
): Promise<HeadRows> {
  const native = nativeHead(head, isExclusive);
  const wanted = nativeSelection(selection, native);
  if (signal?.aborted) throw signal.reason;
  const length = 6 + native.extras;
  const rows = takeRows(1 + wanted.maxDetections * length);
  try {
    await onPreparingThread('to read a head', signal, (done) =>
      addon().decodeHead(native, wanted, rows, done),
    );
    const [count = 0] = rows;
    return { count, length, numbers: rows.slice(1, 1 + count * length) };
  } finally {
    giveRows(rows);
  }
}

function nativeHead(head: HeadTensor, isExclusive: boolean): AddonHead {
  if (typeof head !== 'object' || head === null) throw new TypeError(expected('a head', 'head', head));
  const { data, layout, anchors, classes, extras, isRotated = false } = head;
  if (layout !== 'channels' && layout !== 'rows') {
    throw new TypeError(expected("'channels' or 'rows'", 'layout', layout));
  }
  assertCount('anchors', anchors, 0);
  assertCount('classes', classes, 1);
  assertCount('extras', extras, isRotated ? 1 : 0);
  const isRows = layout === 'rows';
  const channels = (isRows ? 5 : 4) + classes + extras;
  const what = isRows ? `${anchors} rows of ${channels}` : `${channels} rows of ${anchors}`;
  const type = assertElements('data', data, channels * anchors, what);
  return {
    data: lentElements(data, isExclusive),
    ...{ type, layout: isRows ? 1 : 0, anchors, classes, extras, isRotated },
  };
}

function nativeSelection(selection: HeadSelection, { anchors, classes }: AddonHead): AddonSelection {
  if (typeof selection !== 'object' || selection === null) {
    throw new TypeError(expected('what is wanted', 'selection', selection));
  }
  const { scoreThreshold, iouThreshold, maxCandidates, maxDetections, wanted } = selection;
  for (const [name, value] of Object.entries({ scoreThreshold, iouThreshold })) {
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new TypeError(expected('a number', name, value));
    }
  }
  assertCount('maxCandidates', maxCandidates, 0);
  assertCount('maxDetections', maxDetections, 0);
  if (wanted !== undefined && (nameOfArray(wanted) !== 'Uint8Array' || wanted.length !== classes)) {
    throw new TypeError(expected(`a Uint8Array of ${classes} classes`, 'wanted', wanted));
  }
  // There cannot be more, and the memory for them is allocated.
  const bounded = Math.min(maxDetections, anchors);
  return { scoreThreshold, iouThreshold, maxCandidates, maxDetections: bounded, wanted };
}

function assertCount(name: string, value: unknown, least: number): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
  throw new RangeError(expected(`an integer from ${least} to ${most}`, name, value));
}
