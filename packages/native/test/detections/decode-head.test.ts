// How native threads get memory of heads and give it back, and what is refused. That they read it right is tested in C++
// (decode_test.cc, masks_test.cc), and with random heads in packages/video/test/detections.
import { markAsUntransferable } from 'node:worker_threads';
import { describe, expect, it } from '@jest/globals';
import { addon } from '../../lib/addon.js';
import {
  composeMasks,
  decodeHead,
  type HeadSelection,
  type HeadTensor,
  type MaskPart,
} from '../../lib/detections/index.js';

const anchors = 2000;
const selection: HeadSelection = {
  ...{ scoreThreshold: 0.25, iouThreshold: 0.7, maxCandidates: 30_000, maxDetections: 300 },
};
/** Two classes, of which anchor 7 has the second. More than 32 KiB, from which on memory is lent. */
function head(data: Float32Array = new Float32Array(6 * anchors)): HeadTensor & { data: Float32Array } {
  for (const [channel, number] of [320, 240, 100, 50, 0.25, 0.75].entries())
    data[channel * anchors + 7] = number;
  return { data, layout: 'channels', anchors, classes: 2, extras: 0 };
}
const row = [270, 215, 370, 265, 0.75, 1];

/** Whether the buffer could be transferred, as its owner may want. */
function canBeTransferred(buffer: ArrayBufferLike): boolean {
  try {
    structuredClone(undefined, { transfer: [buffer as ArrayBuffer] });
  } catch {
    return false;
  }
  return buffer.byteLength === 0;
}

// Node has them, its type declarations do not.
const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;

describe('decodeHead', () => {
  it('gives a row for each object', async () => {
    expect(await decodeHead(head(), selection)).toEqual({
      ...{ count: 1, length: 6, numbers: Float64Array.from(row) },
    });
    const none = { data: new Float32Array(0), layout: 'rows', anchors: 0, classes: 3, extras: 2 } as const;
    expect(await decodeHead(none, selection)).toEqual({ count: 0, length: 8, numbers: new Float64Array(0) });
  });

  it('lends memory for good, or only until it is settled where nobody else has it', async () => {
    const lent = head();
    await decodeHead(lent, selection);
    expect(canBeTransferred(lent.data.buffer)).toBe(false);
    const exclusive = head();
    await decodeHead(exclusive, selection, { isExclusive: true });
    expect(canBeTransferred(exclusive.data.buffer)).toBe(true);
  });

  it('copies what is small, since it may share its buffer', async () => {
    const shared = new Float32Array(6 * 4 + 100);
    const data = shared.subarray(0, 24);
    for (const [channel, number] of [320, 240, 100, 50, 0.25, 0.75].entries()) data[channel * 4 + 1] = number;
    for (const isExclusive of [false, true]) {
      const reading = decodeHead({ ...head(), data, anchors: 4 }, selection, { isExclusive });
      expect((await reading).numbers).toEqual(Float64Array.from(row));
    }
    expect(canBeTransferred(shared.buffer)).toBe(true);
  });

  it('copies memory that could move, and reads shared memory where it is', async () => {
    const bytes = 4 * 6 * anchors;
    const resizable = new Resizable(bytes, { maxByteLength: 2 * bytes });
    const moving = decodeHead(head(new Float32Array(resizable, 0, 6 * anchors)), selection);
    (resizable as unknown as { resize(to: number): void }).resize(0);
    expect((await moving).numbers).toEqual(Float64Array.from(row));
    const shared = head(new Float32Array(new SharedArrayBuffer(bytes)));
    expect((await decodeHead(shared, selection)).numbers).toEqual(Float64Array.from(row));
    const marked = head();
    markAsUntransferable(marked.data.buffer);
    expect((await decodeHead(marked, selection)).count).toBe(1);
  });

  it('gives rows of classes that there are, also of memory that changes while it is read', async () => {
    const count = 200_000;
    const data = new Float32Array(new SharedArrayBuffer(4 * 5 * count));
    data.fill(10, 0, 4 * count);
    const changing: HeadTensor = { data, layout: 'channels', anchors: count, classes: 1, extras: 0 };
    let rows = 0;
    for (let round = 0; round < 10; round += 1) {
      const reading = decodeHead(changing, selection);
      // The score that was the best is not there any more when its class is looked for.
      const begin = performance.now();
      for (let score = 0.5; performance.now() - begin < 4; score += 0.001) data.fill(score, 4 * count);
      const { count: found, numbers } = await reading;
      for (let i = 0; i < found; i += 1) expect(numbers[6 * i + 5]).toBe(0);
      rows += found;
    }
    expect(rows).toBeGreaterThan(0);
  });

  it('refuses memory that has been transferred away', async () => {
    const { data, ...rest } = head();
    structuredClone(undefined, { transfer: [data.buffer as ArrayBuffer] });
    await expect(decodeHead({ data, ...rest }, selection)).rejects.toThrow(
      `Expected ${6 * anchors} elements (6 rows of ${anchors}) for \`data\` but received 0`,
    );
  });

  it('is rejected with the reason of an abort, before and while it runs', async () => {
    const reason = new Error('gone');
    await expect(decodeHead(head(), selection, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const gone = new AbortController();
    const all = Array.from({ length: 12 }, (_, i) =>
      decodeHead(head(), selection, i % 3 === 0 ? {} : { signal: gone.signal }),
    );
    gone.abort(reason);
    const ends = await Promise.allSettled(all);
    expect(ends.map((end) => (end.status === 'rejected' ? end.reason : end.value.count))).toEqual(
      ends.map((_, i) => (i % 3 === 0 ? 1 : reason)),
    );
  });

  it.each<[object, object, string]>([
    [{ anchors: 1999 }, {}, 'Expected 11994 elements (6 rows of 1999) for `data` but received 12000'],
    [{ layout: 'rows' }, {}, 'Expected 14000 elements (2000 rows of 7) for `data` but received 12000'],
    [
      { data: new Uint8Array(12000) },
      {},
      'Expected a Float32Array or Uint16Array or Float16Array for `data`',
    ],
    [{ classes: 0 }, {}, 'Expected an integer from 1 to 16777216 for `classes` but received 0'],
    [{ isRotated: true }, {}, 'Expected an integer from 1 to 16777216 for `extras` but received 0'],
    [{ layout: 'nchw' }, {}, "Expected 'channels' or 'rows' for `layout` but received 'nchw'"],
    [{}, { scoreThreshold: Number.NaN }, 'Expected a number for `scoreThreshold` but received NaN'],
    [{}, { maxDetections: -1 }, 'Expected an integer from 0 to 16777216 for `maxDetections` but received -1'],
    [
      {},
      { wanted: new Uint8Array(3) },
      'Expected a Uint8Array of 2 classes for `wanted` but received Uint8Array',
    ],
  ])('refuses what does not go together (%#)', async (change, wanted, message) => {
    await expect(decodeHead({ ...head(), ...change }, { ...selection, ...wanted })).rejects.toThrow(message);
  });
});

describe('composeMasks', () => {
  const data = Float32Array.from({ length: 2 * 3 * 4 }, (_, i) => (i < 12 ? i - 5 : 1));
  const prototypes = { data, count: 2, height: 3, width: 4 };
  const part = (left: number, top: number, width: number, height: number): MaskPart => ({
    ...{ left, top, width, height, coefficients: [1, 0.5] },
  });
  const cell = (sum: number) => Math.round(255 / (1 + Math.exp(-sum)));

  it('gives the cells of each part', async () => {
    const [one, two] = await composeMasks(prototypes, [part(1, 1, 2, 2), part(0, 0, 1, 1)]);
    expect(one).toEqual(Uint8Array.of(cell(0.5), cell(1.5), cell(4.5), cell(5.5)));
    expect(two).toEqual(Uint8Array.of(cell(-4.5)));
    expect(await composeMasks(prototypes, [])).toEqual([]);
  });

  it.each<[MaskPart, string]>([
    [part(3, 0, 2, 1), 'Expected an integer from 0 to 2 for `parts[0].left` but received 3'],
    [part(0, 0, 1, 4), 'Expected an integer from 0 to 3 for `parts[0].height` but received 4'],
    [
      { ...part(0, 0, 1, 1), coefficients: [1] },
      'Expected 2 numbers, one for each prototype, for `parts[0].coefficients`',
    ],
  ])('refuses %j', async (wrong, message) => {
    await expect(composeMasks(prototypes, [wrong])).rejects.toThrow(message);
  });
});

// The addon checks once more what TypeScript has checked: a wrong size there would be a read or write out of bounds.
it('is refused by the addon itself, too, if sizes do not go together', () => {
  const nothing = () => {};
  const native = {
    ...{
      data: new Float32Array(60),
      type: 0,
      layout: 0,
      anchors: 10,
      classes: 2,
      extras: 0,
      isRotated: false,
    },
  };
  const wanted = { ...{ scoreThreshold: 0, iouThreshold: 0, maxCandidates: 5, maxDetections: 5 } };
  const rows = new Float64Array(31);
  const decode =
    (change: object, changed: object = {}, memory: unknown = rows) =>
    () =>
      addon().decodeHead(
        { ...native, ...change },
        { ...wanted, ...changed },
        memory as Float64Array,
        nothing,
      );
  for (const change of [
    ...[{ anchors: 11 }, { anchors: -1 }, { anchors: 2 ** 32 }, { anchors: 1.5 }, { anchors: Number.NaN }],
    ...[
      { classes: 0 },
      { classes: 2 ** 31 },
      { extras: 1 },
      { type: 1 },
      { type: 2 },
      { layout: 1 },
      { layout: 2 },
    ],
    ...[{ data: {} }, { data: new Float32Array(59) }, { isRotated: true }, { anchors: 'x' }],
  ]) {
    expect(decode(change)).toThrow();
  }
  expect(decode({}, { wanted: new Uint8Array(3) })).toThrow();
  expect(decode({}, { maxDetections: 6 })).toThrow();
  expect(decode({}, { maxDetections: -1 })).toThrow();
  expect(decode({}, {}, new Float64Array(30))).toThrow();
  expect(decode({}, {}, {})).toThrow();
  const planes = { data: new Float32Array(24), type: 0, count: 2, height: 3, width: 4 };
  const compose =
    (change: object, parts: readonly number[], cells = 1) =>
    () =>
      addon().composeMasks(
        { ...planes, ...change },
        Float64Array.from(parts),
        new Uint8Array(cells),
        nothing,
      );
  for (const change of [{ count: 3 }, { count: 0 }, { width: 5 }, { type: 1 }, { data: {} }]) {
    expect(compose(change, [0, 0, 1, 1, 1, 1])).toThrow();
  }
  for (const parts of [
    ...[
      [0, 0, 1, 1, 1],
      [4, 0, 1, 1, 1, 1],
      [0, 3, 1, 1, 1, 1],
      [0, 0, 2, 1, 1, 1],
      [-1, 0, 1, 1, 1, 1],
    ],
    ...[[0, 0, 1, 2 ** 32, 1, 1], [0, 0, Number.NaN, 1, 1, 1], [0.5, 0, 1, 1, 1, 1], []],
  ]) {
    expect(compose({}, parts)).toThrow();
  }
});
