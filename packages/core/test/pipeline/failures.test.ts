import { describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import { AclError, type AscendRxError, type Drop, type InferConfig } from '../../src/index.js';
import { Failures } from '../../src/pipeline/failures.js';
import type { Input } from '../../src/pipeline/input.js';
import { inputsOf, resultOf, startOn, stateOf } from '../support/pipeline-parts.js';

const deviceFailed = new AclError('aclrtSynchronizeStream', 507011);

/** The failures of a pipeline by themselves, at 7 ms, and what came of them. */
function setup(config: InferConfig<string> = {}) {
  const { state, emitted } = stateOf(config);
  const aborted: unknown[] = [];
  const drops: Drop[] = [];
  const scheduler = new VirtualTimeScheduler();
  scheduler.frame = 7;
  const completion = { abort: (error: unknown) => aborted.push(error) };
  const failures = new Failures(state, completion, scheduler, (drop) => drops.push(drop), undefined);
  const wait = (...values: string[]) => {
    const inputs = inputsOf(...values);
    for (let n = 0; n < inputs.length; n += 1) state.ledger.arrive();
    return inputs as [Input<string>, ...Input<string>[]];
  };
  return { state, emitted, aborted, drops, failures, wait };
}

describe('Failures', () => {
  it('ends the pipeline with the error of an execution, and counts its inputs as failed', () => {
    const { state, aborted, failures } = setup();
    failures.fail(startOn(state, inputsOf('a', 'b')), deviceFailed);
    expect(aborted).toEqual([deviceFailed]);
    expect(state.ledger.snapshot()).toMatchObject({ inFlight: 0, failed: 2 });
  });

  it('ignores inputs that do not wait for the execution any more', () => {
    const { state, aborted, failures } = setup();
    const execution = startOn(state, inputsOf('a'));
    for (const input of execution.jobs) input.execution = undefined;
    failures.fail(execution, deviceFailed);
    expect(aborted).toEqual([]);
  });

  it('drops an input, and emits the results that were held back behind it', () => {
    const { state, emitted, drops, failures } = setup({ onFailure: 'drop', label: 'camera' });
    const [first, second] = inputsOf('a', 'b');
    if (!first || !second) throw new Error('no inputs');
    const execution = startOn(state, [first]);
    startOn(state, [second]);
    state.sequencer.settle(second, resultOf(second));
    expect(emitted).toEqual([]);
    failures.fail(execution, deviceFailed);
    expect(emitted).toEqual(['b']);
    expect(drops).toEqual([
      { label: 'camera', source: 'a', index: 0, cause: 'failure', waited: 7, error: deviceFailed },
    ]);
    expect(state.ledger.snapshot()).toMatchObject({ inFlight: 1, dropped: 1 });
  });

  it('queues a retry, and gives up when all retries are used', () => {
    const { state, aborted, failures } = setup({ onFailure: { retry: { count: 1 } } });
    const inputs = inputsOf('a');
    failures.fail(startOn(state, inputs), deviceFailed);
    expect([state.queue.retries, aborted.length]).toEqual([1, 0]);
    expect(state.ledger.snapshot()).toMatchObject({ inFlight: 0, waiting: 1 });
    state.queue.shift();
    state.ledger.cancelAll();
    failures.fail(startOn(state, inputs), deviceFailed);
    expect(aborted).toEqual([deviceFailed]);
  });

  it('asks a function for each input, with how often the input was executed', () => {
    const asked: unknown[] = [];
    const { state, failures } = setup({
      onFailure: ({ source, attempts, index }) => {
        asked.push([source, attempts, index]);
        return 'drop';
      },
    });
    failures.failAll([startOn(state, inputsOf('a', 'b'))], deviceFailed);
    expect(asked).toEqual([
      ['a', 1, 0],
      ['b', 1, 1],
    ]);
  });

  it('ends the pipeline with the error that onFailure throws', () => {
    const { state, aborted, failures } = setup({
      onFailure: () => {
        throw 'user';
      },
    });
    failures.fail(startOn(state, inputsOf('a')), deviceFailed);
    expect(aborted[0]).toBe('user');
  });

  it('ends the pipeline with the error that onDrop throws, and still reports the drop', () => {
    const { aborted, drops, failures, wait } = setup({
      onDrop: () => {
        throw 'user';
      },
    });
    failures.drop(wait('a')[0], 'stale');
    expect(aborted).toEqual(['user']);
    expect(drops).toHaveLength(1);
  });

  it('rejects an input that does not fit: it failed while it waited', () => {
    const { state, aborted, failures, wait } = setup();
    failures.reject(wait('a')[0], new Error('unfit'));
    expect(aborted).toEqual([new Error('unfit')]);
    expect(state.ledger.snapshot()).toMatchObject({ waiting: 0, failed: 1 });
  });

  it.each([
    [undefined, '1 wait already (`maxQueueSize`)'],
    [0, 'none may wait (`maxQueueSize` is 0)'],
  ])('ends the pipeline with ERR_OVERFLOW when there is no room (maxQueueSize %s)', (size, message) => {
    const { aborted, failures, wait } = setup({ overflow: 'error', maxQueueSize: size ?? 1 });
    failures.overflow(wait('a')[0]);
    const [error] = aborted as AscendRxError[];
    expect([error?.code, error?.message]).toEqual(['ERR_OVERFLOW', expect.stringContaining(message)]);
  });

  it('drops the newest input with drop-newest', () => {
    const { aborted, drops, failures, wait } = setup({ overflow: 'drop-newest' });
    failures.overflow(wait('a')[0]);
    expect(aborted).toEqual([]);
    expect(drops).toMatchObject([{ source: 'a', cause: 'overflow' }]);
  });

  it('reports a timeout as InferTimeoutError', () => {
    const { state, aborted, failures } = setup({ timeout: 50 });
    failures.timeOut(startOn(state, inputsOf('a')));
    expect(aborted).toMatchObject([{ code: 'ERR_TIMEOUT', timeout: 50 }]);
  });

  it('drops nothing after the end', () => {
    const { state, drops, failures, wait } = setup();
    const [input] = wait('a');
    state.ended = true;
    failures.drop(input, 'stale');
    expect(drops).toEqual([]);
  });
});
