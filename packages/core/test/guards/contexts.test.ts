// User code runs in the context in which its pipeline was subscribed to, whoever has caused the call: AsyncLocalStorage
// gives the same store in all of it.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, finalize, NEVER, Subject, startWith } from 'rxjs';
import { one } from '../../../../test/support/feed.js';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { marbles } from '../../../../test/support/marbles.js';
import { createModel } from '../../src/device-index.js';
import { AclError, type InferConfig, infer, inferFrom, type Model } from '../../src/index.js';
import { assertSettled, createVirtualDevice } from '../../src/testing/index.js';

const user = new AsyncLocalStorage<string>();
const refused = new AclError('aclmdlExecuteAsync', 507011);

function setup(slots = 4) {
  const session = new ManualSession(slots);
  const captured: string[] = [];
  const model = createModel([session], {
    scheduler: asyncScheduler,
    name: 'manual',
    captureContext: (type) => {
      captured.push(type);
      return new AsyncResource(type);
    },
  });
  return { session, model, captured };
}

/** Notes in which context it is called. */
function diary() {
  const notes: string[] = [];
  const note = (what: string) => notes.push(`${what}: ${user.getStore()}`);
  return { notes, note };
}

/** A pipeline of a user, whose every function notes its context. */
function play(model: Model, name: string, config: InferConfig<number> = {}) {
  const { notes, note } = diary();
  const source = new Subject<number>();
  const subscription = user.run(name, () =>
    source
      .pipe(finalize(() => note('teardown')))
      .pipe(
        infer(model, {
          inputs: (n) => {
            note(`inputs ${n}`);
            return one();
          },
          order: (n) => {
            note(`order ${n}`);
            return 0;
          },
          onFailure: ({ source: n }) => {
            note(`onFailure ${n}`);
            return 'drop';
          },
          onDrop: (n) => note(`onDrop ${n}`),
          recorder: { on: ({ type }) => note(`trace ${type}`) },
          ...config,
        }),
      )
      .subscribe({
        next: (result) => note(`result ${result.source}`),
        error: () => note('error'),
        complete: () => note('complete'),
      }),
  );
  return { source, subscription, notes };
}

const stores = (notes: readonly string[]) => new Set(notes.map((text) => text.split(': ')[1]));
const whats = (notes: readonly string[]) =>
  notes.filter((text) => !text.startsWith('trace')).map((text) => text.split(':')[0]);

describe('the context of a pipeline', () => {
  it('is that of its subscriber, in everything that a value goes through', () => {
    const { session, model } = setup();
    const { source, notes } = play(model, 'alice');
    user.run('camera', () => source.next(1));
    user.run('device', () => session.report());
    user.run('camera', () => source.next(2));
    user.run('device', () => session.report([refused]));
    user.run('camera', () => source.complete());
    expect(stores(notes)).toEqual(new Set(['alice']));
    expect(whats(notes)).toEqual([
      'inputs 1',
      'order 1',
      'result 1',
      'inputs 2',
      'order 2',
      'onFailure 2',
      'onDrop 2',
      'complete',
      'teardown',
    ]);
    expect(notes.filter((text) => text.startsWith('trace')).length).toBeGreaterThan(10);
    assertSettled(model);
  });

  it('is its own when a slot comes from another pipeline', () => {
    const { session, model } = setup(1);
    const alice = play(model, 'alice');
    const bob = play(model, 'bob');
    user.run('camera', () => {
      alice.source.next(1);
      bob.source.next(2);
      alice.source.next(3);
    });
    for (let n = 0; n < 3; n += 1) user.run('device', () => session.report());
    expect([stores(alice.notes), stores(bob.notes)]).toEqual([new Set(['alice']), new Set(['bob'])]);
    expect(whats(bob.notes)).toEqual(['inputs 2', 'order 2', 'result 2']);
  });

  it('is its own at every end', () => {
    const { session, model } = setup();
    const failing = play(model, 'failing', { onFailure: 'fail' });
    const left = play(model, 'left');
    const cut = play(model, 'cut');
    const wrong = play(model, 'wrong', { inputs: () => new Uint8Array(0), onFailure: 'fail' });
    const ended = play(model, 'ended');
    user.run('camera', () => {
      failing.source.next(1);
      left.source.next(2);
      wrong.source.next(3);
      ended.source.error('mine');
    });
    user.run('reader', () => left.subscription.unsubscribe());
    user.run('device', () => session.fail(refused));
    user.run('operator', () => void model.close());
    const all = { failing, left, cut, wrong, ended };
    for (const [name, { notes }] of Object.entries(all)) {
      expect(stores(notes)).toEqual(new Set([name]));
      expect(whats(notes)).toContain('teardown');
      expect(whats(notes).includes('error')).toBe(name !== 'left');
    }
  });

  it('is its own in timers: timeout, maxStaleness, batches, retries', () => {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 10 }).createModel({ slots: 1, gears: [1, 2] });
      const plays = {
        late: play(model, 'late', { timeout: 5, onFailure: { retry: { count: 1, delay: 3 }, then: 'drop' } }),
        stale: play(model, 'stale', { maxStaleness: 4 }),
        batch: play(model, 'batch', { batchSize: 2, maxQueueDelay: 2 }),
      };
      user.run('camera', () => {
        for (const { source } of Object.values(plays)) source.next(1);
      });
      flush();
      for (const [name, { notes }] of Object.entries(plays)) expect(stores(notes)).toEqual(new Set([name]));
      expect(whats(plays.late.notes)).toContain('onDrop 1');
      expect(whats(plays.stale.notes)).toContain('onDrop 1');
      expect(whats(plays.batch.notes)).toContain('result 1');
      assertSettled(model);
    });
  });

  it('is its own while inferFrom reads, on whatever occasion, and in the clean-up of the source', async () => {
    const { session, model } = setup(1);
    const { notes, note } = diary();
    function* numbers() {
      try {
        for (let n = 0; ; n += 1) {
          note(`read ${n}`);
          yield n;
        }
      } finally {
        note('return');
      }
    }
    async function* later() {
      try {
        for (let n = 0; ; n += 1) {
          note(`read later ${n}`);
          yield n;
        }
      } finally {
        note('return later');
      }
    }
    const config = { inputs: () => one(), maxInFlight: 1 };
    const subscriptions = user.run('alice', () => [
      inferFrom(numbers(), model, config).subscribe(() => note('result')),
      inferFrom(later(), model, config).subscribe(() => note('result later')),
    ]);
    const other = play(model, 'bob');
    for (let n = 0; n < 6; n += 1) {
      user.run('camera', () => other.source.next(n));
      await new Promise((resolve) => setImmediate(resolve));
      if (model.busySlots > 0) user.run('device', () => session.report());
    }
    for (const subscription of subscriptions) user.run('reader', () => subscription.unsubscribe());
    await new Promise((resolve) => setImmediate(resolve));
    expect(stores(notes)).toEqual(new Set(['alice']));
    expect(whats(notes)).toEqual(expect.arrayContaining(['read 2', 'result later', 'return']));
    expect(stores(other.notes)).toEqual(new Set(['bob']));
  });

  it('is captured once per subscription', () => {
    const { session, model, captured } = setup();
    const { source } = play(model, 'alice');
    for (let n = 0; n < 20; n += 1) {
      source.next(n);
      session.report();
    }
    expect(captured).toEqual(['AscendRxPipeline']);
  });
});

describe('the context of a call of run', () => {
  const turnOver = () => new Promise((resolve) => setImmediate(resolve));

  it('is its own in inputs and onFailure, whoever called first and whoever gives the slot', async () => {
    const { session, model } = setup(1);
    const { notes, note } = diary();
    const runner = model.runner<string>({
      inputs: (name) => {
        note(`inputs of ${name}`);
        return one();
      },
      onFailure: ({ source }) => {
        note(`failure of ${source}`);
        return 'fail';
      },
    });
    const calls = ['alice', 'bob', 'carol'].map((name) =>
      user.run(name, async () => {
        try {
          await runner.run(name);
        } catch (error) {
          expect(error).toBe(refused);
        }
        note(`end of ${name}`);
      }),
    );
    for (let n = 0; n < 3; n += 1) {
      await turnOver();
      user.run('device', () => session.report(n === 1 ? [refused] : undefined));
    }
    await Promise.all(calls);
    await user.run('operator', () => runner.close());
    expect(notes).toEqual([
      'inputs of alice: alice',
      'inputs of bob: bob',
      'end of alice: alice',
      'inputs of carol: carol',
      'failure of bob: bob',
      'end of bob: bob',
      'end of carol: carol',
    ]);
    assertSettled(model);
  });

  it('is captured only where user code runs for the call', async () => {
    const { session, model, captured } = setup();
    const result = user.run('alice', () => model.run(one()));
    await turnOver();
    session.report();
    await result;
    expect(captured).toEqual([]);
    const own = user.run('alice', () => model.runner<number>({ inputs: one }).run(1));
    await turnOver();
    session.report();
    await own;
    expect(captured).toEqual(['AscendRxCall']);
  });
});

describe('the context of who subscribes to a model', () => {
  it('is that of each subscriber of dropped$, events$ and stats$', async () => {
    const { session, model, captured } = setup();
    const { notes, note } = diary();
    for (const name of ['alice', 'bob']) {
      user.run(name, () => {
        model.dropped$.subscribe({ next: () => note('drop'), complete: () => note('end of drops') });
        model.events$.subscribe({ next: () => note('event'), complete: () => note('end of events') });
      });
    }
    user.run('eve', () =>
      NEVER.pipe(startWith(1), infer(model, { inputs: one, onFailure: 'drop' })).subscribe({
        error: () => {},
      }),
    );
    user.run('device', () => session.fail(refused));
    await user.run('carol', async () => {
      await model.close();
      note('closed');
    });
    expect([...notes].sort()).toEqual(
      [
        ...['alice', 'bob'].flatMap((name) =>
          ['drop', 'event', 'end of drops', 'end of events'].map((what) => `${what}: ${name}`),
        ),
        'closed: carol',
      ].sort(),
    );
    expect(captured.filter((type) => type === 'AscendRxModelEvents')).toHaveLength(4);
    marbles(({ flush }) => {
      const sampled = createVirtualDevice().createModel({ samplingPeriod: 10 });
      const subscription = user.run('alice', () => sampled.stats$.subscribe(() => note('sample')));
      asyncScheduler.schedule(() => subscription.unsubscribe(), 15);
      flush();
    });
    expect(notes.at(-1)).toBe('sample: alice');
  });
});

it('without contexts everything works the same', () => {
  const session = new ManualSession(2);
  const model = createModel([session], { scheduler: asyncScheduler, name: 'manual' });
  const { source, notes } = play(model, 'alice');
  user.run('camera', () => source.next(1));
  user.run('device', () => session.report());
  expect(notes).toEqual(expect.arrayContaining(['inputs 1: camera', 'result 1: device']));
});

it('a virtual device works where there is no Node, without contexts', () => {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = undefined as never;
  try {
    marbles(({ flush }) => {
      const model = createVirtualDevice({ serviceTime: 1 }).createModel();
      const { source, notes } = play(model, 'alice');
      user.run('camera', () => source.next(1));
      flush();
      expect(notes).toEqual(expect.arrayContaining(['inputs 1: camera', 'result 1: undefined']));
      assertSettled(model);
    });
  } finally {
    process.getBuiltinModule = getBuiltinModule;
  }
});
