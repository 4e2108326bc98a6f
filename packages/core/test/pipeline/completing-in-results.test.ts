// A source that completes while results are being emitted: what is left goes to the device before the other results of
// the group are emitted. The session is played by hand.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, Subject } from 'rxjs';
import { one, setup } from '../../../../test/support/feed.js';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { createModel } from '../../src/device-index.js';
import { infer, inferFrom } from '../../src/index.js';
import { assertSettled } from '../../src/testing/index.js';

/** Writes a result down among the calls of the session. */
const note = (session: ManualSession, index: number) => session.log.push(`result ${index}`);

describe('a source that completes inside of a result', () => {
  it('has its last group launched before the next result', () => {
    const { session, model } = setup();
    const source = new Subject<number>();
    source.pipe(infer(model, { inputs: one, callbackInterval: 2 })).subscribe(({ index }) => {
      note(session, index);
      if (index === 0) source.complete();
    });
    for (const value of [0, 1, 2]) source.next(value);
    session.report();
    expect(session.log).toEqual([
      'execute 0',
      'execute 1',
      'launch 0,1',
      'execute 2',
      'result 0',
      'launch 2',
      'result 1',
    ]);
    session.report();
    assertSettled(model);
  });

  it('starts the rest of a batch before the next result', () => {
    class BatchSession extends ManualSession {
      readonly batchSizes = [1, 2];
    }
    const session = new BatchSession();
    const model = createModel([session], { scheduler: asyncScheduler, name: 'batches' });
    const source = new Subject<number>();
    const config = { inputs: one, batchSize: 2, maxQueueDelay: 1000 };
    const subscription = source.pipe(infer(model, config)).subscribe(({ index }) => {
      note(session, index);
      if (index === 0) source.complete();
    });
    for (const value of [0, 1, 2]) source.next(value);
    session.report();
    expect(session.log).toEqual(['execute 0', 'launch 0', 'result 0', 'execute 0', 'launch 0', 'result 1']);
    session.report();
    expect(subscription.closed).toBe(true);
    assertSettled(model);
  });

  it('is what inferFrom does when it has read all values', () => {
    const { session, model } = setup(8);
    const values = Array.from({ length: 6 }, (_, n) => n);
    inferFrom(values, model, { inputs: one, callbackInterval: 4, maxInFlight: 4 }).subscribe(({ index }) =>
      note(session, index),
    );
    session.report();
    expect(session.log.slice(4)).toEqual([
      'launch 0,1,2,3',
      'execute 3',
      'result 0',
      'execute 2',
      'result 1',
      'launch 3,2',
      'result 2',
      'result 3',
    ]);
    session.report();
    assertSettled(model);
  });
});
