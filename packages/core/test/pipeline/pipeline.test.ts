// A pipeline between a sink and a model whose session is played by hand.
import { describe, expect, it } from '@jest/globals';
import { one, setup } from '../../../../test/support/feed.js';
import type { InferConfig } from '../../src/index.js';
import type { Execution } from '../../src/instance/execution.js';
import { inferSettings } from '../../src/options/infer-settings.js';
import type { Input } from '../../src/pipeline/input.js';
import type { PipelineSink } from '../../src/pipeline/pipeline-sink.js';

/** A pipeline, and the calls of its sink and its subjects, in order, each with the ledger's inputs that are open. */
function play(config: InferConfig<string> = {}) {
  const { session, model } = setup();
  const log: string[] = [];
  const executions: Execution<Input<string>>[] = [];
  const note = (text: string) => {
    const { waiting, inFlight } = model.stats().ledger;
    log.push(`${text}, ${waiting + inFlight} open`);
  };
  const sink: PipelineSink<string> = {
    execution: (execution) => {
      executions.push(execution);
      note(`execution of ${execution.jobs.map(({ source }) => source).join('')}`);
    },
    result: ({ source }) => note(`result ${source}`),
    complete: () => note('complete'),
    error: (error) => note(`error ${error}`),
    pull: () => {},
  };
  const pipeline = model.open(inferSettings('infer', { inputs: one, ...config }, model), sink);
  pipeline.closeGroups$.subscribe((instance) => note(`close groups ${instance ?? 'of all'}`));
  pipeline.ending.leaveSource$.subscribe(() => note('leave the source'));
  return { session, model, pipeline, executions, log };
}

describe('Pipeline', () => {
  it('has ended before subscribers receive an error: the ledger has no open inputs', () => {
    const { pipeline, log } = play();
    pipeline.intake.arrive('a');
    pipeline.ending.fail('lens');
    expect(log).toEqual([
      'execution of a, 1 open',
      'close groups of all, 0 open',
      'leave the source, 0 open',
      'error lens, 0 open',
    ]);
  });

  it('has ended before subscribers receive the completion', () => {
    const { pipeline, log } = play();
    pipeline.intake.sourceCompleted();
    expect(log.slice(-3)).toEqual([
      'close groups of all, 0 open',
      'leave the source, 0 open',
      'complete, 0 open',
    ]);
  });

  it('ends once: later events have no effect', () => {
    const { pipeline, log } = play();
    pipeline.ending.end('unsubscribe');
    const { length } = log;
    pipeline.ending.end('error', 'late');
    pipeline.intake.sourceCompleted();
    pipeline.abort('late');
    expect(log).toHaveLength(length);
  });

  it('closes its groups when the source fails, while it is still running', () => {
    const { pipeline, log } = play();
    pipeline.intake.arrive('a');
    pipeline.intake.sourceFailed('lens');
    expect(log.at(-1)).toBe('close groups of all, 1 open');
  });

  it('begins executions in the order of arrival, and lets the rest wait', () => {
    const { pipeline, executions } = play({ maxInFlight: 2 });
    for (const value of ['a', 'b', 'c']) pipeline.intake.arrive(value);
    expect(executions.map(({ number, slot, instance }) => [number, slot, instance])).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
    expect(pipeline.state.queue.size).toBe(1);
  });

  it('reports a refused submission to its failures: the pipeline ends with the error', () => {
    const { pipeline, executions, log } = play();
    pipeline.intake.arrive('a');
    const [execution] = executions;
    if (!execution) throw new Error('nothing was executed');
    pipeline.executions.instanceOf(execution).give(pipeline, execution.slot);
    pipeline.outcomes.refused(execution, new Error('refused'));
    expect(log.at(-1)).toBe('error Error: refused, 0 open');
    expect(pipeline.state.ledger.failed).toBe(1);
  });
});
