// Frames that native threads of the addon prepare, through a pipeline over the embedded runtime: what reaches the device, and who has
// the frames and the memory afterwards.
import type { InferFailure, Model } from '@ascend-rx/core';
import { type FrameImage, prepareFrame, type TargetFormat } from '@ascend-rx/native/frames';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { from, lastValueFrom, type Observable, of, take, tap, toArray } from 'rxjs';
import { embeddedModels } from '../../../../test/support/embedded-models.js';
import { identity } from '../../../../test/support/models.js';
import {
  crop,
  type Frame,
  type Geometry,
  inferFrames,
  inferFramesFrom,
  letterbox,
  type PrepareImage,
  stretch,
} from '../../src/index.js';
import { FakeFrames, type FakePicture } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

const { load } = embeddedModels();
const dims = [1, 3, 16, 16];
const elements = 3 * 16 * 16;
const count = 40;

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

const pictures: FakePicture[] = [
  { pixelFormat: 'yuv420p', width: 20, height: 12 },
  { pixelFormat: 'nv12', width: 12, height: 20 },
  { pixelFormat: 'rgb24', width: 33, height: 33 },
  { pixelFormat: 'gray', width: 7, height: 5 },
];
const pictureOf = (number: number) => pictures[number % pictures.length] as FakePicture;
const make = (number: number) => frames.make(number, pictureOf(number));

/** Where the letterbox of 16 × 16 has each of the pictures. */
const contents = [
  { left: 0, top: 3, width: 16, height: 10 },
  { left: 3, top: 0, width: 10, height: 16 },
  { left: 0, top: 0, width: 16, height: 16 },
  { left: 0, top: 2, width: 16, height: 11 },
];
const format: TargetFormat = {
  ...{ width: 16, height: 16, type: 'float32', layout: 'nchw', scale: 1 / 255 },
};

/** What `prepareFrame` makes of a frame that no pipeline has. */
async function expected(number: number): Promise<Float32Array> {
  const frame = make(number);
  const { width, height, pixelFormat, colorSpace, range } = frame;
  const image: FrameImage = {
    ...{ width, height, pixelFormat, colorSpace, range },
    planes: frame.planes.map((plane) => plane.slice()),
    strides: frame.strides,
  };
  frame.release();
  const data = new Float32Array(elements);
  const content = contents[number % contents.length] as (typeof contents)[number];
  await prepareFrame(image, format, [{ source: { left: 0, top: 0, width, height }, content, data }]);
  return data;
}

/** The function for `prepare`, and what it was given. */
function watched<T, Prepared>(prepare: PrepareImage<T, Prepared>) {
  const targets = new Set<unknown>();
  const running: Promise<unknown>[] = [];
  const watching: PrepareImage<T, Prepared> = (value, target, context) => {
    targets.add(target[0]?.buffer);
    const prepared = prepare(value, target, context);
    running.push(prepared);
    return prepared;
  };
  /** Resolves when each of them has settled, and those who wait for it have heard of it. */
  const settled = async () => {
    await Promise.allSettled(running);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { prepare: watching, targets, running, settled };
}

type Run = (model: Model, prepare: PrepareImage<Frame, Geometry>) => Observable<Result>;
interface Result {
  source: Frame;
  outputs: Record<string, { data: unknown }>;
  prepared: Geometry;
}

function* source(amount = count) {
  for (let number = 0; number < amount; number += 1) yield make(number);
}

const runs: [string, Run][] = [
  ...[0, 1, 3].map((callbackInterval): [string, Run] => [
    `inferFrames with callbackInterval ${callbackInterval}`,
    (model, prepare) =>
      from(source()).pipe(inferFrames(model, { prepare, callbackInterval, order: 'submission' })),
  ]),
  [
    'inferFramesFrom',
    (model, prepare) => inferFramesFrom(source(), model, { prepare, callbackInterval: 2, maxInFlight: 4 }),
  ],
];

describe.each(runs)('%s', (_, run) => {
  it('should give the device what prepareFrame makes, and give frames and memory back', async () => {
    const slots = 6;
    const model = await load(identity('float32', dims), { slots });
    const { prepare, targets, settled } = watched(letterbox<Frame>(model));
    const seen: { number: number; data: Float32Array; prepared: Geometry; released: boolean }[] = [];
    await lastValueFrom(
      run(model, prepare).pipe(
        tap(({ source: frame, outputs, prepared }) => {
          const data = Float32Array.from(outputs.y?.data as Float32Array);
          seen.push({ number: frame.pts, data, prepared, released: frame.released });
        }),
      ),
    );
    await settled();
    expect(seen.map(({ number }) => number)).toEqual(Array.from({ length: count }, (_each, i) => i));
    for (const { number, data, prepared, released } of seen) {
      expect(data).toEqual(await expected(number));
      const { left, top, width, height } = prepared;
      expect({ left, top, width, height }).toEqual(contents[number % contents.length]);
      expect(released).toBe(false);
    }
    // Those with a slot, and those of a group that is being delivered.
    expect(targets.size).toBeLessThanOrEqual(2 * slots);
    expect(frames.held).toEqual([]);
  });

  it('should give everything back after an unsubscribe in the middle', async () => {
    const model = await load(identity('float32', dims), { slots: 6 });
    const { prepare, running, settled } = watched(letterbox<Frame>(model));
    await lastValueFrom(run(model, prepare).pipe(take(5), toArray()));
    expect(running.length).toBeGreaterThanOrEqual(5);
    expect(running.length).toBeLessThan(count);
    await settled();
    expect(frames.held).toEqual([]);
  });
});

it('should keep a frame that is dropped while native threads read it, and no longer', async () => {
  const model = await load(identity('float32', dims), { slots: 2 });
  const { prepare, running, settled } = watched(stretch<Frame>(model));
  const subscription = of(make(0), make(1)).pipe(inferFrames(model, { prepare })).subscribe();
  expect(running).toHaveLength(2);
  subscription.unsubscribe();
  // Its Promise settles in a later turn at the earliest.
  expect(frames.held).toEqual([0, 1]);
  await settled();
  expect(frames.held).toEqual([]);
  expect((await Promise.allSettled(running)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('should hand a frame that cannot be prepared to onFailure, and go on with the others', async () => {
  const model = await load(identity('float32', dims), { slots: 2 });
  // A box that is in no frame of 7 × 5.
  const prepare = crop<Frame>(model, { boxes: () => [[10, 0, 12, 5]] });
  const failures: InferFailure<Frame>[] = [];
  const results = await lastValueFrom(
    from(source(8)).pipe(
      inferFrames(model, {
        prepare,
        onFailure: (failure) => {
          failures.push(failure);
          return 'drop';
        },
      }),
      tap(({ source: frame }) => expect(frame.released).toBe(false)),
      toArray(),
    ),
  );
  expect(results.map(({ source: frame }) => frame.pts)).toEqual([0, 1, 2, 4, 5, 6]);
  expect(failures.map(({ source: frame, attempts }) => [frame.pts, attempts])).toEqual([
    [3, 0],
    [7, 0],
  ]);
  expect(String(failures[0]?.error)).toMatch('Expected a box with pixels of the frame of 7×5');
});

it('should end with the error of a frame that cannot be prepared, by default', async () => {
  const model = await load(identity('float32', dims), { slots: 2 });
  const prepare = crop<Frame>(model, { boxes: () => [[10, 0, 12, 5]] });
  await expect(lastValueFrom(from(source(8)).pipe(inferFrames(model, { prepare })))).rejects.toThrow(
    'Expected a box with pixels of the frame of 7×5',
  );
});

it('should say at once that a model takes no such picture', async () => {
  const vector = await load(identity('float32', [1, 16]));
  const compose = (prepare: (model: Model) => PrepareImage<Frame, Geometry>) => () =>
    of<Frame>().pipe(inferFrames(vector, { prepare: prepare(vector) }));
  for (const wrong of [compose(letterbox), compose(stretch)])
    expect(wrong).toThrow(
      'Expected dims of a picture (1×3×h×w, 1×h×w×3, 1×1×h×w, 1×h×w×1, or h·3/2×w) but received [1, 16]',
    );
  const square = await load(identity('float32', dims));
  expect(() => letterbox(square, { width: 32 })).toThrow(
    'Expected 16, as the dims of the model say, for `width` but received 32',
  );
});

it('should fail a value whose model is another one than that of its function', async () => {
  const [model, larger] = [
    await load(identity('float32', dims)),
    await load(identity('float32', [1, 3, 8, 8])),
  ];
  const prepare = letterbox<Frame>(larger);
  await expect(lastValueFrom(of(make(0)).pipe(inferFrames(model, { prepare })))).rejects.toThrow(
    'Expected 192 elements',
  );
});
