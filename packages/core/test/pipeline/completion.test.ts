import { describe, expect, it } from '@jest/globals';
import type { AscendRxError, InferConfig } from '../../src/index.js';
import { Completion } from '../../src/pipeline/completion.js';
import { inputsOf, startOn, stateOf } from '../support/pipeline-parts.js';

/** A completion by itself, and what it had its pipeline do, in order. */
function setup(config: InferConfig<string> = {}) {
  const { state } = stateOf(config);
  const log: string[] = [];
  const actions = {
    closeGroups: () => log.push('close groups'),
    wake: () => log.push('wake'),
    pull: () => log.push('pull'),
  };
  const completion = new Completion(state, actions, {
    leaveSource: () => log.push('leave the source'),
    complete: () => log.push('complete'),
    fail: (error) => log.push(`fail ${(error as AscendRxError).code ?? error}`),
  });
  return { state, completion, log };
}

describe('Completion', () => {
  it('goes on while the source has not completed: starts inputs, then asks for more', () => {
    const { completion, log } = setup();
    completion.settle();
    expect(log).toEqual(['wake', 'pull']);
  });

  it('completes when every input has come to its end', () => {
    const { state, completion, log } = setup();
    state.sourceCompleted = true;
    completion.settle();
    expect(log).toEqual(['complete']);
  });

  it('waits for inputs in flight, and closes their groups, because no input can fill them', () => {
    const { state, completion, log } = setup();
    startOn(state, inputsOf('a'));
    state.sourceCompleted = true;
    completion.settle();
    expect(log).toEqual(['wake', 'close groups', 'pull']);
  });

  it('does nothing while results are being emitted, nor after the end', () => {
    const { state, completion, log } = setup();
    state.sourceCompleted = true;
    state.emitting = true;
    completion.settle();
    state.emitting = false;
    state.ended = true;
    completion.settle();
    expect(log).toEqual([]);
  });

  it('fails at once with an error', () => {
    const { completion, log } = setup();
    completion.abort('lens');
    expect(log).toEqual(['fail lens']);
  });

  it('keeps an error until all current results have been emitted, and leaves the source meanwhile', () => {
    const { state, completion, log } = setup();
    state.emitting = true;
    completion.abort('first');
    completion.abort('second');
    expect(log).toEqual(['leave the source']);
    state.emitting = false;
    completion.settle();
    expect(log).toEqual(['leave the source', 'fail first']);
  });

  it('ignores an error after the end', () => {
    const { state, completion, log } = setup();
    state.ended = true;
    completion.abort('late');
    expect(log).toEqual([]);
  });

  it('fails with ERR_CLOSED when the model closes and nothing is in flight any more', () => {
    const { state, completion, log } = setup();
    const execution = startOn(state, inputsOf('a'));
    state.modelClosing = true;
    completion.settle();
    expect(log).toEqual(['wake', 'close groups', 'pull']);
    for (const input of execution.jobs) input.execution = undefined;
    state.ledger.deliver();
    completion.settle();
    expect(log.at(-1)).toBe('fail ERR_CLOSED');
  });

  it('closes stuck groups, and only those', () => {
    const { state, completion, log } = setup({ callbackInterval: 2, maxInFlight: 2 });
    state.usage.slots = 1;
    completion.closeStuckGroups();
    expect(log).toEqual([]);
    state.usage.slots = 2;
    completion.closeStuckGroups();
    expect(log).toEqual(['close groups']);
  });
});
