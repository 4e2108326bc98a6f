// The virtual device on rxjs' asyncScheduler: its time is that of the globals, so a test with fake timers moves all of it.
import { afterEach, expect, it, jest } from '@jest/globals';
import { concat, NEVER, of, range } from 'rxjs';
import { one } from '../../../../../test/support/feed.js';
import { expectSettled } from '../../../../../test/support/marbles.js';
import { InferTimeoutError, infer } from '../../../src/index.js';
import { createVirtualDevice } from '../../../src/testing/index.js';

const kinds = [{}, { legacyFakeTimers: true as const }];

afterEach(() => {
  jest.useRealTimers();
});

// Legacy ones leave Date as it is: the clock stands still, and the timers count.
it.each(kinds)('executes as its timers are moved: %j', (config) => {
  jest.useFakeTimers(config);
  const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1 });
  const out: unknown[] = [];
  range(3)
    .pipe(infer(model, { inputs: one }))
    .subscribe(({ index }) => out.push(index));
  const steps = [10, 10, 10].map((time) => {
    // A callback follows its execution at the same time, on a timer of its own.
    jest.advanceTimersByTime(time + 1);
    return [...out];
  });
  expect(steps).toEqual([[0], [0, 1], [0, 1, 2]]);
  expectSettled(model, { delivered: 3 });
});

it.each(kinds)('ends inputs that are late when its timers are moved: %j', (config) => {
  jest.useFakeTimers(config);
  const model = createVirtualDevice({ serviceTime: 100 }).createModel({ slots: 1, gears: [1, 2] });
  const out: unknown[] = [];
  const drops: unknown[] = [];
  concat(of(1), NEVER)
    .pipe(infer(model, { inputs: one, batchSize: 2, maxQueueDelay: 20, timeout: 50 }))
    .subscribe({ error: (error) => out.push(error) });
  // Takes the slot after 20 ms, as the batch does not fill up.
  jest.advanceTimersByTime(21);
  concat(of(2), NEVER)
    .pipe(infer(model, { inputs: one, maxStaleness: 30, onDrop: (_, cause) => drops.push(cause) }))
    .subscribe();
  jest.advanceTimersByTime(28);
  expect([out, drops]).toEqual([[], []]);
  jest.advanceTimersByTime(4);
  expect([out, drops]).toEqual([[], ['stale']]);
  jest.advanceTimersByTime(20);
  expect(out).toEqual([expect.any(InferTimeoutError)]);
});
