// Whatever becomes of a frame, the pipeline gives it back: in virtual time, on a virtual device.
import type { InferFailure } from '@ascend-rx/core';
import { createVirtualDevice } from '@ascend-rx/core/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  asyncScheduler,
  EMPTY,
  interval,
  isObservable,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  takeUntil,
  throwError,
  timer,
  type UnsubscriptionError,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { sharedKib } from '../../src/frames/frame-memory.js';
import { FrameWriter } from '../../src/frames/frame-writer.js';
import { layOut, type Picture } from '../../src/frames/picture.js';
import { type Frame, inferFrames, inferFramesFrom, videoUsage } from '../../src/index.js';
import { ownMemory } from '../../src/infer/own-memory.js';
import { whilePreparing } from '../../src/infer/while-preparing.js';
import { SessionSource } from '../../src/source/session-source.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

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

const inputs = (frame: Frame) => Float32Array.of(frame.pts);

/** Runs in virtual time; a model takes 5 ms. */
function play(body: (scheduler: TestScheduler, model: ReturnType<typeof makeModel>) => void): void {
  const scheduler = new TestScheduler(() => {});
  scheduler.run(() => body(scheduler, makeModel()));
}
const makeModel = () => createVirtualDevice({ serviceTime: 5 }).createModel({ slots: 2 });

/** A source that never has more than so many frames alive, and does not end. */
function boundedFrames(maxFrames: number): Observable<Frame> {
  return new Observable((subscriber) => {
    for (let n = 0; n < 40 && frames.held.length < maxFrames; n += 1) subscriber.next(frames.make(n));
  });
}

/** Of a live source in which nothing is lost. */
const cameraSettings = {
  ...{ label: 'camera', live: true, realTime: false, openTimeout: 1000, stallTimeout: 1000, secrets: [] },
  ...{ scheduler: asyncScheduler, reconnect: { delay: 1, maxDelay: 1, attempts: 0 } },
};
const grayPicture = (pts: number): Picture => ({
  ...{ ...layOut('gray', 4, 1), width: 4, height: 1, pixelFormat: 'gray' },
  ...{ colorSpace: 'bt601', range: 'full', pts, corrupt: false },
});

interface GroupOptions {
  readonly callbackInterval: number;
  readonly maxInFlight?: number;
  readonly overflow?: 'drop-oldest';
  readonly instances?: number;
}

describe('inferFrames', () => {
  it('should release a frame after its result has been emitted', () => {
    const seen: unknown[] = [];
    play((_, model) => {
      const source = of(1, 2, 3);
      new Observable<Frame>((subscriber) => source.subscribe((n) => subscriber.next(frames.make(n))))
        .pipe(inferFrames(model, { inputs }), take(3))
        .subscribe(({ source: frame }) => seen.push([frame.pts, frame.released, frame.planes[0]?.[0]]));
    });
    expect(seen).toEqual([
      [1, false, 1],
      [2, false, 2],
      [3, false, 3],
    ]);
  });

  it('should leave a frame that the handler of its result has retained', () => {
    const kept: Frame[] = [];
    play((_, model) => {
      of(frames.make(7))
        .pipe(inferFrames(model, { inputs }))
        .subscribe(({ source }) => kept.push(source.retain()));
    });
    expect(frames.held).toEqual([7]);
    kept[0]?.release();
  });

  it('should release what is dropped, after onDrop', () => {
    const drops: unknown[] = [];
    play((_, model) => {
      const source = new Subject<Frame>();
      const onDrop = (frame: Frame, cause: string) => drops.push([frame.pts, cause, frame.released]);
      source
        .pipe(inferFrames(model, { inputs, overflow: 'drop-oldest', maxInFlight: 1, onDrop }))
        .subscribe();
      for (const n of [1, 2, 3, 4]) source.next(frames.make(n));
      expect(frames.held).toEqual([1, 4]);
      source.complete();
    });
    expect(drops).toEqual([
      [2, 'overflow', false],
      [3, 'overflow', false],
    ]);
  });

  it('should release what fails and is dropped', () => {
    const failures: InferFailure<Frame>[] = [];
    play((_, model) => {
      const wrong = () => {
        throw new Error('not this one');
      };
      of(frames.make(1), frames.make(2))
        .pipe(
          inferFrames(model, {
            inputs: (frame) => (frame.pts === 1 ? wrong() : inputs(frame)),
            onFailure: (failure) => {
              failures.push(failure);
              return 'drop';
            },
          }),
        )
        .subscribe();
    });
    expect(failures).toHaveLength(1);
  });

  it('should release everything when a failure ends the pipeline', () => {
    const errors: unknown[] = [];
    play((_, model) => {
      of(frames.make(1), frames.make(2))
        .pipe(
          inferFrames(model, {
            inputs: (frame) => (frame.pts === 2 ? new Float64Array(1) : inputs(frame)) as Float32Array,
          }),
        )
        .subscribe({ error: (error) => errors.push(error) });
    });
    expect(errors).toMatchObject([{ code: 'ERR_INPUT' }]);
  });

  it('should release everything on unsubscribe, and what comes afterwards', () => {
    play((_, model) => {
      const source = new Subject<Frame>();
      const subscription = source.pipe(inferFrames(model, { inputs })).subscribe();
      for (const n of [1, 2, 3, 4]) source.next(frames.make(n));
      expect(frames.held).toEqual([1, 2, 3, 4]);
      subscription.unsubscribe();
      expect(frames.held).toEqual([]);
    });
  });

  it('should release everything when the source fails', () => {
    play((_, model) => {
      const source = new Subject<Frame>();
      source.pipe(inferFrames(model, { inputs })).subscribe({ error: () => {} });
      source.next(frames.make(1));
      source.error(new Error('lost'));
      expect(frames.held).toEqual([]);
    });
  });

  it('should release the frame of a result whose handler leaves or throws', () => {
    play((_, model) => {
      of(frames.make(1), frames.make(2))
        .pipe(inferFrames(model, { inputs }), take(1))
        .subscribe(({ source }) => expect(source.released).toBe(false));
    });
    expect(frames.held).toEqual([]);
  });

  it('should tell that a handler has released a frame too often', () => {
    const seen: unknown[] = [];
    play((_, model) => {
      new Observable<Frame>((subscriber) => {
        for (const n of [0, 1]) subscriber.next(frames.make(n));
      })
        .pipe(inferFrames(model, { inputs }))
        .subscribe({
          next: ({ source }) => source.release(),
          error: ({ code, message }) => seen.push([code, message.startsWith('Frame 0 of fake')]),
        });
    });
    expect(seen).toEqual([['ERR_FRAME_RELEASED', true]]);
  });

  it('should find the frame in a value', () => {
    play((_, model) => {
      of({ camera: 'a', image: frames.make(1) })
        .pipe(
          inferFrames(model, {
            frame: ({ image }: { camera: string; image: Frame }) => image,
            inputs: ({ image }) => inputs(image),
          }),
        )
        .subscribe(({ source }) => expect(source.camera).toBe('a'));
    });
  });

  it.each<GroupOptions>([
    ...[0, 1, 2, 3, 4].map((callbackInterval) => ({ callbackInterval })),
    ...[0, 2, 3, 4].map((callbackInterval) => ({ callbackInterval, maxInFlight: 4, instances: 2 })),
    ...[1, 2].map((callbackInterval) => ({ callbackInterval, overflow: 'drop-oldest' }) as const),
    { callbackInterval: 0, overflow: 'drop-oldest' },
    { callbackInterval: 3, maxInFlight: 3, instances: 3 },
  ])('should refuse a source whose frames cannot fill a group, and no other: %j', (options) => {
    const { instances = 1, ...config } = options;
    const verdicts = Array.from({ length: 12 }, (_, n) => {
      const maxFrames = n + 1;
      let results = 0;
      let isRefused = false;
      new TestScheduler(() => {}).run(() => {
        const model = createVirtualDevice({ serviceTime: 5 }).createModel({
          slots: 3,
          instances,
        });
        const infer = inferFrames(model, { inputs, ...config });
        const source = boundedFrames(maxFrames);
        try {
          infer(Object.assign(boundedFrames(maxFrames), { maxFrames }));
        } catch {
          isRefused = true;
        }
        // Without the check.
        const subscription = infer(source).subscribe(() => {
          results += 1;
        });
        timer(1000).subscribe(() => subscription.unsubscribe());
      });
      return { maxFrames, isRefused, isStuck: results === 0 };
    });
    expect(verdicts.map(({ maxFrames, isRefused }) => [maxFrames, isRefused])).toEqual(
      verdicts.map(({ maxFrames, isStuck }) => [maxFrames, isStuck]),
    );
  });

  // If slots of other pipelines were taken, frames have waited: then a batch has all that it can hold.
  it('should refuse a source whose frames may all be in batches that do not fill a group', () => {
    const model = createVirtualDevice({ serviceTime: 5 }).createModel({ slots: 3, gears: [1, 2] });
    const refused = [1, 2, 3, 4, 5].filter((maxFrames) => {
      const source = Object.assign(NEVER as Observable<Frame>, { maxFrames });
      try {
        source.pipe(inferFrames(model, { inputs, callbackInterval: 2, batchSize: 2 }));
        return false;
      } catch {
        return true;
      }
    });
    expect(refused).toEqual([1, 2, 3]);
  });

  it('should not refuse few frames where groups do not wait', () => {
    const source = Object.assign(NEVER as Observable<Frame>, { maxFrames: 1 });
    source.pipe(inferFrames(makeModel(), { inputs, callbackInterval: 2, maxCallbackDelay: 20 }));
    expect(() => source.pipe(inferFrames(makeModel(), { inputs, callbackInterval: 2 }))).toThrow(
      'Expected a source with `maxFrames` of at least 2 for callbackInterval 2 and batchSize 1 but its frames are 1',
    );
  });

  it('should release all frames at the end, also when releasing one throws, or `frame` throws for one', () => {
    const errors: unknown[] = [];
    play((_, model) => {
      const source = new Subject<Frame>();
      const subscription = source.pipe(inferFrames(model, { inputs })).subscribe();
      const made = [1, 2, 3, 4].map((n) => frames.make(n));
      for (const frame of made) source.next(frame);
      made[1]?.release(); // one too many
      try {
        subscription.unsubscribe();
      } catch (error) {
        errors.push((error as UnsubscriptionError).errors[0]);
      }
      expect(frames.held).toEqual([]);
    });
    expect(errors).toMatchObject([{ code: 'ERR_FRAME_RELEASED' }]);
    play((_, model) => {
      const source = new Subject<{ image: Frame }>();
      const failed: unknown[] = [];
      let calls = 0;
      source
        .pipe(
          inferFrames(model, {
            inputs: ({ image }: { image: Frame }) => inputs(image),
            // Asked once for each value: what it throws for another one takes no frame from these.
            frame: (value: { image: Frame }) => {
              calls += 1;
              if (calls > 3) throw new Error('no frame');
              return value.image;
            },
          }),
        )
        .subscribe({ error: (error) => failed.push(error) });
      for (const n of [1, 2, 3]) source.next({ image: frames.make(n) });
      const last = frames.make(4);
      source.next({ image: last });
      expect(failed).toMatchObject([{ message: 'no frame' }]);
      expect(frames.held).toEqual([4]);
      last.release();
    });
  });

  it('should leave the slots to others that its maxInFlight does not permit it', () => {
    const inferred: string[] = [];
    play((scheduler, model) => {
      // Two slots. One camera has a frame for each millisecond, and a pipeline that may hold one of them.
      const [greedy, modest] = [new Subject<Frame>(), new Subject<Frame>()];
      greedy
        .pipe(inferFrames(model, { inputs, maxInFlight: 1, overflow: 'drop-oldest' }))
        .subscribe(() => inferred.push(`greedy ${scheduler.now()}`));
      modest.pipe(inferFrames(model, { inputs })).subscribe(() => inferred.push(`modest ${scheduler.now()}`));
      for (let time = 0; time < 12; time += 1)
        scheduler.schedule(() => {
          greedy.next(frames.make(time));
          if (time === 3) modest.next(frames.make(100));
          if (time === 11) for (const source of [greedy, modest]) source.complete();
        }, time);
      scheduler.flush();
    });
    // The device executes one at a time. The modest frame waited for one execution, not for all of the greedy camera's.
    expect(inferred.slice(0, 3)).toEqual(['greedy 5', 'modest 10', 'greedy 15']);
  });

  it('should get no more frames of a camera than its maxFrames, however many slots are free', async () => {
    const most = { frames: 0, inFlight: 0 };
    let results = 0;
    const sources: SessionSource[] = [];
    new TestScheduler(() => {}).run(() => {
      const model = createVirtualDevice({ serviceTime: 5 }).createModel({ slots: 8 });
      const camera = new SessionSource({ ...cameraSettings, maxFrames: 2 }, (pool, events) => {
        const writer = new FrameWriter({
          ...{ control: pool.control, sharedKib, buffers: pool.buffers, newestOnly: true, maxFrameBytes: 64 },
          announce: (announcement) => events.announced(announcement),
        });
        // A picture each ms, for which there may be no memory.
        const pictures = interval(1).subscribe((n) => {
          const slot = writer.open(4);
          if (slot !== undefined) writer.publish(slot.slot, grayPicture(n));
        });
        return { stop: async () => pictures.unsubscribe() };
      });
      sources.push(camera);
      camera.pipe(inferFrames(model, { inputs }), takeUntil(timer(50))).subscribe(() => {
        results += 1;
      });
      interval(1)
        .pipe(take(60))
        .subscribe(() => {
          most.frames = Math.max(most.frames, videoUsage().framesAlive);
          most.inFlight = Math.max(most.inFlight, model.stats().ledger.inFlight);
        });
    });
    for (const source of sources) await source.close();
    expect(most).toEqual({ frames: 2, inFlight: 2 });
    expect(results).toBeGreaterThan(5);
    expect(sources[0]?.stats.skipped).toBeGreaterThan(20);
  });

  it('should release the frames of a model that their preparation does not fit', () => {
    const failures: unknown[] = [];
    play((_, model) => {
      of(frames.make(1))
        .pipe(
          inferFrames(model, {
            prepare: (_frame, [target]) => (target as Float32Array).set(new Float32Array(4000)),
          }),
        )
        .subscribe({ error: (error: Error) => failures.push(error.name) });
    });
    expect(failures).toHaveLength(1);
  });

  it('should check its options at once', () => {
    expect(() => inferFrames(makeModel(), { frame: 1 } as never)).toThrow(
      'a function for `frame` but received 1',
    );
    expect(() => inferFramesFrom([], makeModel(), { frame: 1 } as never)).toThrow('a function for `frame`');
    expect(() => inferFrames(makeModel(), { maxInFlihgt: 1 } as object)).toThrow('maxInFlight');
    for (const source of [EMPTY, throwError(() => new Error('none'))])
      source.pipe(inferFrames(makeModel(), { inputs })).subscribe({ error: () => {} });
  });
});

describe('inferFramesFrom', () => {
  it('should read as slots become free, and release', () => {
    let returned = 0;
    play((_, model) => {
      function* source() {
        try {
          for (let n = 1; n <= 10; n += 1) yield frames.make(n);
        } finally {
          returned += 1;
        }
      }
      let most = 0;
      inferFramesFrom(source(), model, { inputs, maxInFlight: 2 })
        .pipe(take(5))
        .subscribe(() => {
          most = Math.max(most, videoUsage().framesAlive);
        });
      expect(most).toBeLessThanOrEqual(4);
    });
    expect(frames.all.length).toBeLessThan(10);
    expect(returned).toBe(1);
  });

  it('should release a frame that comes after the end', async () => {
    let give: (result: IteratorResult<Frame>) => void = () => {};
    const next = () =>
      new Promise<IteratorResult<Frame>>((resolve) => {
        give = resolve;
      });
    const source = { [Symbol.asyncIterator]: () => ({ next }) };
    inferFramesFrom(source, makeModel(), { inputs }).subscribe().unsubscribe();
    const late = frames.make(1);
    give({ done: false, value: late });
    await new Promise((resolve) => setImmediate(resolve));
    expect(late.released).toBe(true);
  });
});

describe('memory of a frame', () => {
  const { signal } = new AbortController();

  it('should be copied where it is an input, and nothing else', () => {
    const frame = frames.make(9);
    const plane = frame.planes[0] as Uint8Array;
    const other = new Uint8Array(4);
    const owned = ownMemory({ x: { type: 'uint8', dims: [4], data: plane }, y: other }, frame);
    expect(owned).toEqual({ x: { type: 'uint8', dims: [4], data: Uint8Array.of(9, 9, 9, 9) }, y: other });
    expect(owned.y).toBe(other);
    expect(owned.x.data.buffer).not.toBe(plane.buffer);
    expect(owned.x.data.buffer).toBeInstanceOf(ArrayBuffer);
    expect(ownMemory(other, frame)).toBe(other);
    frame.release();
  });

  it('should stay until prepare has settled, whatever it returns', async () => {
    let settle: () => void = () => {};
    const promise = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const [waiting, failing, plain, observed] = [1, 2, 3, 4].map((n) => frames.make(n)) as [
      Frame,
      Frame,
      Frame,
      Frame,
    ];
    const prepared = whilePreparing(waiting, signal, () => promise);
    expect(() =>
      whilePreparing(failing, signal, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(whilePreparing(plain, signal, () => 5)).toBe(5);
    const subject = new Subject<number>();
    const subscription = (whilePreparing(observed, signal, () => subject) as Observable<number>).subscribe();
    for (const frame of [waiting, failing, plain, observed]) frame.release(); // as a drop does
    expect(frames.held).toEqual([1, 4]);
    subscription.unsubscribe();
    settle();
    await prepared;
    expect(frames.held).toEqual([]);
  });

  it('should be given back whatever prepare returns: proxies, getters that throw, an Observable after an abort', async () => {
    const made = [1, 2, 3, 4].map((n) => frames.make(n)) as [Frame, Frame, Frame, Frame];
    const [proxied, unreadable, rejecting, aborted] = made;
    const proxy = new Proxy(
      {},
      {
        get() {
          throw new Error('no property');
        },
      },
    );
    expect(() => whilePreparing(proxied, signal, () => proxy)).toThrow('no property');
    let reads = 0;
    const thenable = {
      get then() {
        reads += 1;
        if (reads > 1) throw new Error('no second look');
        return () => {};
      },
    };
    await expect(whilePreparing(unreadable, signal, () => thenable)).rejects.toThrow('no second look');
    await expect(whilePreparing(rejecting, signal, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    const controller = new AbortController();
    const observable = whilePreparing(aborted, controller.signal, () => {
      controller.abort();
      return of(1);
    });
    // Core does not subscribe to it.
    expect(isObservable(observable)).toBe(true);
    for (const frame of made) frame.release();
    expect(frames.held).toEqual([]);
  });

  it('should be given back when prepare ends its own pipeline and returns an Observable', () => {
    play((_, model) => {
      const source = new Subject<Frame>();
      const subscription = source
        .pipe(
          inferFrames(model, {
            prepare: () => {
              subscription.unsubscribe();
              return of(1);
            },
          }),
        )
        .subscribe();
      source.next(frames.make(1));
      expect(frames.held).toEqual([]);
    });
  });
});
