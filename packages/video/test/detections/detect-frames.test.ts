// A pipeline with a decoder: order, frames, memory and errors, on the embedded runtime. The decoders of these tests settle when the test
// says so.
import type { Tensor } from '@ascend-rx/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { from, lastValueFrom, Observable, Subject, take, tap, toArray } from 'rxjs';
import { detector } from '../../../../test/support/detector.js';
import { embeddedModels } from '../../../../test/support/embedded-models.js';
import { identity } from '../../../../test/support/models.js';
import { decodeBy, readerOf } from '../../src/detections/decode.js';
import {
  type DecodableResult,
  type Decode,
  type Detection,
  decodeYolo,
  detectFrames,
  type Frame,
  type Geometry,
  letterbox,
} from '../../src/index.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

const { load } = embeddedModels();
let frames: FakeFrames;
beforeEach(() => {
  noteUsage();
  frames = new FakeFrames();
});
afterEach(() => {
  expect(frames.held).toEqual([]);
  frames.close();
  expectNothingLeft();
});

const geometry = {} as Geometry;
const prepare = async (frame: Frame, [target]: readonly ArrayBufferView[]) => {
  (target as Float32Array).fill(frame.pts);
  return geometry;
};
const found = (number: number): Detection[] => [{ box: [0, 0, 1, 1], score: 1, classId: number }];
const numberOf = ({ outputs }: DecodableResult) => (outputs.y as Tensor<'float32'>).data[0] ?? -1;

/** A decoder whose readings the test ends. */
function manual() {
  const begun: { number: number; end: (detections: Detection[]) => void; fail: (error: unknown) => void }[] =
    [];
  const changed = new Subject<void>();
  const signals: { readonly aborted: boolean }[] = [];
  const decode: Decode = (result, { signal } = {}) =>
    new Promise((end, fail) => {
      begun.push({ number: numberOf(result), end, fail });
      if (signal) signals.push(signal);
      changed.next();
    });
  /** Resolves when so many have begun. */
  const reached = (count: number) =>
    begun.length >= count ? Promise.resolve() : lastValueFrom(changed.pipe(take(count - begun.length)));
  return { decode, begun, reached, signals };
}

describe('detectFrames', () => {
  it('reads several results at once, and emits in their order; a frame is held until then', async () => {
    const model = await load(identity());
    const { decode, begun, reached } = manual();
    const seen: unknown[] = [];
    const all = lastValueFrom(
      from([0, 1, 2].map((n) => frames.make(n))).pipe(
        detectFrames(model, { prepare, decode }),
        tap(({ source, detections, index, prepared, timing }) => {
          expect(prepared).toBe(geometry);
          expect(timing.total).toBeGreaterThan(0);
          seen.push([index, source.pts, source.released, detections[0]?.classId]);
        }),
      ),
    );
    await reached(3);
    begun[2]?.end(found(2));
    begun[1]?.end(found(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    expect(frames.held).toEqual([0, 1, 2]);
    begun[0]?.end(found(0));
    await all;
    expect(seen).toEqual([0, 1, 2].map((n) => [n, n, false, n]));
  });

  it('reads many results at once without a warning', async () => {
    const model = await load(identity(), { slots: 16 });
    const { decode, begun, reached } = manual();
    const listening: Decode = (result, context) => {
      // As reading by native threads does.
      context?.signal?.addEventListener('abort', { handleEvent: () => {} });
      return decode(result, context);
    };
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    const all = lastValueFrom(
      from(Array.from({ length: 16 }, (_, n) => frames.make(n))).pipe(
        detectFrames(model, { prepare, decode: listening }),
      ),
    );
    await reached(16);
    for (const { number, end } of begun) end(found(number));
    await all;
    // Warnings are emitted by process.nextTick.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('emits what is found before an error of the source', async () => {
    const model = await load(identity());
    const { decode, begun, reached } = manual();
    const seen: number[] = [];
    const error = new Error('camera gone');
    const source = new Subject<Frame>();
    const end = source
      .pipe(detectFrames(model, { prepare, decode }))
      .forEach(({ index }) => void seen.push(index));
    source.next(frames.make(0));
    await reached(1);
    source.error(error);
    begun[0]?.end(found(0));
    await expect(end).rejects.toBe(error);
    expect(seen).toEqual([0]);
  });

  it('ends with the error of a decoder, and gives every frame back', async () => {
    const model = await load(identity());
    const { decode, begun, reached } = manual();
    const end = lastValueFrom(
      from([0, 1, 2].map((n) => frames.make(n))).pipe(detectFrames(model, { prepare, decode })),
    );
    await reached(3);
    const error = new Error('no head');
    begun[1]?.fail(error);
    begun[2]?.fail(new Error('not waited for'));
    begun[0]?.end(found(0));
    await expect(end).rejects.toBe(error);
    const sync = from([frames.make(3)]).pipe(
      detectFrames(model, {
        prepare,
        decode: () => {
          throw error;
        },
      }),
    );
    await expect(lastValueFrom(sync)).rejects.toBe(error);
  });

  it('gives every frame back on unsubscribe, at once, and asks decoders to end', async () => {
    const model = await load(identity());
    const { decode, begun, reached, signals } = manual();
    const running = from([0, 1].map((n) => frames.make(n)))
      .pipe(detectFrames(model, { prepare, decode }))
      .subscribe();
    await reached(2);
    running.unsubscribe();
    expect(frames.held).toEqual([]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    begun[0]?.fail(new Error('aborted'));
    begun[1]?.end(found(1));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('releases the frame of a handler that leaves, after the handler', async () => {
    const model = await load(identity());
    const decode: Decode = async (result) => found(numberOf(result));
    const [first] = await lastValueFrom(
      new Observable<Frame>((subscriber) => subscriber.next(frames.make(5))).pipe(
        detectFrames(model, { prepare, decode }),
        tap(({ source }) => expect(source.released).toBe(false)),
        take(1),
        toArray(),
      ),
    );
    expect(first?.detections).toEqual(found(5));
    expect(first?.source.released).toBe(true);
  });

  it('uses the memory of outputs again, which nobody else has', async () => {
    // 48 KB: an output with a buffer of its own.
    const anchors = 2000;
    const model = await load(detector({ dims: [6, anchors], numbers: {} }), { slots: 1 });
    const buffers: ArrayBufferLike[] = [];
    const read = decodeYolo(model);
    /** How many buffers have been taken back. */
    const run = async (decode: Decode) => {
      buffers.length = 0;
      // The results of a model are seen on their way to the decoder.
      const pipeline = detectFrames(model, { prepare: letterbox<Frame>(model), decode });
      await lastValueFrom(from(Array.from({ length: 6 }, (_, n) => frames.make(n))).pipe(pipeline));
      return buffers.filter(({ byteLength }) => byteLength === 0).length;
    };
    const noted = (result: DecodableResult) => {
      buffers.push((result.outputs.output0 as Tensor).data.buffer);
      return result;
    };
    // A function of the user's: what it gives to decodeYolo is lent for good.
    expect(await run((result, context) => read(noted(result), context))).toBe(0);
    expect(buffers).toHaveLength(6);
    expect(await run(decodeBy((result, reading) => readerOf(read)(noted(result), reading)))).toBe(6);
  });

  it('wants a decoder', async () => {
    const model = await load(identity());
    expect(() => detectFrames(model, { prepare } as never)).toThrow(
      'Expected a function for `decode` but received undefined',
    );
  });
});
