import { describe, expect, it } from '@jest/globals';
import { inputsOf, resultOf, startOn, stateOf } from '../support/pipeline-parts.js';

describe('PipelineState', () => {
  it('has room for maxInFlight executions, less those that have a slot', () => {
    const { state } = stateOf({ maxInFlight: 3 });
    expect([state.allowance, state.mayStart]).toEqual([3, true]);
    state.usage.slots = 3;
    expect([state.allowance, state.mayStart]).toEqual([0, false]);
  });

  it('counts results that are held back as executions, a batch of them as one', () => {
    const { state } = stateOf({ maxInFlight: 3, batchSize: 2 }, [1, 2]);
    const inputs = inputsOf('a', 'b', 'c', 'd');
    for (const input of inputs) state.sequencer.add(input);
    for (const input of inputs.slice(1)) state.sequencer.settle(input, resultOf(input));
    expect(state.sequencer.heldBack).toBe(3);
    expect(state.allowance).toBe(2);
  });

  it('lets a retry start even if all room is taken by results that wait for it', () => {
    const { state } = stateOf({ maxInFlight: 1 });
    const [first, second] = inputsOf('a', 'b');
    if (!first || !second) throw new Error('no inputs');
    for (const input of [first, second]) state.sequencer.add(input);
    state.sequencer.settle(second, resultOf(second));
    expect([state.allowance, state.mayStart]).toEqual([0, false]);
    state.queue.pushRetry(first, 0);
    expect([state.mayStart, state.isReady]).toEqual([true, true]);
    state.usage.slots = 1;
    expect(state.mayStart).toBe(false);
  });

  it('wants a slot for every waiting batch, as far as maxInFlight allows', () => {
    const { state } = stateOf({ maxInFlight: 2, batchSize: 2 }, [1, 2]);
    expect([state.wanted, state.hasWaiting, state.isReady]).toEqual([0, false, false]);
    for (const input of inputsOf('a', 'b', 'c', 'd', 'e')) state.queue.push(input);
    expect([state.wanted, state.hasWaiting, state.isReady]).toEqual([2, true, true]);
    state.usage.slots = 1;
    expect(state.wanted).toBe(1);
  });

  it('starts nothing while an error waits for the results that are being emitted', () => {
    const { state } = stateOf();
    for (const input of inputsOf('a')) state.queue.push(input);
    expect([state.isReady, state.isOpen]).toEqual([true, true]);
    state.pendingError = { error: 'late' };
    expect([state.isReady, state.isOpen]).toEqual([false, false]);
  });

  it.each(['ended', 'modelClosing'] as const)('takes no more inputs once %s', (flag) => {
    const { state } = stateOf();
    state[flag] = true;
    expect(state.isOpen).toBe(false);
  });

  it('has stuck groups when the source has completed and nothing waits', () => {
    const { state } = stateOf({ callbackInterval: 4 });
    startOn(state, inputsOf('a'));
    expect(state.areGroupsStuck).toBe(false);
    state.sourceCompleted = true;
    expect(state.areGroupsStuck).toBe(true);
    for (const input of inputsOf('b')) state.queue.push(input);
    expect(state.areGroupsStuck).toBe(false);
  });

  it('has stuck groups when its last slot is taken and no callback is outstanding that would free one', () => {
    const { state } = stateOf({ callbackInterval: 2, maxInFlight: 3 });
    state.usage.slots = 3;
    state.usage.groups = 1;
    expect(state.areGroupsStuck).toBe(false);
    state.usage.groups = 0;
    expect(state.areGroupsStuck).toBe(true);
  });

  it('has stuck groups at interval 0 whenever its last slot is taken', () => {
    const { state } = stateOf({ callbackInterval: 0, maxInFlight: 2 });
    state.usage.slots = 2;
    state.usage.groups = 1;
    expect(state.areGroupsStuck).toBe(true);
  });

  it('is complete when the source has completed and no input waits or is in flight', () => {
    const { state } = stateOf();
    state.sourceCompleted = true;
    expect(state.isComplete).toBe(true);
    startOn(state, inputsOf('a'));
    expect(state.isComplete).toBe(false);
    state.ledger.deliver();
    state.ledger.arrive();
    expect(state.isComplete).toBe(false);
  });

  it('is cut off when the model closes and all inputs in flight are held back', () => {
    const { state } = stateOf();
    const [first, second] = inputsOf('a', 'b');
    if (!first || !second) throw new Error('no inputs');
    startOn(state, [first]);
    startOn(state, [second]);
    state.modelClosing = true;
    expect(state.isCutOff).toBe(false);
    state.sequencer.settle(second, resultOf(second));
    expect(state.isCutOff).toBe(false);
    state.ledger.retry();
    expect(state.isCutOff).toBe(true);
  });
});
