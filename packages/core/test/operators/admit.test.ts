import { describe, expect, it } from '@jest/globals';
import { map, mergeMap, Observable, type OperatorFunction, of, take } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import type { InferConfig } from '../../src/index.js';
import { admit } from '../../src/operators/admit.js';
import { PipelineOutput } from '../../src/operators/pipeline-output.js';
import { inferSettings } from '../../src/options/infer-settings.js';
import { createVirtualDevice } from '../../src/testing/index.js';

/** admit for a pipeline of its own, reduced to the values that get a slot. */
function setup(config: InferConfig<string> = {}, slots = 8) {
  const model = createVirtualDevice().createModel({ slots });
  const settings = inferSettings(
    'infer',
    { inputs: () => Float32Array.of(1), ...config },
    { instances: 1, batchSizes: undefined },
  );
  const output = new PipelineOutput<string>();
  const pipeline = model.open<string>(settings, output);
  const admitted: OperatorFunction<string, string> = (source) =>
    source.pipe(
      admit(pipeline, output),
      map(({ jobs }) => jobs.map(({ source }) => source).join('')),
    );
  return { pipeline, admitted };
}

describe('admit', () => {
  it('emits an execution for every value that gets a slot, and does not complete: a value may be executed again', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-(bc)---|');
      const expected = '   a-(bc)----';
      const { admitted } = setup();
      expectObservable(source.pipe(admitted)).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    });
  });

  it.each([
    ['-', '-', '^'],
    ['|', '-', '(^!)'],
    ['---|', '-', '^--!'],
    ['a', 'a', '^'],
    ['a--|', 'a', '^--!'],
    ['#', '#', '(^!)'],
    ['a-#', 'a-#', '^-!'],
  ])('turns %s into %s, subscribed %s', (from, to, subscribed) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(from);
      expectObservable(source.pipe(setup().admitted)).toBe(to);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('lets values wait that get no slot', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { admitted, pipeline } = setup({ maxInFlight: 2 });
      expectObservable(cold('(abcd|)').pipe(admitted)).toBe('(ab)');
      flush();
      expect(pipeline.state.queue.size).toBe(2);
    });
  });

  it('leaves its source when the pipeline ends', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { admitted, pipeline } = setup();
      const source = cold('a-b-c-|');
      cold('---x').subscribe(() => pipeline.ending.end('unsubscribe'));
      expectObservable(source.pipe(admitted)).toBe('a-b');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('stops listening to a synchronous source when the pipeline ends', () => {
    const { admitted, pipeline } = setup();
    const emitted: number[] = [];
    const source = new Observable<string>((subscriber) => {
      for (let n = 0; !subscriber.closed && n < 10; n += 1) {
        emitted.push(n);
        subscriber.next(String(n));
      }
    });
    source.pipe(admitted).subscribe((value) => value === '2' && pipeline.ending.end('unsubscribe'));
    expect(emitted).toEqual([0, 1, 2]);
  });

  it('closes the open groups before it passes an error on', () => {
    marbles(({ cold, flush }) => {
      const { admitted, pipeline } = setup();
      const order: string[] = [];
      pipeline.closeGroups$.subscribe(() => order.push('close'));
      cold('a#')
        .pipe(admitted)
        .subscribe({ error: () => order.push('error') });
      flush();
      expect(order).toEqual(['close', 'error']);
    });
  });

  it('does not break the unsubscription chain', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-c-|');
      const expected = '  a-b';
      const unsub = '     ---!';
      const result = source.pipe(
        mergeMap((value) => of(value)),
        setup().admitted,
        mergeMap((value) => of(value)),
      );
      expectObservable(result, unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('leaves its source when the subscriber unsubscribes', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a-b-c-|');
      expectObservable(source.pipe(setup().admitted, take(2))).toBe('a-(b|)');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });
});
