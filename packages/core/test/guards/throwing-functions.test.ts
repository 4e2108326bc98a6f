// Functions of the user's that throw, beside another pipeline of the model: `inputs`, the key of `order`, `onFailure`,
// `onDrop`, trace sinks, and what subscribes to dropped$, events$ and stats$.
import { describe, expect, it } from '@jest/globals';
import {
  map,
  NEVER,
  type ObservableNotification,
  of,
  config as rxjs,
  Subject,
  Subscriber,
  startWith,
} from 'rxjs';
import { setup } from '../../../../test/support/feed.js';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { messageOf, UnhandledErrors } from '../../../../test/support/unhandled-errors.js';
import { AclError, type InferConfig, infer, type Model } from '../../src/index.js';
import { assertSettled, createVirtualDevice, withFaults } from '../../src/testing/index.js';
import { through, timeline } from '../support/through.js';

const unhandled = new UnhandledErrors();
const throwing = (what: string) => () => {
  throw new Error(`mine in ${what}`);
};

/** Three inputs in one group, of a pipeline that drops what fails and whose `onDrop` throws `mine 1`, `mine 2` and so on. */
function playDrops(model: Model) {
  const seen: unknown[] = [];
  let drops = 0;
  const onDrop = () => {
    drops += 1;
    throw new Error(`mine ${drops}`);
  };
  NEVER.pipe(
    startWith(1, 2, 3),
    infer(model, { inputs: () => Float32Array.of(1), callbackInterval: 3, onFailure: 'drop', onDrop }),
  ).subscribe({ error: (error) => seen.push(messageOf(error)) });
  return { seen, refused: new AclError('aclmdlExecuteAsync', 507011) };
}

describe('a function that throws', () => {
  it.each<[string, InferConfig<string>, string]>([
    ['inputs', { inputs: throwing('inputs') }, '0 # mine in inputs'],
    ['order', { order: throwing('order') }, '0 # mine in order'],
    ['onFailure', { onFailure: throwing('onFailure') }, '1 # mine in onFailure'],
    ['onDrop', { onFailure: 'drop', onDrop: throwing('onDrop') }, '1 # mine in onDrop'],
    ['recorder', { onFailure: 'drop', recorder: { on: throwing('recorder') } }, '2 b 3 c|'],
  ])('ends its own pipeline alone, or is reported: %s', async (what, config, expected) => {
    const device = withFaults(createVirtualDevice({ serviceTime: 1 }), { submissions: { 0: 507011 } });
    const model = device.createModel({ slots: 4 });
    const run = (first: string) =>
      marbles(({ cold, flush }) => {
        const ours = timeline(cold('(abc|)').pipe(through(model, config)));
        const other = timeline(cold('(xyz|)').pipe(through(model, { onFailure: 'drop' })));
        flush();
        if (first !== '') expect(ours).toEqual(first.split(/ (?=\d)/));
        expect(other.join(' ')).toMatch(/z\|$/);
        assertSettled(model);
      });
    const hasSlotFirst = ['onFailure', 'onDrop', 'recorder'].includes(what);
    run(hasSlotFirst ? '' : expected);
    run('');
    expect(new Set(unhandled.messages)).toEqual(
      what === 'recorder' ? new Set(['mine in recorder']) : new Set(),
    );
    await model.close();
  });

  it('inputs, after it has unsubscribed: rxjs is told, as it is of what the function of map throws', async () => {
    const stopped: ObservableNotification<unknown>[] = [];
    const told = new Promise<void>((resolve) => {
      rxjs.onStoppedNotification = (notification) => {
        stopped.push(notification);
        if (stopped.length === 2) resolve();
      };
    });
    const { model } = setup();
    const source = new Subject<number>();
    const leave = () => {
      subscription.unsubscribe();
      throw new Error('mine after the end');
    };
    let subscription = source.pipe(infer(model, { inputs: leave })).subscribe();
    source.next(1);
    subscription = source.pipe(map(leave)).subscribe();
    source.next(1);
    await told;
    rxjs.onStoppedNotification = null;
    expect(stopped[0]).toEqual(stopped[1]);
    expect(stopped[0]).toMatchObject({ kind: 'E' });
    assertSettled(model);
  });

  it('onDrop: its first error ends the pipeline, and it is not called for other results of the group', () => {
    const { session, model } = setup();
    const { seen, refused } = playDrops(model);
    session.report([refused, refused, refused]);
    expect(seen).toEqual(['mine 1']);
    expectSettled(model, { dropped: 1, cancelled: 2 });
    session.fail(refused);
    assertSettled(model);
    expect(unhandled.messages).toEqual([]);
  });

  it('onDrop, for each of several inputs that fail at once: the first error ends the pipeline, the others are reported', async () => {
    const { session, model } = setup();
    const { seen, refused } = playDrops(model);
    session.fail(refused);
    expect(seen).toEqual(['mine 1']);
    expectSettled(model, { dropped: 3 });
    await unhandled.reported(2);
    expect(unhandled.messages).toEqual(['mine 2', 'mine 3']);
    session.rebuilt();
    assertSettled(model);
  });
});

it('a signal that throws when a call leaves it does not fail the other calls of the runner', async () => {
  const { session, model } = setup();
  const signal = {
    aborted: false,
    reason: undefined,
    addEventListener: () => {},
    removeEventListener: throwing('signal'),
  };
  const calls = [model.run(Float32Array.of(1), { signal }), model.run(Float32Array.of(2))];
  for (let n = 0; n < 2; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (model.busySlots > 0) session.report();
  }
  expect((await Promise.all(calls)).map(({ index }) => index)).toEqual([0, 1]);
  await unhandled.reported(1);
  expect(unhandled.messages).toEqual(['mine in signal']);
  assertSettled(model);
});

describe('what a model announces', () => {
  it('reaches every subscriber, whatever another one throws', async () => {
    const { session, model } = setup();
    class Bad extends Subscriber<unknown> {
      override next(): void {
        throw new Error('mine');
      }
    }
    const drops: unknown[] = [];
    const events: string[] = [];
    model.dropped$.subscribe(new Bad());
    model.dropped$.subscribe(({ source }) => drops.push(source));
    model.events$.subscribe(new Bad());
    model.events$.subscribe(({ type }) => events.push(type));
    NEVER.pipe(
      startWith(1, 2),
      infer(model, { inputs: () => Float32Array.of(1), onFailure: 'drop' }),
    ).subscribe();
    session.fail(new AclError('aclrtSynchronizeStream', 507011));
    session.rebuilt();
    expect([drops, events]).toEqual([
      [1, 2],
      ['failed', 'rebuilt'],
    ]);
    await unhandled.reported(4);
    expect(unhandled.messages).toEqual(Array(4).fill('mine'));
    assertSettled(model);
  });

  it('goes on in stats$ after a sample of which a subscriber throws', () => {
    marbles(({ flush, cold }) => {
      const model = createVirtualDevice().createModel({ samplingPeriod: 10 });
      let samples = 0;
      class Bad extends Subscriber<unknown> {
        override next(): void {
          samples += 1;
          throw new Error('mine');
        }
      }
      const subscription = model.stats$.subscribe(new Bad());
      cold('35ms x').subscribe(() => subscription.unsubscribe());
      flush();
      expect(samples).toBe(3);
    });
    expect(unhandled.messages).toEqual(['mine', 'mine', 'mine']);
  });

  // Slots are taken again in the opposite order to that in which they came back.
  it('names the inputs of a failed group in the order of the source', () => {
    const { session, model } = setup();
    const told: string[] = [];
    model.dropped$.subscribe(({ source, label }) => told.push(`${label} ${source}`));
    const play = (label: string) => {
      const source = new Subject<number>();
      const inputs = () => Float32Array.of(1);
      const onFailure = ({ attempts, source: value }: { attempts: number; source: unknown }) =>
        value === 3 && attempts === 1 ? ({ retry: { count: 1 } } as const) : 'drop';
      source.pipe(infer(model, { inputs, label, callbackInterval: 2, onFailure })).subscribe();
      return source;
    };
    const [first, second] = [play('first'), play('second')];
    for (const source of [first, second]) for (const value of [1, 2]) source.next(value);
    session.report();
    session.report();
    first.next(3);
    first.next(4);
    second.next(5);
    // The third is executed again, and so after those that came behind it.
    session.report([new AclError('aclmdlExecuteAsync', 507011), new AclError('aclmdlExecuteAsync', 507011)]);
    first.next(6);
    second.next(7);
    session.fail(new AclError('aclrtSynchronizeStream', 507011));
    expect(told).toEqual(['first 4', 'second 5', 'second 7', 'first 3', 'first 6']);
    session.rebuilt();
    expectSettled(model, { delivered: 4, dropped: 5 });
    assertSettled(model);
  });
});

describe('a source that is none', () => {
  it.each([
    [[1, 2, 3], 'an array of 3'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Promise.resolve(1), 'a Promise'],
    ['text', "'text'"],
    [() => of(1), 'a function'],
  ])('is refused when the operator is applied: %p', (source, received) => {
    const { model } = setup();
    const operator = infer<never>(model);
    const apply = () => operator(source as never);
    expect(apply).toThrow(TypeError);
    expect(apply).toThrow(
      `Expected an Observable for \`source\` but received ${received}. Make one with from(…) of rxjs, or use inferFrom(source, model).`,
    );
  });
});
