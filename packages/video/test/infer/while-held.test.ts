// Whatever happens in whichever order, results come in the order of the values, and every frame is given back once.
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Subject } from 'rxjs';
import type { Frame } from '../../src/index.js';
import { whileHeld } from '../../src/infer/while-held.js';
import { FakeFrames } from '../support/fake-frames.js';
import { expectNothingLeft, noteUsage } from '../support/usage.js';

beforeEach(noteUsage);
afterEach(expectNothingLeft);

interface Value {
  readonly number: number;
  readonly source?: Frame;
}

type Step =
  | { readonly what: 'own' | 'other' | 'none' | 'complete' | 'error' | 'unsubscribe' }
  | { readonly what: 'settle' | 'fail'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.constantFrom<Step>({ what: 'own' }, { what: 'other' }, { what: 'none' }), weight: 6 },
  { arbitrary: fc.record({ what: fc.constant('settle' as const), which: fc.nat(5) }), weight: 6 },
  { arbitrary: fc.record({ what: fc.constant('fail' as const), which: fc.nat(5) }), weight: 1 },
  {
    arbitrary: fc.constantFrom<Step>({ what: 'complete' }, { what: 'error' }, { what: 'unsubscribe' }),
    weight: 1,
  },
);

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const numberOf = (value: Frame | Value) => ('number' in value ? value.number : value.pts);

async function play(steps: readonly Step[], concurrent: number, isFrameRead: boolean, leavesAt: number) {
  const frames = new FakeFrames();
  const source = new Subject<Frame | Value>();
  const running: { readonly settle: () => void; readonly fail: () => void }[] = [];
  const seen: unknown[] = [];
  const calls = { end: 0, stop: 0, most: 0 };
  const operator = whileHeld<Frame | Value, number>(
    () => ({
      run: (value) =>
        new Promise((resolve, reject) => {
          running.push({ settle: () => resolve(numberOf(value)), fail: () => reject(new Error('run')) });
          calls.most = Math.max(calls.most, running.length);
        }),
      end: async () => {
        calls.end += 1;
      },
      stop: () => {
        calls.stop += 1;
      },
    }),
    { frame: (value) => ('number' in value ? value.source : value), concurrent, isFrameRead },
  );
  const subscription = source.pipe(operator).subscribe({
    next: (number) => {
      expect(frames.all.find(({ pts }) => pts === number)?.released).not.toBe(true);
      seen.push(number);
      if (seen.length === leavesAt) subscription.unsubscribe();
    },
    error: (error: Error) => seen.push(error.message),
    complete: () => seen.push('complete'),
  });
  let sent = 0;
  let isEnded = false;
  for (const each of steps) {
    if (each.what === 'settle' || each.what === 'fail') {
      const [one] = running.splice(each.which % Math.max(1, running.length), 1);
      one?.[each.what]();
      await turn();
    } else if (each.what === 'unsubscribe') subscription.unsubscribe();
    else if (isEnded) continue;
    else if (each.what === 'complete') source.complete();
    else if (each.what === 'error') source.error(new Error('source'));
    else {
      const number = sent;
      sent += 1;
      if (each.what === 'none') source.next({ number });
      else {
        const frame = frames.make(number);
        // A source that nobody listens to any more has to keep what it has.
        if (each.what === 'own' && source.observed) source.next(frame);
        else {
          if (each.what === 'other') source.next({ number, source: frame });
          frame.release();
        }
      }
    }
    isEnded ||= each.what === 'complete' || each.what === 'error';
  }
  if (!isEnded) source.complete();
  while (running.length > 0) {
    running.shift()?.settle();
    await turn();
  }
  await turn();
  const held = frames.held;
  frames.close();
  return { held, seen, calls };
}

it('holds each frame, and gives it back once, whatever happens', async () => {
  const seed = Date.now() % 2 ** 31;
  process.stdout.write(`values and ends: seed ${seed}\n`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(1, 3, Number.POSITIVE_INFINITY),
      fc.boolean(),
      fc.integer({ min: 1, max: 12 }),
      async (steps, concurrent, isFrameRead, leavesAt) => {
        const { held, seen, calls } = await play(steps, concurrent, isFrameRead, leavesAt);
        expect(held).toEqual([]);
        const numbers = seen.filter((each) => typeof each === 'number');
        expect(numbers).toEqual(numbers.map((_, i) => i));
        // Nothing comes behind the end.
        expect(seen.slice(numbers.length).length).toBeLessThanOrEqual(1);
        expect(calls.most).toBeLessThanOrEqual(concurrent);
        expect(calls.stop).toBe(seen.includes('complete') ? 0 : 1);
        expect(calls.end).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 300, seed },
  );
});
