import { describe, expect, it } from '@jest/globals';
import { map, mergeMap, of } from 'rxjs';
import { marbles } from '../../../../test/support/marbles.js';
import type { InferResult } from '../../src/index.js';
import type { Execution } from '../../src/instance/execution.js';
import { launch } from '../../src/operators/launch.js';
import { PipelineOutput } from '../../src/operators/pipeline-output.js';
import type { Input } from '../../src/pipeline/input.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';

type Group = readonly Execution<Input<string>>[];

/** launch for a pipeline that is played by hand, and the calls of the pipeline, in order. */
function setup() {
  const log: string[] = [];
  const output = new PipelineOutput<string>();
  const instance = {
    closeGroup: (_pipeline: unknown, executions: readonly unknown[]) =>
      log.push(`close ${executions.length}`),
  };
  const pipeline = {
    executions: { instanceOf: () => instance },
    ending: {
      // As Ending.fail does.
      fail: (error: unknown) => {
        log.push('end');
        output.error(error);
      },
    },
  } as unknown as Pipeline<string>;
  const group = (size: number): Group =>
    Array.from({ length: size }, (_, n) => ({ number: n, instance: 0, slot: n, jobs: [], startedAt: 0 }));
  const result = (source: string) => ({ source }) as InferResult<string>;
  return { log, output, group, result, launched: launch(pipeline, output) };
}

const sources = map(({ source }: InferResult<string>) => source);

describe('launch', () => {
  it('closes every group, and emits the results of the pipeline', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { log, output, group, result, launched } = setup();
      const groups = cold<Group>('x--y', { x: group(2), y: group(1) });
      cold('-ab').subscribe((value) => output.result(result(value)));
      expectObservable(groups.pipe(launched, sources), '-----!').toBe('-ab');
      expectSubscriptions(groups.subscriptions).toBe('^----!');
      flush();
      expect(log).toEqual(['close 2', 'close 1']);
    });
  });

  it('completes with the pipeline if there are no groups', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { output, launched } = setup();
      const groups = cold<Group>('-');
      cold('--x').subscribe(() => output.complete());
      expectObservable(groups.pipe(launched, sources)).toBe('--|');
      expectSubscriptions(groups.subscriptions).toBe('^-!');
    });
  });

  it('does not complete with its groups, but with the pipeline', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { output, result, launched } = setup();
      const groups = cold<Group>('|');
      cold('--a-x').subscribe((value) => (value === 'a' ? output.result(result(value)) : output.complete()));
      expectObservable(groups.pipe(launched, sources)).toBe('--a-|');
      expectSubscriptions(groups.subscriptions).toBe('(^!)');
    });
  });

  it.each([
    ['#', '#', '(^!)'],
    ['--#', '--#', '^-!'],
  ])('passes an error of its groups on: %s', (from, to, subscribed) => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const groups = cold<Group>(from);
      expectObservable(groups.pipe(setup().launched, sources)).toBe(to);
      expectSubscriptions(groups.subscriptions).toBe(subscribed);
    });
  });

  it('fails the pipeline with an error of its groups, and passes on the error that the pipeline ends with', () => {
    marbles(({ cold, expectSubscriptions, flush }) => {
      const { log, launched } = setup();
      const groups = cold<Group>('--#', undefined, 'lens');
      groups.pipe(launched).subscribe({ error: (error) => log.push(`error ${error}`) });
      expectSubscriptions(groups.subscriptions).toBe('^-!');
      flush();
      expect(log).toEqual(['end', 'error lens']);
    });
  });

  it('does not break the unsubscription chain', () => {
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const { group, launched } = setup();
      const groups = hot<Group>('x-x-x-', { x: group(1) });
      const result = groups.pipe(
        mergeMap((each) => of(each)),
        launched,
        mergeMap((each) => of(each)),
      );
      expectObservable(result, '---!').toBe('');
      expectSubscriptions(groups.subscriptions).toBe('^--!');
    });
  });
});
