// What the model does with its session, call by call. The session is played by hand.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, of, Subject } from 'rxjs';
import { Feed, one, setup } from '../../../../test/support/feed.js';
import { marbles } from '../../../../test/support/marbles.js';
import { AclError, infer } from '../../src/index.js';
import { assertBalanced, assertSettled } from '../../src/testing/index.js';
import { collectGarbage } from '../support/collect-garbage.js';

const deviceFailed = new AclError('aclrtSynchronizeStream', 507011);
const refused = new AclError('aclmdlExecuteAsync', 100000);

describe('slots', () => {
  it('are taken lowest first, and the one freed last is taken first', () => {
    const { session, model } = setup();
    const feed = new Feed(model).next(1, 2);
    session.report();
    feed.next(3);
    session.report();
    session.report();
    feed.next(4, 5);
    expect(session.log.filter((line) => line.startsWith('execute'))).toEqual([
      'execute 0',
      'execute 1',
      'execute 0',
      'execute 0',
      'execute 1',
    ]);
  });

  it('are filled again before results are emitted: the device has work meanwhile', () => {
    const { session, model } = setup(1);
    const executed: number[] = [];
    of(1, 2, 3)
      .pipe(infer(model, { inputs: one }))
      .subscribe(() => executed.push(model.stats().executions));
    for (let n = 0; n < 3; n += 1) session.report();
    expect(executed).toEqual([2, 3, 3]);
    assertSettled(model);
  });

  it('never exceed the slots of the model or maxInFlight, whatever is pushed inside of results', () => {
    const { session, model } = setup(3);
    const source = new Subject<number>();
    let results = 0;
    source.pipe(infer(model, { inputs: one, maxInFlight: 2, callbackInterval: 2 })).subscribe(() => {
      assertBalanced(model);
      results += 1;
      if (results < 20) {
        source.next(0);
        source.next(0);
      }
      if (results === 30) source.complete();
    });
    source.next(0);
    source.next(0);
    for (let n = 0; n < 15; n += 1) session.report();
    expect(results).toBe(30);
    expect(session.mostBusy).toBe(2);
  });

  it('go round-robin to the pipelines that wait', () => {
    const { session, model } = setup(2);
    const order: string[] = [];
    const feeds = ['a', 'b', 'c'].map(
      (name) =>
        new Feed(model, {
          inputs: (n) => {
            order.push(`${name}${n}`);
            return one();
          },
        }),
    );
    for (const feed of feeds) feed.next(1, 2, 3);
    for (let n = 0; n < 9; n += 1) session.report();
    expect(order).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'b2', 'c2', 'b3', 'c3']);
    assertSettled(model);
  });

  it('come back when the session refuses to execute by throwing', () => {
    const { session, model } = setup(2);
    const feed = new Feed(model, { callbackInterval: 2 }).next(1);
    session.broken = new Error('no');
    feed.next(2);
    expect(feed.out).toEqual([new Error('no')]);
    session.report();
    expect(model.stats().ledger).toMatchObject({ submitted: 2, failed: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('come back also if the session throws while results are reported; those results are emitted first', () => {
    const { session, model } = setup(2);
    const feed = new Feed(model, { callbackInterval: 2 }).next(1, 2, 3, 4);
    session.broken = new Error('no');
    session.report();
    expect(feed.out).toEqual([1, 2, new Error('no')]);
    expect(model.stats().ledger).toMatchObject({ submitted: 4, delivered: 2, failed: 1, cancelled: 1 });
    assertSettled(model);
  });
});

describe('groups', () => {
  it('close early when the last slot is taken and no callback is outstanding', () => {
    const { session, model } = setup(3);
    const a = new Feed(model, { callbackInterval: 3 }).next(1);
    const b = new Feed(model, { callbackInterval: 3 }).next(1, 2);
    expect(session.log).toEqual(['execute 0', 'execute 1', 'execute 2', 'launch 0', 'launch 1,2']);
    session.report();
    session.report();
    expect([a.out, b.out]).toEqual([[1], [1, 2]]);
  });

  it('stay open while a callback is outstanding that frees slots', () => {
    const { session, model } = setup(3);
    const a = new Feed(model, { callbackInterval: 2 }).next(1, 2, 3, 4);
    expect(session.log).toEqual(['execute 0', 'execute 1', 'launch 0,1', 'execute 2']);
    session.report();
    expect(session.log.slice(4)).toEqual(['execute 1', 'launch 2,1']);
    session.report();
    expect(a.out).toEqual([1, 2, 3, 4]);
  });

  it('with interval 0 synchronize when the last slot is taken: the model\u2019s or maxInFlight', () => {
    const { session, model } = setup(3);
    new Feed(model, { callbackInterval: 0, maxInFlight: 2 }).next(1, 2);
    expect(session.log.at(-1)).toBe('synchronize 0,1');
    session.report();
    new Feed(model, { callbackInterval: 0 }).next(1, 2, 3);
    expect(session.log.at(-1)).toMatch(/^synchronize \d,\d,\d$/);
    session.report();
    expect(model.stats().callbacks).toBe(0);
    assertSettled(model);
  });

  it('with interval 0 synchronize at every last slot, of the model or of maxInFlight, whatever is outstanding', () => {
    const { session, model } = setup(3);
    const zero = new Feed(model, { callbackInterval: 0, maxInFlight: 2 }).next(1);
    const other = new Feed(model).next(1, 2);
    // The third slot, while the callback of the other is on its way.
    expect(session.log.slice(-3)).toEqual(['execute 2', 'launch 2', 'synchronize 0']);
    session.report();
    session.report();
    // The second of maxInFlight, while the synchronization is on its way, and a slot is free.
    zero.next(2);
    expect(session.log.slice(-2)).toEqual(['execute 2', 'synchronize 2']);
    session.report();
    session.report();
    expect([zero.out, other.out]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    assertSettled(model);
  });

  it('of a pipeline that is unsubscribed get their callback, and emit nothing', () => {
    const { session, model } = setup();
    const feed = new Feed(model, { callbackInterval: 3 }).next(1, 2);
    feed.subscription.unsubscribe();
    expect(session.log.at(-1)).toBe('launch 0,1');
    expect(model.busySlots).toBe(2);
    session.report();
    expect(feed.out).toEqual([]);
    assertSettled(model);
  });

  it('of a pipeline that is unsubscribed get their callback also if its source has completed and some of its inputs wait', () => {
    const { session, model } = setup(3);
    const other = new Feed(model).next(1);
    const feed = new Feed(model, { callbackInterval: 3, maxInFlight: 3 }).next(1, 2, 3);
    feed.source.complete();
    expect(session.log).not.toContain('launch 1,2');
    feed.subscription.unsubscribe();
    expect(session.log.at(-1)).toBe('launch 1,2');
    session.report();
    session.report();
    expect([other.out, feed.out]).toEqual([[1], []]);
    assertSettled(model);
  });

  it('of a pipeline whose source fails get their callback', () => {
    const { session, model } = setup();
    const feed = new Feed(model, { callbackInterval: 3 }).next(1, 2);
    feed.source.error('source');
    expect(feed.out).toEqual(['source']);
    expect(session.log.at(-1)).toBe('launch 0,1');
    session.report();
    assertSettled(model);
  });
});

it.each([0, 1, 3])(
  'a model keeps nothing of a pipeline that has ended (interval %i)',
  async (callbackInterval) => {
    const { session, model } = setup();
    const used = () => {
      const inputs = () => one();
      const feed = new Feed(model, { callbackInterval, inputs }).next(1);
      feed.subscription.unsubscribe();
      return new WeakRef(inputs);
    };
    const pipelines = Array.from({ length: 10 }, () => {
      const pipeline = used();
      session.report();
      return pipeline;
    });
    await collectGarbage();
    const kept = pipelines.filter((pipeline) => pipeline.deref() !== undefined);
    // But for what the last may have left somewhere.
    expect(kept.length).toBeLessThan(3);
    assertSettled(model);
  },
);

describe('failures', () => {
  it('at submission come with their group, after the results before them', () => {
    const { session, model } = setup();
    const feed = new Feed(model, { callbackInterval: 3 }).next(1, 2, 3);
    session.report([undefined, refused]);
    expect(feed.out).toEqual([1, refused]);
    expect(model.stats().ledger).toMatchObject({ delivered: 1, failed: 1, cancelled: 1 });
    assertSettled(model);
  });

  it('of the device fail the inputs of all pipelines that have a slot; waiting inputs go on after the rebuild', () => {
    const { session, model } = setup(2);
    const a = new Feed(model).next(1);
    const b = new Feed(model, { callbackInterval: 2 }).next(1);
    const c = new Feed(model).next(1);
    session.fail(deviceFailed);
    expect([a.out, b.out, c.out]).toEqual([[deviceFailed], [deviceFailed], []]);
    expect(model.stats().ledger).toMatchObject({ failed: 2, waiting: 1, inFlight: 0 });
    expect(session.log.at(-1)).toBe('rebuild');
    session.rebuilt();
    session.report();
    expect(c.out).toEqual([1]);
    assertSettled(model);
  });

  it('of a device that has already failed change nothing, and waiting pipelines go on after the one rebuild', () => {
    const { session, model } = setup();
    const feed = new Feed(model).next(1);
    const idle = new Feed(model);
    session.fail(deviceFailed);
    session.fail(deviceFailed);
    expect(feed.out).toEqual([deviceFailed]);
    idle.next(1, 2);
    expect(session.log.filter((line) => line === 'rebuild')).toHaveLength(1);
    session.rebuilt();
    session.report();
    session.report();
    expect(idle.out).toEqual([1, 2]);
    assertSettled(model);
  });

  it('without a report between them remove the instance at last: back-off, events, then the error for all pipelines', () => {
    marbles(({ flush }) => {
      const { session, model } = setup();
      const events: unknown[] = [];
      model.events$.subscribe(({ type }) => events.push(`${asyncScheduler.now()} ${type}`));
      const feed = new Feed(model).next(1);
      const idle = new Feed(model).next();
      session.onRebuild = (done) => {
        events.push(`${asyncScheduler.now()} rebuild`);
        done(refused);
      };
      session.fail(deviceFailed);
      const waiting = new Feed(model).next(2);
      flush();
      expect(feed.out).toEqual([deviceFailed]);
      const gone = { code: 'ERR_NO_INSTANCE', cause: refused };
      expect([idle.out, waiting.out, new Feed(model).out]).toMatchObject([[gone], [gone], [gone]]);
      expect(events).toEqual([
        '0 failed',
        '0 rebuild',
        '100 rebuild',
        '300 rebuild',
        '700 rebuild',
        '700 removed',
      ]);
      assertSettled(model);
    });
  });

  it('are counted from the last report', () => {
    const { session, model } = setup();
    const events: string[] = [];
    model.events$.subscribe(({ type }) => events.push(type));
    for (let n = 0; n < 8; n += 1) {
      new Feed(model).next(1);
      session.fail(deviceFailed);
      session.rebuilt();
      new Feed(model).next(1);
      session.report();
    }
    expect(events).toEqual(Array.from({ length: 8 }, () => ['failed', 'rebuilt']).flat());
    assertSettled(model);
  });

  it('respect the unsubscribe of one pipeline inside of the error of another', () => {
    const { session, model } = setup();
    of(0)
      .pipe(infer(model, { inputs: one, callbackInterval: 2 }))
      .subscribe({ error: () => feed.subscription.unsubscribe() });
    const feed = new Feed(model).next(1);
    session.fail(deviceFailed);
    expect(feed.out).toEqual([]);
    assertSettled(model);
  });
});
