// inferFrom over sources that answer later, in real time: driven by deferreds and by hand, no timer anywhere.
import { ReadableStream } from 'node:stream/web';
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, lastValueFrom, Subject, take, takeUntil } from 'rxjs';
import { one, setup } from '../../../../test/support/feed.js';
import { expectSettled } from '../../../../test/support/marbles.js';
import { createModel } from '../../src/device-index.js';
import { AclError, type InferConfig, inferFrom, type Model, type PullSource } from '../../src/index.js';
import { assertBalanced, assertSettled } from '../../src/testing/index.js';
import { PromptSession } from '../support/prompt-session.js';
import { AsyncSource, Deferred, Numbers } from '../support/read-source.js';

function promptModel(slots = 128) {
  const session = new PromptSession(slots);
  return createModel([session], { scheduler: asyncScheduler, name: 'prompt' });
}

/** Subscribes to inferFrom; what comes out of it, `|` for complete, and a promise of its end. */
function run(source: PullSource<number>, model: Model, config: InferConfig<number> = {}, most = Infinity) {
  const out: unknown[] = [];
  const ended = new Deferred<void>();
  const subscription = inferFrom(source, model, { inputs: one, ...config })
    .pipe(take(most))
    .subscribe({
      next: (result) => {
        assertBalanced(model);
        out.push(result.source);
      },
      error: (error) => {
        assertBalanced(model);
        out.push(error);
        ended.resolve();
      },
      complete: () => {
        out.push('|');
        ended.resolve();
      },
    });
  return { out, ended: ended.promise, subscription };
}

/** A stream of numbers that makes one only when it is asked to. */
function numberStream(length: number, onMade: () => void = () => {}) {
  const state = { made: 0, cancelled: 0 };
  const stream = new ReadableStream<number>(
    {
      pull(controller) {
        if (state.made === length) {
          controller.close();
          return;
        }
        onMade();
        controller.enqueue(state.made);
        state.made += 1;
      },
      cancel() {
        state.cancelled += 1;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, state };
}

describe('inferFrom over an async iterable', () => {
  it('reads one at a time, when a value has a slot', async () => {
    const { session, model } = setup(1);
    const source = new AsyncSource();
    const { out, ended } = run(source, model, { maxInFlight: 1 });
    expect([source.opened, source.count]).toEqual([1, 1]);
    source.give(1);
    await source.asked(2);
    source.give(2);
    // What has come waits for the slot, and nothing is read meanwhile.
    await Promise.resolve();
    expect([session.log, source.count]).toEqual([['execute 0', 'launch 0'], 2]);
    session.report();
    await source.asked(3);
    source.end();
    session.report();
    await ended;
    expect(out).toEqual([1, 2, '|']);
    expectSettled(model, { submitted: 2, delivered: 2 });
    expect(source.returned).toBe(0);
  });

  it('is not read before it is subscribed to', () => {
    const source = new AsyncSource();
    inferFrom(source, setup().model, { inputs: one });
    expect([source.opened, source.count]).toEqual([0, 0]);
  });

  it.each([
    [1, 1, 5_000],
    [8, 100, 100_000],
  ])(
    'at interval %i never has more than maxInFlight (%i) + 1 of %i alive',
    async (callbackInterval, maxInFlight, length) => {
      const model = promptModel();
      const counts = { most: 0 };
      const numbers = new Numbers(length, () => {
        counts.most = Math.max(counts.most, numbers.made + 1 - handled);
      });
      let handled = 0;
      const source = (async function* () {
        yield* numbers;
      })();
      const ended = new Deferred<void>();
      inferFrom(source, model, { inputs: one, callbackInterval, maxInFlight }).subscribe({
        next: () => {
          handled += 1;
        },
        complete: ended.resolve,
      });
      await ended.promise;
      expect([handled, counts.most, numbers.ending]).toEqual([length, maxInFlight + 1, 'natural']);
      expectSettled(model, { delivered: length });
    },
    60_000,
  );

  it('calls return() once on unsubscribe, while a read is open, and emits nothing more', async () => {
    const { session, model } = setup();
    const source = new AsyncSource();
    const { out, subscription } = run(source, model);
    source.give(1);
    await source.asked(2);
    subscription.unsubscribe();
    expect(source.returned).toBe(1);
    source.give(2);
    session.report();
    await Promise.resolve();
    expect([out, source.count]).toEqual([[], 2]);
    expectSettled(model, { submitted: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('calls return() on an error of the device, and on take(n)', async () => {
    const failing = setup();
    const [first, second] = [new AsyncSource(), new AsyncSource()];
    const failure = new AclError('aclrtSynchronizeStream', 507011);
    const failed = run(first, failing.model);
    first.give(1);
    await first.asked(2);
    failing.session.fail(failure);
    await failed.ended;
    const taking = setup();
    const taken = run(second, taking.model, {}, 1);
    second.give(1);
    await second.asked(2);
    taking.session.report();
    await taken.ended;
    expect([failed.out, first.returned]).toEqual([[failure], 1]);
    expect([taken.out, second.returned]).toEqual([[1, '|'], 1]);
    assertSettled(failing.model);
    assertSettled(taking.model);
  });

  it('passes on a rejection of next() at once, and does not call return()', async () => {
    const { session, model } = setup();
    const source = new AsyncSource();
    const { out, ended } = run(source, model);
    source.give(1);
    await source.asked(2);
    source.fail('broken');
    await ended;
    expect([out, source.returned]).toEqual([['broken'], 0]);
    session.report();
    expectSettled(model, { submitted: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('passes on the error that the opening of the iterator throws', async () => {
    const { model } = setup();
    const source = {
      [Symbol.asyncIterator]() {
        throw new Error('shut');
      },
    };
    const { out } = run(source as never, model);
    expect(out).toEqual([new Error('shut')]);
    assertSettled(model);
  });

  it.each([
    ['lives with a read that rejects', () => Promise.reject(new Error('aborted'))],
    ['calls return() after a read that gives a value', () => Promise.resolve({ done: false, value: 1 })],
  ] as const)('%s after it was unsubscribed inside of next()', async (_, read) => {
    const { model } = setup();
    const stop$ = new Subject<void>();
    const log: string[] = [];
    const source = {
      [Symbol.asyncIterator]: (): AsyncIterator<number> => ({
        // As with an AbortSignal that ends both the pipeline and the read.
        next: () => {
          stop$.next();
          log.push('next');
          return read();
        },
        return: async () => {
          log.push('return');
          return { done: true, value: undefined };
        },
      }),
    };
    const out: unknown[] = [];
    const look = (what: unknown) => out.push(what);
    inferFrom(source, model, { inputs: one })
      .pipe(takeUntil(stop$))
      .subscribe({ next: look, error: look, complete: () => look('|') });
    // A rejection that nobody handles fails the test by then.
    await new Promise((resolve) => setImmediate(resolve));
    expect(out).toEqual(['|']);
    expect(log).toEqual(['next', 'return']);
    expectSettled(model, { submitted: 0 });
  });

  it('ends with an error when the source gives what is no result of an iterator', async () => {
    const { model } = setup();
    const source = { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve(undefined as never) }) };
    const error = await lastValueFrom(inferFrom(source, model)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expectSettled(model, { submitted: 0 });
  });

  it('ignores a rejection of return()', async () => {
    const { model } = setup();
    const source = new AsyncSource();
    const returning = new Deferred<never>();
    const open = source[Symbol.asyncIterator].bind(source);
    source[Symbol.asyncIterator] = () => ({ ...open(), return: () => returning.promise });
    run(source, model).subscription.unsubscribe();
    returning.reject(new Error('clean-up'));
    // An unhandled rejection would be reported before this.
    await new Promise((resolve) => setImmediate(resolve));
    assertSettled(model);
  });

  it('reads on after drops', async () => {
    const { session, model } = setup(1);
    const source = new AsyncSource();
    const { out, ended } = run(source, model, { maxInFlight: 1, onFailure: 'drop' });
    for (const n of [1, 2, 3]) {
      source.give(n);
      await source.asked(n + 1);
      session.report([n === 3 ? undefined : new AclError('aclmdlExecuteAsync', 100000)]);
    }
    source.end();
    await ended;
    expect(out).toEqual([3, '|']);
    expectSettled(model, { submitted: 3, delivered: 1, dropped: 2 });
  });
});

describe('inferFrom over a web ReadableStream', () => {
  it('never has more than maxInFlight + 1 of 10,000 alive', async () => {
    const model = promptModel();
    let [handled, most] = [0, 0];
    const { stream, state } = numberStream(10_000, () => {
      most = Math.max(most, state.made + 1 - handled);
    });
    const ended = new Deferred<void>();
    inferFrom(stream, model, { inputs: one, callbackInterval: 3, maxInFlight: 10 }).subscribe({
      next: () => {
        handled += 1;
      },
      complete: ended.resolve,
    });
    await ended.promise;
    expect([handled, most, state.cancelled]).toEqual([10_000, 11, 0]);
    expectSettled(model, { delivered: 10_000 });
  });

  it('cancels it on unsubscribe and on take(n), not when it has closed', async () => {
    const model = promptModel();
    const [left, taken, closed] = [numberStream(9), numberStream(9), numberStream(2)];
    run(left.stream, model).subscription.unsubscribe();
    const two = run(taken.stream, model, { maxInFlight: 1 }, 2);
    const all = run(closed.stream, model);
    await Promise.all([two.ended, all.ended]);
    expect([two.out, all.out]).toEqual([
      [0, 1, '|'],
      [0, 1, '|'],
    ]);
    expect([left, taken, closed].map(({ state }) => state.cancelled)).toEqual([1, 1, 0]);
    expect([left, taken, closed].map(({ stream }) => stream.locked)).toEqual([false, false, false]);
    await model.close();
    assertSettled(model);
  });

  it('passes on a rejection of read(), and the error of a locked stream', async () => {
    const model = promptModel();
    const broken = new ReadableStream<number>({ pull: (controller) => controller.error('broken') });
    const read = run(broken, model);
    await read.ended;
    const locked = numberStream(1).stream;
    locked.getReader();
    const denied = run(locked, model);
    await denied.ended;
    expect([read.out, denied.out]).toMatchObject([['broken'], [{ code: 'ERR_INVALID_STATE' }]]);
    expect([broken.locked, locked.locked]).toEqual([false, true]);
    assertSettled(model);
  });

  it('is read as a stream although it is an async iterable too: cancel() is called', async () => {
    const { stream, state } = numberStream(3);
    expect(Symbol.asyncIterator in stream).toBe(true);
    const model = promptModel();
    await run(stream, model, { maxInFlight: 1 }, 1).ended;
    expect([state.cancelled, stream.locked]).toEqual([1, false]);
    await model.close();
  });
});

it('several inferFrom over one model, some of them asynchronous, all complete and take fair turns', async () => {
  const model = promptModel(4);
  const stream = numberStream(300).stream;
  const later = (async function* () {
    yield* new Numbers(300);
  })();
  const seen: number[] = [];
  const runs = [new Numbers(300), later, stream].map((source, which) => {
    const inputs = () => {
      seen.push(which);
      return one();
    };
    return run(source, model, { callbackInterval: 2, maxInFlight: 4, inputs });
  });
  await Promise.all(runs.map(({ ended }) => ended));
  for (const { out } of runs) expect(out).toEqual([...Array(300).keys(), '|']);
  // Slots go to what has been read, so the array has most of them; but nobody waits for the end of another.
  for (const which of [0, 1, 2]) {
    expect(seen.slice(0, 300).filter((each) => each === which).length).toBeGreaterThan(30);
  }
  expectSettled(model, { delivered: 900 });
});
