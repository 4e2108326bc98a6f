// A subscriber that throws ends its own pipeline at most: the model goes on for all others.
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  finalize,
  interval,
  map,
  mergeMap,
  NEVER,
  Observable,
  type Observer,
  of,
  config as rxjs,
  Subscriber,
  type Subscription,
  startWith,
  take,
  throwError,
  timer,
} from 'rxjs';
import { setup } from '../../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { messageOf, UnhandledErrors } from '../../../../test/support/unhandled-errors.js';
import { AclError, infer, inferFrom, type Model } from '../../src/index.js';
import { assertBalanced, assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { through, timeline } from '../support/through.js';

const unhandled = new UnhandledErrors();

afterEach(() => {
  rxjs.onStoppedNotification = null;
});

/** A subscriber of the user's own. What its methods throw goes to whoever calls them. */
class Throwing extends Subscriber<unknown> {
  constructor(
    readonly throwing: readonly (keyof Observer<unknown>)[],
    readonly seen: string[] = [],
  ) {
    super();
  }

  override next(value: unknown): void {
    this.#told('next', String(value));
  }

  override error(error: unknown): void {
    this.unsubscribe();
    this.#told('error', `# ${messageOf(error)}`);
  }

  override complete(): void {
    this.unsubscribe();
    this.#told('complete', '|');
  }

  #told(method: keyof Observer<unknown>, text: string) {
    this.seen.push(text);
    if (this.throwing.includes(method)) throw new Error(`mine in ${method}`);
  }
}

const throwing = (what: string) => () => {
  throw new Error(`mine in ${what}`);
};

type Subscribe = (results: Observable<string>) => Subscription;
const finalized: Subscribe = (results) => results.pipe(finalize(throwing('finalize'))).subscribe();

describe('beside another pipeline of the model', () => {
  it.each<[string, Subscribe, string[]]>([
    ['finalize', finalized, ['teardown: mine in finalize']],
    [
      'the teardown of an operator',
      (results) =>
        new Observable((subscriber) => {
          subscriber.add(results.subscribe(subscriber));
          return throwing('teardown');
        }).subscribe(),
      ['teardown: mine in teardown'],
    ],
    ['complete', (results) => results.subscribe(new Throwing(['complete'])), ['mine in complete']],
    ['next, which error is told', (results) => results.subscribe(new Throwing(['next'])), []],
    [
      'next, and then error',
      (results) => results.subscribe(new Throwing(['next', 'error'])),
      ['mine in error'],
    ],
    ['next of an observer', (results) => results.subscribe(throwing('next')), Array(3).fill('mine in next')],
    ['take, behind which finalize throws', (results) => finalized(results.pipe(take(1))), []],
  ])('a subscriber that throws in %s', async (_what, subscribe, reported) => {
    const model = createVirtualDevice({ serviceTime: 1 }).createModel({ slots: 2 });
    const run = () =>
      marbles(({ cold, flush }) => {
        subscribe(cold('(abc|)').pipe(through(model, { maxInFlight: 1 })));
        const other = timeline(cold('(wxyz|)').pipe(through(model, { maxInFlight: 1 })));
        flush();
        // In turns, as long as both want slots.
        expect(other.join(' ')).toMatch(/^\d+ w \d+ x \d+ y \d+ z\|$/);
        assertSettled(model);
      });
    run();
    expect(unhandled.messages).toEqual(reported);
    // A later run of another TestScheduler.
    run();
    await model.close();
    expectSettled(model, { failed: 0 });
  });

  it('an error of the device, of which a subscriber throws: the others are told, and the instance is rebuilt', async () => {
    const { session, model } = setup(4);
    const events: string[] = [];
    model.events$.subscribe(({ type }) => events.push(type));
    const seen: number[] = [];
    for (const subscriber of [
      new Throwing(['error']),
      new Subscriber<unknown>({
        next: () => {},
        complete: () => {},
        error: (error: AclError) => seen.push(error.code),
      }),
    ]) {
      NEVER.pipe(startWith(Float32Array.of(1)), infer(model)).subscribe(subscriber);
    }
    session.fail(new AclError('aclrtSynchronizeStream', 507011));
    expect(seen).toEqual([507011]);
    session.rebuilt();
    expect(events).toEqual(['failed', 'rebuilt']);
    assertSettled(model);
    await unhandled.reported(1);
    expect(unhandled.messages).toEqual(['mine in error']);
  });

  it('close() comes, whatever subscribers throw of the end and of dropped$, events$ and stats$', async () => {
    const model = createVirtualDevice().createModel();
    const announced: Observable<unknown>[] = [model.dropped$, model.events$];
    for (const observable of announced) {
      observable.pipe(finalize(throwing('finalize'))).subscribe();
      observable.subscribe(new Throwing(['complete']));
    }
    NEVER.pipe(through(model)).subscribe(new Throwing(['error']));
    await model.close();
    await unhandled.reported(5);
    expect([...unhandled.messages].sort()).toEqual([
      'mine in complete',
      'mine in complete',
      'mine in error',
      'teardown: mine in finalize',
      'teardown: mine in finalize',
    ]);
  });
});

describe('a subscriber of one result', () => {
  it('is sent what its next throws, as operators of rxjs do, and gets nothing else', () => {
    const told = (results: (source: Observable<string>) => Observable<string>) => {
      const subscriber = new Throwing(['next']);
      marbles(({ cold, expectSubscriptions, flush }) => {
        const source = cold('(ab)-c|');
        source.pipe(results).subscribe(subscriber);
        expectSubscriptions(source.subscriptions).toBe('^-!');
        flush();
      });
      return subscriber.seen;
    };
    const model = createVirtualDevice({ serviceTime: 2 }).createModel();
    const ours = told(through(model, { callbackInterval: 1 }));
    expect(ours).toEqual(told(mergeMap((value) => timer(2).pipe(map(() => value)))));
    expect(ours).toEqual(['a', '# mine in next']);
    expectSettled(model, { delivered: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('that has unsubscribed before it throws: the error is reported', () => {
    const { session, model } = setup(4);
    const subscriber = new Throwing(['next']);
    of(1, 2)
      .pipe(
        infer(model, { inputs: () => Float32Array.of(1) }),
        (results) =>
          new Observable<number>((inner) => {
            const subscription = results.subscribe(subscriber);
            subscriber.add(inner);
            return subscription;
          }),
      )
      .subscribe();
    subscriber.next = () => {
      subscriber.unsubscribe();
      throw new Error('mine after the end');
    };
    session.report();
    session.report();
    expectSettled(model, { delivered: 1, cancelled: 1 });
    assertSettled(model);
    return unhandled.reported(1).then(() => expect(unhandled.messages).toEqual(['mine after the end']));
  });
});

describe('the teardown of the source', () => {
  it.each<[string, (results: Observable<unknown>) => unknown]>([
    [
      'unsubscribe() of a subscription throws it',
      (results) => {
        const subscription = results.subscribe();
        try {
          subscription.unsubscribe();
        } catch (error) {
          return messageOf(error);
        }
        return undefined;
      },
    ],
    [
      'an inner observable that a higher-order operator leaves',
      (results) => {
        const seen: string[] = [];
        const subscription = of(0, 1)
          .pipe(mergeMap(() => results))
          .subscribe({ error: (error) => seen.push(messageOf(error)) });
        try {
          subscription.unsubscribe();
        } catch (error) {
          seen.push(messageOf(error));
        }
        return seen;
      },
    ],
  ])('that throws is told as rxjs tells it: %s', (_what, tell) => {
    const { session, model } = setup(4);
    const values = NEVER.pipe(startWith(1), finalize(throwing('finalize')));
    const ours = tell(values.pipe(infer(model, { inputs: () => Float32Array.of(1) })));
    expect(ours).toEqual(tell(values.pipe(mergeMap(() => NEVER))));
    expect(JSON.stringify(ours)).toContain('mine in finalize');
    while (model.busySlots > 0) session.report();
    assertSettled(model);
    expect(unhandled.messages).toEqual([]);
  });

  it('that throws is reported when the pipeline ends by itself, and the subscriber is told of the end', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const model = withFaults(createVirtualDevice({ serviceTime: 2 }), {
        inferences: { 1: 507011 },
      }).createModel();
      const results = cold('ab----').pipe(finalize(throwing('finalize')), through(model));
      expectObservable(results).toBe('--a-#', undefined, expect.objectContaining({ code: 507011 }));
      flush();
      assertSettled(model);
    });
    expect(unhandled.messages).toEqual(['teardown: mine in finalize']);
  });

  it('that throws while results are emitted does not end them', () => {
    const { session, model } = setup(4);
    const seen: unknown[] = [];
    const inputs = (n: number) => Float32Array.of(n);
    NEVER.pipe(
      startWith(1, 2, 3),
      finalize(throwing('finalize')),
      infer(model, {
        inputs,
        callbackInterval: 3,
        onDrop: throwing('onDrop'),
        onFailure: 'drop',
        order: 'completion',
      }),
    ).subscribe({ next: ({ index }) => seen.push(index), error: (error) => seen.push(messageOf(error)) });
    session.report([new AclError('aclmdlExecuteAsync', 507011), undefined, undefined]);
    expect(seen.at(-1)).toBe('mine in onDrop');
    assertSettled(model);
    return unhandled.reported(1).then(() => {
      expect(unhandled.messages).toEqual(['teardown: mine in finalize']);
    });
  });
});

describe('notifications after the end', () => {
  const one = () => Float32Array.of(1);
  const endings: [string, (model: Model) => void][] = [
    [
      'the source completes',
      (model) =>
        of(1, 2, 3)
          .pipe(infer(model, { inputs: one }))
          .subscribe(),
    ],
    [
      'the source is empty',
      (model) =>
        of<number>()
          .pipe(infer(model, { inputs: one }))
          .subscribe(),
    ],
    [
      'the source fails',
      (model) =>
        throwError(() => 'mine')
          .pipe(infer(model, { inputs: one }))
          .subscribe({ error: () => {} }),
    ],
    [
      'the subscriber leaves',
      (model) => NEVER.pipe(startWith(1, 2), infer(model, { inputs: one }), take(1)).subscribe(),
    ],
    [
      'the subscriber leaves a group that is open',
      (model) =>
        NEVER.pipe(startWith(1), infer(model, { inputs: one, callbackInterval: 2 }))
          .subscribe()
          .unsubscribe(),
    ],
    [
      'an input does not fit',
      (model) =>
        interval(1)
          .pipe(infer(model, { inputs: () => new Uint8Array(0) }))
          .subscribe({ error: () => {} }),
    ],
    ['inferFrom', (model) => inferFrom([1, 2, 3], model, { inputs: one }).subscribe()],
    ['inferFrom, left', (model) => inferFrom([1, 2, 3], model, { inputs: one }).pipe(take(1)).subscribe()],
  ];
  it.each(endings.flatMap(([what, play]) => [1, 2].map((n) => [what, n, play] as const)))(
    'there are none when %s, with %i instances',
    (_what, instances, play) => {
      const stopped: unknown[] = [];
      rxjs.onStoppedNotification = (notification) => stopped.push(notification);
      marbles(({ flush }) => {
        const model = createVirtualDevice({ serviceTime: 1 }).createModel({ instances });
        play(model);
        flush();
        assertBalanced(model);
        assertSettled(model);
      });
      expect(stopped).toEqual([]);
    },
  );
});
