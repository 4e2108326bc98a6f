// Whatever becomes of a frame, the pipeline gives it back: in virtual time, on a virtual device.
import type { InferFailure } from '@ascend-rx/core';
import { createVirtualDevice } from '@ascend-rx/core/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { type Frame, inferFrames, inferFramesFrom, videoUsage } from '../../src/index.js';
import { ownMemory } from '../../src/infer/own-memory.js';
import { whilePreparing } from '../../src/infer/while-preparing.js';
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

  it('should refuse a source whose frames cannot fill a group', () => {
    const model = makeModel();
    const source = Object.assign(NEVER as Observable<Frame>, { maxFrames: 4 });
    expect(() => source.pipe(inferFrames(model, { inputs, callbackInterval: 8 }))).toThrow(RangeError);
    expect(() => source.pipe(inferFrames(model, { inputs, callbackInterval: 0 }))).toThrow(RangeError);
    for (const fits of [{ callbackInterval: 4 }, { callbackInterval: 8, maxCallbackDelay: 20 }])
      source.pipe(inferFrames(model, { inputs, ...fits }));
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
    const prepared = whilePreparing(waiting, () => promise);
    expect(() =>
      whilePreparing(failing, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(whilePreparing(plain, () => 5)).toBe(5);
    const subject = new Subject<number>();
    const subscription = (whilePreparing(observed, () => subject) as Observable<number>).subscribe();
    for (const frame of [waiting, failing, plain, observed]) frame.release(); // as a drop does
    expect(frames.held).toEqual([1, 4]);
    subscription.unsubscribe();
    settle();
    await prepared;
    expect(frames.held).toEqual([]);
  });
});
