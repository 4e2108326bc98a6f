import { describe, expect, it } from '@jest/globals';
import { map, mergeMap, of } from 'rxjs';
import type { Dispatcher } from '../../src/scheduling/slot-scheduler.js';
import type { Execution } from '../../src/instance/execution.js';
import type { InferResult } from '../../src/index.js';
import { launch } from '../../src/operators/launch.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import { marbles } from '../support/marbles.js';

type Group = readonly Execution<string>[];

/** launch for a pipeline that is played by hand, and what it was told, in order. */
function setup() {
  const log: string[] = [];
  const pipeline = {} as Pipeline<string>;
  const dispatcher = { end: () => log.push('end') } as unknown as Dispatcher;
  const instance = {
    close: (_pipeline: unknown, executions: readonly unknown[]) => log.push(`close ${executions.length}`),
  };
  const group = (size: number) => Array.from({ length: size }, () => ({ instance })) as unknown as Group;
  const result = (source: string) => ({ source }) as InferResult<string>;
  return { log, pipeline, group, result, launched: launch(dispatcher, pipeline) };
}

const sources = map(({ source }: InferResult<string>) => source);

describe('launch', () => {
  it('closes every group, and emits what the pipeline gives', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { log, pipeline, group, result, launched } = setup();
      const groups = cold<Group>('x--y', { x: group(2), y: group(1) });
      cold('-ab').subscribe((value) => pipeline.emit(result(value)));
      expectObservable(groups.pipe(launched, sources), '-----!').toBe('-ab');
      expectSubscriptions(groups.subscriptions).toBe('^----!');
      flush();
      expect(log).toEqual(['close 2', 'close 1']);
    });
  });

  it('of no groups is what the pipeline says', () => {
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const { log, pipeline, launched } = setup();
      const groups = cold<Group>('-');
      cold('--x').subscribe(() => pipeline.finished());
      expectObservable(groups.pipe(launched, sources)).toBe('--|');
      expectSubscriptions(groups.subscriptions).toBe('^-!');
      flush();
      expect(log).toEqual(['end']);
    });
  });

  it('does not complete with its groups, but with the pipeline', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const { pipeline, result, launched } = setup();
      const groups = cold<Group>('|');
      cold('--a-x').subscribe((value) =>
        value === 'a' ? pipeline.emit(result(value)) : pipeline.finished(),
      );
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

  it('ends the pipeline before anybody is told of an error', () => {
    marbles(({ cold, expectSubscriptions, flush }) => {
      const { log, pipeline, launched } = setup();
      const groups = cold<Group>('-');
      cold('--x').subscribe(() => pipeline.failed('lens'));
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
