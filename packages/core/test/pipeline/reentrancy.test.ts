// Subscribers, and functions of users, that do things to the pipeline or its model while they are called.
import { describe, expect, it } from '@jest/globals';
import { finalize, of, retry, Subject, take } from 'rxjs';
import { Feed, one, setup } from '../../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { AclError, infer } from '../../src/index.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';
import { through } from '../support/through.js';

const refused = new AclError('aclmdlExecuteAsync', 100000);

it('an unsubscribe inside of a result silences the rest of its group', () => {
  const { session, model } = setup();
  const seen: number[] = [];
  const source = new Subject<number>();
  const subscription = source.pipe(infer(model, { inputs: one, callbackInterval: 3 })).subscribe((result) => {
    seen.push(result.source);
    if (result.source === 2) subscription.unsubscribe();
  });
  for (const n of [1, 2, 3]) source.next(n);
  session.report();
  expect(seen).toEqual([1, 2]);
  expect(model.stats().ledger).toMatchObject({ delivered: 2, cancelled: 1 });
  assertSettled(model);
});

it('closing the model inside of a result still delivers all inputs that have a slot', () => {
  const { session, model } = setup(2);
  const source = new Subject<number>();
  const out: unknown[] = [];
  source.pipe(infer(model, { inputs: one, callbackInterval: 2 })).subscribe({
    next: (result) => {
      out.push(result.source);
      if (result.source === 1) void model.close();
    },
    error: (error) => out.push(error.code),
  });
  for (const n of [1, 2, 3, 4, 5]) source.next(n);
  session.report();
  expect(out).toEqual([1, 2]);
  session.report();
  expect(out).toEqual([1, 2, 3, 4, 'ERR_CLOSED']);
  expect(session.log.at(-1)).toBe('close');
  expect(model.stats().ledger).toMatchObject({ delivered: 4, cancelled: 1 });
  assertSettled(model);
});

it('an error inside of a result is emitted after the other results of its group, but the source is left at once', () => {
  const { session, model } = setup(2);
  const left: unknown[] = [];
  const source = new Subject<number>();
  const out: unknown[] = [];
  source
    .pipe(
      finalize(() => left.push(...out)),
      infer(model, { inputs: one, callbackInterval: 2, maxInFlight: 2, overflow: 'error' }),
    )
    .subscribe({
      next: (result) => {
        out.push(result.source);
        // The third finds no slot.
        if (result.source === 1) for (const n of [3, 4, 5, 6]) source.next(n);
      },
      error: (error) => out.push(error.code),
      complete: () => out.push('|'),
    });
  for (const n of [1, 2]) source.next(n);
  session.report();
  expect(out).toEqual([1, 2, 'ERR_OVERFLOW']);
  expect(left).toEqual([1]);
  session.report();
  expect(model.stats().ledger).toMatchObject({ submitted: 5, delivered: 2, failed: 1, cancelled: 2 });
  assertSettled(model);
});

it('a pipeline that starts over because the model was closed finds it closed', async () => {
  const { session, model } = setup(1);
  const out: unknown[] = [];
  const source = new Subject<number>();
  source.pipe(infer(model, { inputs: one }), retry(2)).subscribe({ error: (error) => out.push(error.code) });
  new Feed(model).next(1);
  const closed = model.close();
  expect(model.close()).toBe(closed);
  expect(out).toEqual(['ERR_CLOSED']);
  session.report();
  await closed;
  assertSettled(model);
});

it('inside of an error and of complete, the ledger is settled already', () => {
  const { session, model } = setup(2);
  const seen: unknown[] = [];
  const look = () => {
    const { waiting, inFlight, cancelled } = model.stats().ledger;
    seen.push({ waiting, inFlight, cancelled });
  };
  const source = new Subject<number>();
  source.pipe(infer(model, { inputs: one })).subscribe({ error: look });
  for (const n of [1, 2, 3]) source.next(n);
  source.error('over');
  session.report();
  session.report();
  of(1)
    .pipe(infer(model, { inputs: one }))
    .subscribe({ complete: look });
  session.report();
  expect(seen).toEqual([
    { waiting: 0, inFlight: 0, cancelled: 3 },
    { waiting: 0, inFlight: 0, cancelled: 3 },
  ]);
});

it('subscribing again inside of an error works', () => {
  const { session, model } = setup();
  const out: unknown[] = [];
  of(1)
    .pipe(infer(model, { inputs: one }))
    .subscribe({
      error: () => {
        of(2)
          .pipe(infer(model, { inputs: one }))
          .subscribe({ next: (result) => out.push(result.source), complete: () => out.push('|') });
      },
    });
  session.report([refused]);
  session.report();
  expect(out).toEqual([2, '|']);
  assertSettled(model);
});

describe('inside of the inputs function', () => {
  it('more inputs may be pushed: they are executed in order', () => {
    const { session, model } = setup();
    const feed: Feed = new Feed(model, {
      inputs: (n) => {
        if (n === 1) feed.next(2);
        return one();
      },
    });
    feed.next(1, 3);
    session.report();
    session.report();
    session.report();
    expect(feed.out).toEqual([1, 2, 3]);
  });

  it('more inputs may be pushed: slots that other pipelines wait for do not count as free', () => {
    const { session, model } = setup(2);
    const first = new Feed(model, { callbackInterval: 2 }).next(1, 2);
    const dropped: number[] = [];
    const feed: Feed = new Feed(model, {
      overflow: 'drop-newest',
      maxQueueSize: 1,
      onDrop: (n) => dropped.push(n),
      inputs: (n) => {
        if (n === 1) feed.next(2, 3, 4);
        return one();
      },
    });
    feed.next(1);
    const other = new Feed(model).next(5);
    // Two slots come back: for 1, in whose inputs the others are pushed, and for 5.
    session.report();
    expect(dropped).toEqual([3, 4]);
    expect(model.stats().ledger).toMatchObject({ inFlight: 2, waiting: 1 });
    for (let n = 0; n < 3; n += 1) session.report();
    expect([first.out, feed.out, other.out]).toEqual([[1, 2], [1, 2], [5]]);
    assertSettled(model);
  });

  it('the source may complete', () => {
    const { session, model } = setup();
    const feed: Feed = new Feed(model, {
      callbackInterval: 2,
      inputs: () => {
        feed.source.complete();
        return one();
      },
    });
    feed.next(1);
    session.report();
    expect(feed.out).toEqual([1, '|']);
  });

  it('the pipeline may be unsubscribed and the function may then throw', () => {
    const { session, model } = setup();
    const feed: Feed = new Feed(model, {
      callbackInterval: 2,
      inputs: (n) => {
        if (n !== 2) return one();
        feed.subscription.unsubscribe();
        throw new Error('nobody hears this');
      },
    });
    feed.next(1, 2);
    session.report();
    expect(feed.out).toEqual([]);
    expect(model.stats().ledger).toMatchObject({ submitted: 2, cancelled: 2, failed: 0 });
    assertSettled(model);
  });

  it('the model may be closed: the input gets no slot any more', () => {
    const { session, model } = setup();
    const feed: Feed = new Feed(model, {
      callbackInterval: 2,
      inputs: (n) => {
        if (n === 2) void model.close();
        return one();
      },
    });
    feed.next(1, 2);
    session.report();
    expect(feed.out).toEqual([1, expect.objectContaining({ code: 'ERR_CLOSED' })]);
    expect(session.log).toEqual(['execute 0', 'launch 0', 'close']);
    expect(model.stats().ledger).toMatchObject({ delivered: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('an error that is thrown comes after the results that are being reported', () => {
    const { session, model } = setup(2);
    const feed: Feed = new Feed(model, {
      callbackInterval: 2,
      inputs: (n) => {
        if (n === 3) throw new Error('three');
        return one();
      },
    });
    feed.next(1, 2, 3, 4);
    expect(feed.out).toEqual([]);
    session.report();
    expect(feed.out).toEqual([1, 2, new Error('three')]);
    expect(model.stats().ledger).toMatchObject({ delivered: 2, failed: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('an error that is thrown is not lost when the source completes inside of earlier results', () => {
    const { session, model } = setup(1);
    const source = new Subject<number>();
    const out: unknown[] = [];
    const inputs = (n: number) => {
      if (n === 2) throw new Error('two');
      return one();
    };
    source.pipe(infer(model, { inputs })).subscribe({
      next: (result) => {
        out.push(result.source);
        source.complete();
      },
      error: (error) => out.push(error.message),
      complete: () => out.push('|'),
    });
    source.next(1);
    source.next(2);
    session.report();
    expect(out).toEqual([1, 'two']);
    assertSettled(model);
  });
});

describe('inside of results that were held back behind an input that is left out', () => {
  // b and c are done at 1 and wait for a, which is left out at 5.
  const late = () => {
    const times = [20, 1, 1];
    return createVirtualDevice({ serviceTime: (_, n) => times[n] ?? 1 }).createModel({ instances: 3 });
  };
  const config = { timeout: 5, onFailure: 'drop' } as const;

  it.each([
    ['the first of them', 'b'],
    ['the onDrop before them', 'a left out'],
  ])('the model may be closed, in %s: the results that were held back are delivered', (_, closing) => {
    marbles(({ cold, flush }) => {
      const model = late();
      const out: string[] = [];
      const see = (what: string) => {
        out.push(what);
        if (what === closing) void model.close();
      };
      cold('(abc)')
        .pipe(through(model, { ...config, onDrop: () => see('a left out') }))
        .subscribe({ next: see, error: ({ code }) => see(code) });
      flush();
      expect(out).toEqual(['a left out', 'b', 'c', 'ERR_CLOSED']);
      expectSettled(model, { delivered: 2, dropped: 1 });
      assertSettled(model);
    });
  });

  it('an error comes after the results that were held back', () => {
    marbles(({ flush }) => {
      const model = late();
      const source = new Subject<string>();
      const out: string[] = [];
      const inputs = (letter: string) => {
        if (letter === 'x') throw new Error('x does not fit');
        return one();
      };
      const onFailure = ({ source: letter }: { source: string }) =>
        letter === 'x' ? ('fail' as const) : ('drop' as const);
      source.pipe(through(model, { ...config, inputs, onFailure })).subscribe({
        next: (letter) => {
          out.push(letter);
          if (letter === 'b') source.next('x');
        },
        error: ({ message }) => out.push(message),
      });
      for (const letter of 'abc') source.next(letter);
      flush();
      expect(out).toEqual(['b', 'c', 'x does not fit']);
      expectSettled(model, { delivered: 2, dropped: 1, failed: 1 });
      assertSettled(model);
    });
  });

  it('the pipeline may be unsubscribed', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const model = late();
      const source = cold('(abc)');
      expectObservable(source.pipe(through(model, config), take(1))).toBe('-----(b|)');
      expectSubscriptions(source.subscriptions).toBe('^----!');
      flush();
      expectSettled(model, { delivered: 1, dropped: 1, cancelled: 1 });
      assertSettled(model);
    });
  });
});
