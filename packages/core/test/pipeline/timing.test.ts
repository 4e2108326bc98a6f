// `timing` of results: where the time of an input went.
import { describe, expect, it } from '@jest/globals';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { one } from '../../../../test/support/feed.js';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { expectSettled } from '../../../../test/support/marbles.js';
import { createModel } from '../../src/device-index.js';
import { type InferTiming, infer } from '../../src/index.js';
import { timingOf } from '../../src/pipeline/timing.js';

describe('timingOf', () => {
  it('splits the time at the moments that the device reports', () => {
    // Those of another execution come first.
    const moments = [0, 0, 0, 0, 101, 103, 107, 115];
    expect(timingOf(100, 100.5, 200, moments, 4)).toEqual({
      queue: 1,
      prepare: 0,
      copyIn: 2,
      compute: 4,
      copyOut: 8,
      callbackWait: 85,
      total: 100,
    });
  });

  it('counts all the time with a slot as compute if the device reports no moments', () => {
    expect(timingOf(100, 103, 200, undefined, 0)).toEqual({
      queue: 3,
      prepare: 0,
      copyIn: 0,
      compute: 97,
      copyOut: 0,
      callbackWait: 0,
      total: 100,
    });
  });

  it('has no negative part if the clock is set back', () => {
    const none = { queue: 0, prepare: 0, copyIn: 0, compute: 0, copyOut: 0, callbackWait: 0, total: 0 };
    expect(timingOf(100, 50, 20, undefined, 0)).toEqual(none);
    expect(timingOf(100, 50, 20, [51, 52, 53, 54], 0)).toEqual(none);
    expect(timingOf(100, 110, 20, undefined, 0)).toEqual({ ...none, queue: 10, prepare: 0, total: 10 });
  });

  it('has no negative part if the device’s clock is slightly off', () => {
    expect(timingOf(100, 100, 110, [99.9, 104, 103.9, 110.1], 0)).toEqual({
      queue: 0,
      prepare: 0,
      copyIn: 4,
      compute: 0,
      copyOut: 6,
      callbackWait: 0,
      total: 10,
    });
  });
});

it('each result of a group has the times of its own execution', () => {
  const session = new ManualSession();
  const scheduler = new VirtualTimeScheduler();
  const model = createModel([session], { scheduler, name: 'manual' });
  const timings: InferTiming[] = [];
  const source = new Subject<number>();
  source
    .pipe(infer(model, { inputs: one, callbackInterval: 2 }))
    .subscribe(({ timing }) => timings.push(timing));
  source.next(0);
  source.next(1);
  scheduler.schedule(() => session.report(undefined, [1, 3, 7, 15, 15, 16, 19, 28]), 31);
  scheduler.flush();
  expect(timings).toEqual([
    { queue: 1, prepare: 0, copyIn: 2, compute: 4, copyOut: 8, callbackWait: 16, total: 31 },
    { queue: 15, prepare: 0, copyIn: 1, compute: 3, copyOut: 9, callbackWait: 3, total: 31 },
  ]);
  expectSettled(model, { delivered: 2 });
});
