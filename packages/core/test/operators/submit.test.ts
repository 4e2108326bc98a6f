import { describe, expect, it } from '@jest/globals';
import { map, mergeMap, of } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import type { ExecuteOptions } from '../../src/device-index.js';
import type { Execution } from '../../src/instance/execution.js';
import { submit } from '../../src/operators/submit.js';
import type { Input } from '../../src/pipeline/input.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import { inputsOf } from '../support/pipeline-parts.js';

/** submit for a pipeline that is played by hand, and the calls of its instance and of the pipeline, in order. */
function setup(refuse: (slot: number) => boolean = () => false) {
  const log: string[] = [];
  const given: unknown[] = [];
  const options = { batchSize: 4 };
  const instance = {
    execute: (slot: number, views: readonly ArrayBufferView[], options?: ExecuteOptions) => {
      given.push(options);
      if (refuse(slot)) throw new Error('refused');
      log.push(`execute ${slot}: ${views.map(({ byteLength }) => byteLength)} as ${options?.batchSize}`);
    },
    give: (_pipeline: unknown, slot: number) => log.push(`give ${slot}`),
  };
  const pipeline = {
    executions: {
      instanceOf: () => instance,
      optionsFor: ({ length }: readonly unknown[]) => (length > 1 ? options : undefined),
    },
    outcomes: {
      refused: ({ number }: Execution<unknown>, error: Error) => log.push(`${error.message} ${number}`),
    },
  } as unknown as Pipeline<string>;
  const execution = (slot: number, ...values: string[]) => {
    const inputs = inputsOf(...values);
    inputs.forEach((input, n) => {
      input.views = [new Uint8Array(n + 1), new Uint8Array(10)];
    });
    return { number: slot, instance: 0, slot, jobs: inputs, startedAt: 0 };
  };
  const slots = map(({ slot }: Execution<Input<string>>) => String(slot));
  return { log, given, options, execution, submitted: submit(pipeline), slots };
}

describe('submit', () => {
  it('executes each input on its instance, and passes the execution on', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { log, execution, submitted, slots } = setup();
      const source = cold('a--(b|)', { a: execution(0, 'x'), b: execution(1, 'y') });
      expectObservable(source.pipe(submitted, slots)).toBe('0--(1|)');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      flush();
      expect(log).toEqual(['execute 0: 1,10 as undefined', 'execute 1: 1,10 as undefined']);
    });
  });

  it('gives a batch the views of each input in turn, and the batch size that holds them', () => {
    const { log, execution, submitted } = setup();
    of(execution(2, 'x', 'y'))
      .pipe(submitted)
      .subscribe();
    expect(log).toEqual(['execute 2: 1,10,2,10 as 4']);
  });

  it('passes the options of an execution on as they are', () => {
    const { given, options, execution, submitted } = setup();
    of(execution(0, 'x'), execution(1, 'y', 'z'), execution(2, 'v', 'w'))
      .pipe(submitted)
      .subscribe();
    expect(given).toEqual([undefined, options, options]);
    for (const each of given.slice(1)) expect(each).toBe(options);
  });

  it('gives the slot of a refused execution back before its inputs fail, and goes on', () => {
    marbles(({ cold, expectObservable, flush }) => {
      const { log, execution, submitted, slots } = setup((slot) => slot === 0);
      const source = cold('(ab)|', { a: execution(0, 'x'), b: execution(1, 'y') });
      expectObservable(source.pipe(submitted, slots)).toBe('1---|');
      flush();
      expect(log).toEqual(['give 0', 'refused 0', 'execute 1: 1,10 as undefined']);
    });
  });

  it.each([
    ['-', '-', '^'],
    ['|', '|', '(^!)'],
    ['#', '#', '(^!)'],
    ['--#', '--#', '^-!'],
  ])('turns %s into %s, subscribed %s', (from, to, subscribed) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { submitted, slots } = setup();
      const source = cold<Execution<Input<string>>>(from);
      expectObservable(source.pipe(submitted, slots)).toBe(to);
      expectSubscriptions(source.subscriptions).toBe(subscribed);
    });
  });

  it('does not break the unsubscription chain', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const { execution, submitted, slots } = setup();
      const source = hot('a-a-a-', { a: execution(0, 'x') });
      const result = source.pipe(
        mergeMap((each) => of(each)),
        submitted,
        slots,
        mergeMap((each) => of(each)),
      );
      expectObservable(result, '---!').toBe('0-0');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });
});
