// Large outputs come in a buffer for each execution; results give it back.
import { describe, expect, it } from '@jest/globals';
import { asyncScheduler, of } from 'rxjs';
import { ManualSession } from '../../../../test/support/manual-session.js';
import { createModel } from '../../src/device-index.js';
import { type InferConfig, type InferResult, infer, type Tensor } from '../../src/index.js';

/** A session that reports a list of buffers, each with the number of its execution, and writes down what comes back. */
class LendingSession extends ManualSession {
  readonly released: ArrayBuffer[] = [];
  readonly made: ArrayBuffer[] = [];
  batchSizes?: readonly number[];

  release(buffer: ArrayBuffer): void {
    this.released.push(buffer);
  }

  override outputsOf(count: number): ArrayBuffer[] {
    return Array.from({ length: count }, () => {
      const buffer = Float32Array.of(this.made.length, 100 + this.made.length).buffer;
      this.made.push(buffer);
      return buffer;
    });
  }
}

function run(
  session: LendingSession,
  count: number,
  config: InferConfig<number> = {},
): InferResult<number>[] {
  const results: InferResult<number>[] = [];
  const model = createModel([session], { scheduler: asyncScheduler, name: 'lending' });
  of(...Array.from({ length: count }, (_, n) => n))
    .pipe(infer(model, { inputs: (n) => Float32Array.of(n), ...config }))
    .subscribe((result) => results.push(result));
  return results;
}

const firstOf = ({ outputs }: InferResult<number>) => outputs.y?.data[0];

describe('results with a buffer of their own', () => {
  it('have the outputs of their execution', () => {
    const session = new LendingSession();
    const results = run(session, 3, { callbackInterval: 2 });
    session.report();
    session.report();
    expect(results.map(firstOf)).toEqual([0, 1, 2]);
    expect(results.map(({ outputs }) => outputs.y?.data.buffer)).toEqual(session.made);
  });

  it('give it back once, however often they are released', () => {
    const session = new LendingSession();
    const results = run(session, 2, { callbackInterval: 2 });
    session.report();
    const [first, second] = results as [InferResult<number>, InferResult<number>];
    second.release();
    second.release();
    expect(session.released).toEqual([session.made[1]]);
    first.release();
    expect(session.released).toEqual([session.made[1], session.made[0]]);
  });

  it('of a batch share it, and give it back when the last result is released', () => {
    const session = new LendingSession();
    session.batchSizes = [1, 2];
    const results = run(session, 2, { batchSize: 2, maxQueueDelay: 1000 });
    session.report();
    const [first, second] = results as [InferResult<number>, InferResult<number>];
    expect([firstOf(first), firstOf(second)]).toEqual([0, 100]);
    first.release();
    first.release();
    expect(session.released).toEqual([]);
    second.release();
    expect(session.released).toEqual(session.made);
  });

  it('need no buffer for an execution that has failed', () => {
    const session = new LendingSession();
    const results = run(session, 2, { callbackInterval: 2, onFailure: 'drop' });
    session.report([new Error('changed'), undefined]);
    expect(results.map(firstOf)).toEqual([1]);
  });
});

describe('results that share a buffer', () => {
  it('fail when a subscriber has transferred it, and delay nothing', () => {
    const session = new ManualSession();
    const model = createModel([session], { scheduler: asyncScheduler, name: 'sharing' });
    const [given, dropped]: [number[], unknown[]] = [[], []];
    model.dropped$.subscribe(({ source, error }) => dropped.push(source, (error as { code?: string }).code));
    of(1, 2, 3)
      .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 3, onFailure: 'drop' }))
      .subscribe(({ source, outputs }) => {
        given.push(source);
        const buffer = (outputs.y as Tensor).data.buffer as ArrayBuffer;
        structuredClone(buffer, { transfer: [buffer] });
      });
    session.report();
    expect(given).toEqual([1]);
    expect(dropped).toEqual([2, 'ERR_OUTPUTS_GONE', 3, 'ERR_OUTPUTS_GONE']);
    expect(model.busySlots).toBe(0);
    expect(model.stats().ledger).toMatchObject({ submitted: 3, delivered: 1, dropped: 2, inFlight: 0 });
  });

  it('end the pipeline when they have been transferred, unless failures are dropped', () => {
    const session = new ManualSession();
    const model = createModel([session], { scheduler: asyncScheduler, name: 'sharing' });
    const errors: unknown[] = [];
    const asked: number[] = [];
    const onFailure = ({ source }: { source: number }) => {
      asked.push(source);
      return 'fail' as const;
    };
    of(1, 2, 3)
      .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 3, onFailure }))
      .subscribe({
        next: ({ outputs }) => {
          const buffer = (outputs.y as Tensor).data.buffer as ArrayBuffer;
          structuredClone(buffer, { transfer: [buffer] });
        },
        error: (error) => errors.push(error),
      });
    session.report();
    expect(errors).toMatchObject([{ code: 'ERR_OUTPUTS_GONE' }]);
    // The first failure ends it: nobody is asked about the others.
    expect(asked).toEqual([2]);
    expect(model.stats().ledger).toMatchObject({ delivered: 1, failed: 1, cancelled: 1, inFlight: 0 });
    expect(model.busySlots).toBe(0);
  });

  it('may be released, which changes nothing', () => {
    const session = new ManualSession();
    const results: InferResult<number>[] = [];
    const model = createModel([session], { scheduler: asyncScheduler, name: 'sharing' });
    of(1)
      .pipe(infer(model, { inputs: (n) => Float32Array.of(n) }))
      .subscribe((result) => results.push(result));
    session.report();
    results[0]?.release();
    expect(results.map(firstOf)).toEqual([0]);
  });
});
