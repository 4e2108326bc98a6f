import { describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import type { Execution } from '../../src/instance/execution.js';
import { Deadlines } from '../../src/pipeline/deadlines.js';
import type { Input } from '../../src/pipeline/input.js';
import { inputsOf } from '../support/pipeline-parts.js';

/** Deadlines of 10 ms by themselves, and the executions that were late, each with the time. */
function setup() {
  const scheduler = new VirtualTimeScheduler();
  const late: string[] = [];
  const deadlines: Deadlines<string> = new Deadlines(10, scheduler, ({ number, jobs }) => {
    late.push(`${scheduler.now()} ${number}`);
    for (const input of jobs) input.execution = undefined;
  });
  const begin = (number: number, startedAt: number, inputs: readonly Input<string>[] = inputsOf('a')) => {
    const execution = { number, instance: 0, slot: 0, jobs: inputs, startedAt };
    for (const input of inputs) input.execution = execution;
    deadlines.started(execution);
    return execution;
  };
  const end = ({ jobs }: Execution<Input<string>>) => {
    for (const input of jobs) input.execution = undefined;
    deadlines.ended();
  };
  return { scheduler, late, deadlines, begin, end };
}

describe('Deadlines', () => {
  it('reports each execution at its own deadline', () => {
    const { scheduler, late, begin } = setup();
    begin(0, 0);
    begin(1, 0);
    begin(2, 4);
    scheduler.flush();
    expect(late).toEqual(['10 0', '10 1', '14 2']);
  });

  it('does not report an execution that has ended in time', () => {
    const { scheduler, late, begin, end } = setup();
    const first = begin(0, 0);
    begin(1, 3);
    end(first);
    scheduler.flush();
    expect(late).toEqual(['13 1']);
  });

  it('does not report an execution that ended before an earlier one', () => {
    const { scheduler, late, begin, end } = setup();
    begin(0, 0);
    end(begin(1, 3));
    scheduler.flush();
    expect(late).toEqual(['10 0']);
  });

  it('reports a batch while one of its inputs waits for it', () => {
    const { scheduler, late, begin } = setup();
    const inputs = inputsOf('a', 'b');
    begin(0, 0, inputs);
    inputs.slice(0, 1).forEach((input) => {
      input.execution = undefined;
    });
    scheduler.flush();
    expect(late).toEqual(['10 0']);
  });

  it('sets no timer when nothing runs', () => {
    const { scheduler, begin, end } = setup();
    end(begin(0, 0));
    scheduler.flush();
    expect(scheduler.now()).toBe(0);
  });

  it('forgets everything', () => {
    const { scheduler, late, deadlines, begin } = setup();
    begin(0, 0);
    deadlines.clear();
    scheduler.flush();
    expect(late).toEqual([]);
  });
});
