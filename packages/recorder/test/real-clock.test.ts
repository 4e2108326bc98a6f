import { AclError, infer } from '@ascend-rx/core';
import { createVirtualDevice, withFaults } from '@ascend-rx/core/testing';
import { describe, expect, it } from '@jest/globals';
import { Subject, VirtualTimeScheduler } from 'rxjs';
import { Feed, setup } from '../../../test/support/feed.js';
import { expectSettled } from '../../../test/support/marbles.js';
import { createRecorder } from '../src/index.js';
import { LateScheduler } from './support/late-scheduler.js';
import { Random } from './support/random.js';
import { runPrinted } from './support/run-printed.js';
import { ones } from './support/scenarios.js';

describe('a recording of a real clock', () => {
  it('becomes a test that passes and says where it comes from', () => {
    const { session, model } = setup(2);
    const recorder = createRecorder();
    const feed = new Feed(model, { overflow: 'drop-oldest', onFailure: 'drop', label: 'door', recorder });
    feed.next(0, 1, 2, 3);
    session.report();
    session.report([new AclError('aclmdlExecuteAsync', 100000)]);
    feed.next(4);
    session.fail(new AclError('aclrtSynchronizeStream', 507015));
    session.rebuilt();
    feed.next(5);
    session.report();
    feed.source.complete();
    expect(feed.out).toEqual([0, 5, '|']);
    expectSettled(model, { delivered: 2, dropped: 4 });
    const text = recorder.toTest();
    expect(text).toMatch(/^\/\/ Recorded with a real clock: /m);
    expect(runPrinted(text)).toBe(1);
    const { traceEvents } = recorder.toChromeTrace();
    expect(traceEvents.filter(({ name }) => name === 'drop')).toHaveLength(4);
  });
});

describe('a recording of an event loop that was blocked', () => {
  /** The printed test of two values on one slot. The second is stale after 3 ms; the source completes after 1 ms. */
  function blocked(seed: number) {
    const recorder = createRecorder();
    const scheduler = new LateScheduler(new Random(seed), { once: 2, ms: 15 });
    const model = createVirtualDevice({ serviceTime: 30, scheduler }).createModel({ slots: 1 });
    const source = new Subject<number>();
    source.pipe(infer(model, { ...ones, maxStaleness: 3, recorder })).subscribe();
    source.next(1);
    source.next(2);
    scheduler.schedule(() => source.complete(), 1);
    scheduler.flush();
    expectSettled(model, { delivered: 1, dropped: 1 });
    return recorder.toTest();
  }

  it('has timers in time, and puts before them what came before them', () => {
    const texts = Array.from({ length: 30 }, (_, seed) => blocked(seed));
    for (const text of texts) {
      // However late the timer was.
      expect(text).toContain("'stale', 3]");
      if (!text.includes('not replayed')) expect(runPrinted(text)).toBe(1);
    }
    const noted = texts.filter((text) => text.includes('not replayed'));
    expect(noted.length).toBeLessThan(texts.length / 2);
  });

  it('says so where there is no room to put something before a timer', () => {
    const recorder = createRecorder();
    const scheduler = new VirtualTimeScheduler();
    const model = createVirtualDevice({ serviceTime: 40.5, scheduler }).createModel({ slots: 1 });
    const source = new Subject<number>();
    source.pipe(infer(model, { ...ones, maxStaleness: 0, overflow: 'drop-oldest', recorder })).subscribe();
    source.next(1);
    source.next(2);
    // The event loop is blocked, and a value comes before the timer fires.
    scheduler.frame = 9.5;
    source.next(3);
    scheduler.flush();
    source.complete();
    expect(recorder.toTest()).toMatch(/^\/\/ .* is not replayed\.$/m);
    expectSettled(model, { delivered: 1, dropped: 2 });
  });

  it('says so where a retry was due while a slot was free, and began later', () => {
    const recorder = createRecorder();
    const scheduler = new LateScheduler(new Random(1), { once: Number.POSITIVE_INFINITY, ms: 0 });
    const device = withFaults(createVirtualDevice({ serviceTime: 4.5, scheduler }), {
      inferences: { 0: 507015 },
    });
    const model = device.createModel({ slots: 1 });
    const source = new Subject<number>();
    const retrying = { retry: { count: 1, delay: 3 } };
    source.pipe(infer(model, { ...ones, onFailure: retrying, order: 'completion', recorder })).subscribe();
    source.next(1);
    scheduler.schedule(() => {
      // The event loop is blocked for 14 ms. The next value comes before the timer of the retry fires at last.
      scheduler.frame += 14;
      source.next(2);
    }, 6);
    scheduler.flush();
    source.complete();
    expect(recorder.toTest()).toMatch(/^\/\/ Timers fired late in frames \d+, 2\d: .* is not replayed\.$/m);
    expectSettled(model, { delivered: 2 });
  });
});
