// Whose memory native threads use, until when, and what an abort does.
import { describe, expect, it } from '@jest/globals';
import { addon } from '../../lib/addon.js';
import { configurePreparing, type FrameImage, prepareFrame } from '../../lib/frames/index.js';
import { packed, whole } from './support/pictures.js';

const format = { type: 'uint8', layout: 'nhwc', width: 64, height: 64 } as const;
const samples = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7) % 251);
const image = packed('rgb24', 64, samples);
const part = (data: ArrayBufferView) => ({ source: whole(image), content: whole(format), data });
const inPlane = (plane: Uint8Array): FrameImage => ({ ...image, planes: [plane] });
const bytes = samples.length;

// Node has them, its type declarations do not.
const Resizable = ArrayBuffer as unknown as new (length: number, options: object) => ArrayBuffer;
const { Memory } = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (limits: { initial: number }) => { buffer: ArrayBuffer; grow(by: number): void };
    };
  }
).WebAssembly;

describe('planes', () => {
  it('are read where they are: in ArrayBuffers, Buffers and SharedArrayBuffers', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes + 5), 5);
    const inBuffer = Buffer.from(samples);
    shared.set(samples);
    for (const plane of [samples, inBuffer, shared]) {
      const data = new Uint8Array(bytes);
      await prepareFrame(inPlane(plane), format, [part(data)]);
      expect(data).toEqual(samples);
    }
  });

  it('of memory that could move are copied, so that it may', async () => {
    const resizable = new Resizable(bytes, { maxByteLength: 2 * bytes });
    const wasm = new Memory({ initial: 1 });
    for (const buffer of [resizable, wasm.buffer]) {
      const plane = new Uint8Array(buffer, 0, bytes);
      plane.set(samples);
      const data = new Uint8Array(bytes);
      const preparing = prepareFrame(inPlane(plane), format, [part(data)]);
      plane.fill(0);
      if (buffer === resizable) (resizable as unknown as { resize(to: number): void }).resize(0);
      else wasm.grow(1);
      await preparing;
      expect(data).toEqual(samples);
    }
  });

  it('cannot be transferred away while threads read them', async () => {
    const plane = Uint8Array.from(samples);
    const data = new Uint8Array(bytes);
    const preparing = prepareFrame(inPlane(plane), format, [part(data)]);
    for (const { buffer } of [plane, data]) {
      // Node 20 copies it, later versions throw.
      try {
        structuredClone(buffer, { transfer: [buffer] });
      } catch {}
    }
    await preparing;
    expect(plane).toEqual(samples);
    expect(data).toEqual(samples);
  });
});

it.each(['plane', 'target'])('a %s whose memory has been transferred away is refused', async (which) => {
  const plane = Uint8Array.from(samples);
  const data = new Uint8Array(bytes);
  const { buffer } = which === 'plane' ? plane : data;
  structuredClone(undefined, { transfer: [buffer] });
  await expect(prepareFrame(inPlane(plane), format, [part(data)])).rejects.toThrow(RangeError);
});

describe('targets', () => {
  it('may be in a SharedArrayBuffer, and a part of a buffer', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes));
    const some = new Uint8Array(bytes + 20).fill(9);
    await prepareFrame(image, format, [part(shared), part(some.subarray(10, bytes + 10))]);
    expect(Uint8Array.from(shared)).toEqual(samples);
    expect(some.subarray(10, bytes + 10)).toEqual(samples);
    expect([...some.subarray(0, 10), ...some.subarray(bytes + 10)]).toEqual(new Array(20).fill(9));
  });

  it('cannot be in memory that could move', async () => {
    const resizable = new Uint8Array(new Resizable(bytes, { maxByteLength: 2 * bytes }), 0, bytes);
    const wasm = new Uint8Array(new Memory({ initial: 1 }).buffer, 0, bytes);
    for (const data of [resizable, wasm]) {
      await expect(prepareFrame(image, format, [part(data)])).rejects.toThrow(
        /^Expected memory of fixed length that is not WebAssembly’s for `parts\[0\]\.data` but received /,
      );
    }
  });
});

describe('a signal', () => {
  const large = { type: 'float32', layout: 'nchw', width: 2048, height: 2048 } as const;
  const largePart = () => ({
    source: whole(image),
    content: whole(large),
    data: new Float32Array(2048 * 2048 * 3),
  });

  it('that is aborted already: nothing is begun', async () => {
    const reason = new Error('gone');
    const data = new Uint8Array(bytes);
    await expect(
      prepareFrame(image, format, [part(data)], { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    expect(data).toEqual(new Uint8Array(bytes));
  });

  it('ends what runs and what waits, with its reason, and not the others', async () => {
    const gone = new AbortController();
    const reason = new Error('gone');
    const all = Array.from({ length: 12 }, (_, i) =>
      prepareFrame(image, large, [largePart()], i % 3 === 0 ? {} : { signal: gone.signal }),
    );
    gone.abort(reason);
    const ends = await Promise.allSettled(all);
    expect(ends.map((end) => (end.status === 'rejected' ? end.reason : 'prepared'))).toEqual(
      ends.map((_, i) => (i % 3 === 0 ? 'prepared' : reason)),
    );
  });

  it('has no listener left afterwards', async () => {
    let listeners = 0;
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: () => {
        listeners += 1;
      },
      removeEventListener: () => {
        listeners -= 1;
      },
    };
    const preparing = prepareFrame(image, format, [part(new Uint8Array(bytes))], { signal });
    expect(listeners).toBe(1);
    await preparing;
    expect(listeners).toBe(0);
  });

  it('that is none is refused before a thread has the memory', async () => {
    const data = new Float32Array(2048 * 2048 * 3);
    const preparing = prepareFrame(image, large, [{ ...largePart(), data }], { signal: {} as AbortSignal });
    await expect(preparing).rejects.toThrow(TypeError);
    // A thread that had the memory would be writing now.
    await prepareFrame(image, format, [part(new Uint8Array(bytes))]);
    expect(data.every((value) => value === 0)).toBe(true);
  });

  it('of a preparation that has ended does nothing', () => {
    for (const number of [0, 1, 4_000_000_000]) addon().cancelPreparation(number);
  });
});

describe('configurePreparing', () => {
  it('sets the number of threads', async () => {
    configurePreparing({ threads: 3 });
    configurePreparing({});
    const targets = Array.from({ length: 20 }, () => new Uint8Array(bytes));
    await Promise.all(targets.map((data) => prepareFrame(image, format, [part(data)])));
    for (const data of targets) expect(data).toEqual(samples);
  });

  it.each([
    [{ threads: 0 }, 'Expected an integer from 1 to 64 for `threads` but received 0'],
    [{ threads: 1.5 }, 'Expected an integer from 1 to 64 for `threads` but received 1.5'],
    [{ thread: 2 }, 'configurePreparing has no option `thread`: did you mean `threads`?'],
  ])('refuses %j', (options, message) => {
    expect(() => configurePreparing(options as object)).toThrow(message);
  });
});

// The addon checks once more what TypeScript has checked: a wrong size there would be a read or write out of bounds.
it('is refused by the addon itself, too, if memory is too short', () => {
  const native = { pixelFormat: 2, width: 64, height: 64, planes: [samples], strides: [192] };
  const target = {
    type: 2,
    layout: 1,
    channels: 0,
    width: 64,
    height: 64,
    numbers: new Float64Array(33),
    keepsYuv: false,
  };
  const picture = { rectangles: Int32Array.of(0, 0, 64, 64, 0, 0, 64, 64), data: new Uint8Array(bytes) };
  const nothing = () => {};
  const prepare = (change: object, changeTarget: object, changePicture: object) => () =>
    addon().prepare(
      { ...native, ...change },
      { ...target, ...changeTarget },
      [{ ...picture, ...changePicture }],
      nothing,
    );
  for (const change of [
    { height: 65 },
    { width: 65 },
    { width: 0 },
    { width: 2 ** 31 - 1, height: 2 ** 31 - 1 },
    { strides: [193] },
    { strides: [-192] },
    { strides: [2 ** 52] },
    { planes: [new Uint8Array(3)] },
    { planes: [{}] },
    { planes: [] },
    { pixelFormat: 5 },
    { pixelFormat: 0 },
  ]) {
    expect(prepare(change, {}, {})).toThrow();
  }
  for (const change of [
    { type: 3 },
    { layout: -1 },
    { type: 0 },
    { numbers: new Float64Array(32) },
    { numbers: [] },
    { width: 65 },
    { height: 2 ** 30 },
  ]) {
    expect(prepare({}, change, {})).toThrow();
  }
  for (const change of [
    { data: new Uint8Array(bytes - 1) },
    { data: {} },
    { rectangles: Int32Array.of(1, 0, 64, 64, 0, 0, 64, 64) },
    { rectangles: Int32Array.of(0, 0, 2 ** 31 - 1, 64, 0, 0, 64, 64) },
    { rectangles: Int32Array.of(0, 0, 64, 64, 0, -1, 64, 64) },
    { rectangles: new Int32Array(7) },
  ]) {
    expect(prepare({}, {}, change)).toThrow();
  }
});
