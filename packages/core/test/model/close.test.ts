// Model.close() in every state. The session is played by hand.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, map, NEVER, type Observable, of, Subject } from 'rxjs';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { createModel } from '../../src/device-index.js';
import { AclError, type InferConfig, infer, type Model } from '../../src/index.js';
import { assertSettled } from '../../src/testing/index.js';

const failure = new AclError('aclrtSynchronizeStream', 507011);

interface Setup {
  session: ManualSession;
  model: Model;
  /** Subscribes to infer over `source`; what comes out of it, `|` for complete, errors by their codes. */
  run(source: Observable<number>, config?: InferConfig<number>): unknown[];
}

function setup(slots?: number): Setup {
  const session = new ManualSession(slots);
  const model = createModel([session], { scheduler: asyncScheduler, name: 'manual' });
  const run: Setup['run'] = (source, config = {}) => {
    const out: unknown[] = [];
    source
      .pipe(
        infer(model, { inputs: () => Float32Array.of(1), ...config }),
        map((result) => result.source),
      )
      .subscribe({
        next: (value) => out.push(value),
        error: ({ code }) => out.push(code),
        complete: () => out.push('|'),
      });
    return out;
  };
  return { session, model, run };
}

describe('close', () => {
  it('closes a model that was never used', async () => {
    const { session, model } = setup();
    await model.close();
    expect(session.log).toEqual(['close']);
  });

  it('closes the session once, however often it is called', async () => {
    const { session, model } = setup();
    await Promise.all([model.close(), model.close(), model[Symbol.asyncDispose]()]);
    await model.close();
    expect(session.log).toEqual(['close']);
  });

  it('ends a pipeline that waits for its source', async () => {
    const { model, run } = setup();
    const out = run(NEVER);
    await model.close();
    expect(out).toEqual(['ERR_CLOSED']);
  });

  it('lets a pipeline complete if its source has completed and all of its inputs are in flight', async () => {
    const { session, model, run } = setup();
    const out = run(of(1, 2), { callbackInterval: 2 });
    const closed = model.close();
    expect(session.log).not.toContain('close');
    session.report();
    await closed;
    expect(out).toEqual([1, 2, '|']);
    assertSettled(model);
  });

  it('delivers inputs that have a slot, and fails the pipeline if other inputs wait', async () => {
    const { session, model, run } = setup(2);
    const out = run(of(1, 2, 3), { callbackInterval: 2 });
    const closed = model.close();
    session.report();
    await closed;
    expect(out).toEqual([1, 2, 'ERR_CLOSED']);
    expect(session.log).toEqual(['execute 0', 'execute 1', 'launch 0,1', 'close']);
    expect(model.stats().ledger).toMatchObject({ submitted: 3, delivered: 2, cancelled: 1 });
  });

  it.each([
    [4, 'launch 0'],
    [0, 'synchronize 0'],
  ])('closes an open group at interval %i', async (callbackInterval, line) => {
    const { session, model, run } = setup();
    const source = new Subject<number>();
    const out = run(source, { callbackInterval });
    source.next(1);
    const closed = model.close();
    expect(session.log.at(-1)).toBe(line);
    source.next(2);
    session.report();
    await closed;
    expect(out).toEqual([1, 'ERR_CLOSED']);
    expect(source.observed).toBe(false);
    assertSettled(model);
  });

  it('does not wait for executions of a pipeline that has ended', async () => {
    const { session, model, run } = setup();
    const source = new Subject<number>();
    run(source, { callbackInterval: 4 });
    source.next(1);
    source.error('over');
    await model.close();
    expect(session.log).toEqual(['execute 0', 'launch 0', 'close']);
    assertSettled(model);
  });

  it('finishes when the device fails meanwhile', async () => {
    const { session, model, run } = setup();
    const out = run(of(1));
    const closed = model.close();
    session.fail(failure);
    await closed;
    expect(out).toEqual([507011]);
    expect(session.log).not.toContain('rebuild');
    assertSettled(model);
  });

  it('closes a model whose instance has failed', async () => {
    const { session, model, run } = setup();
    run(of(1));
    session.fail(failure);
    await model.close();
    expect(session.log).toEqual(['execute 0', 'launch 0', 'rebuild', 'close']);
  });

  it('ends pipelines whose inputs wait for a rebuild', async () => {
    const { session, model, run } = setup();
    run(of(1));
    session.fail(failure);
    const out = run(of(2));
    await model.close();
    expect(out).toEqual(['ERR_CLOSED']);
    session.rebuilt();
    expect(session.log).toEqual(['execute 0', 'launch 0', 'rebuild', 'close']);
    assertSettled(model);
  });

  it('may be called inside of complete and error', () => {
    for (const source of [of(1), NEVER]) {
      const { session, model } = setup();
      const close = () => void model.close();
      source
        .pipe(infer(model, { inputs: () => Float32Array.of(1) }))
        .subscribe({ complete: close, error: close });
      if (source === NEVER) close();
      else session.report();
      expect(session.log.filter((line) => line === 'close')).toHaveLength(1);
      assertSettled(model);
    }
  });
});
