import { describe, expect, it } from '@jest/globals';
import type { InferOrder } from '../../src/index.js';
import { Sequencer } from '../../src/pipeline/sequencer.js';
import { inputsOf, resultOf } from '../support/pipeline-parts.js';

/** A sequencer with inputs a, b, c, d in it, and what it emitted. */
function setup(order: InferOrder<string>) {
  let emitted = '';
  const sequencer: Sequencer<string> = new Sequencer(order, ({ source }) => {
    emitted += source;
  });
  const inputs = inputsOf('a', 'b', 'c', 'd');
  for (const input of inputs) sequencer.add(input);
  const find = (value: string) => {
    const input = inputs.find(({ source }) => source === value);
    if (!input) throw new Error(`no input ${value}`);
    return input;
  };
  return {
    sequencer,
    emitted: () => emitted,
    result: (value: string) => sequencer.settle(find(value), resultOf(find(value))),
    drop: (value: string) => sequencer.settle(find(value)),
  };
}

describe('Sequencer', () => {
  it('holds results back until all before them have ended', () => {
    const { sequencer, emitted, result } = setup('submission');
    result('c');
    result('b');
    expect([emitted(), sequencer.heldBack]).toEqual(['', 2]);
    result('a');
    expect([emitted(), sequencer.heldBack]).toEqual(['abc', 0]);
    result('d');
    expect(emitted()).toBe('abcd');
  });

  it('does not wait for an input that ended without a result', () => {
    const { emitted, result, drop } = setup('submission');
    result('b');
    drop('a');
    expect(emitted()).toBe('b');
  });

  it('emits at once in order of completion', () => {
    const { sequencer, emitted, result } = setup('completion');
    for (const value of ['d', 'b', 'a']) result(value);
    expect([emitted(), sequencer.heldBack]).toEqual(['dba', 0]);
  });

  it('keeps the order among inputs of the same key alone', () => {
    const { sequencer, emitted, result } = setup((value) => 'ac'.includes(value));
    result('c');
    result('b');
    expect([emitted(), sequencer.heldBack]).toEqual(['b', 1]);
    result('d');
    result('a');
    expect(emitted()).toBe('bdac');
  });

  it('compares keys as a Map does', () => {
    const { emitted, result } = setup(() => Number.NaN);
    result('b');
    expect(emitted()).toBe('');
    result('a');
    expect(emitted()).toBe('ab');
  });

  it('goes on when a subscriber settles more inputs inside of a result', () => {
    const inputs = inputsOf('a', 'b', 'c');
    const [first, second, third] = inputs;
    if (!first || !second || !third) throw new Error('no inputs');
    const emitted: string[] = [];
    const sequencer: Sequencer<string> = new Sequencer('submission', ({ source }) => {
      emitted.push(source);
      if (source === 'a') sequencer.settle(third, resultOf(third));
    });
    for (const input of inputs) sequencer.add(input);
    sequencer.settle(second, resultOf(second));
    sequencer.settle(first, resultOf(first));
    expect([emitted, sequencer.heldBack]).toEqual([['a', 'b', 'c'], 0]);
  });

  it('throws the error of the key function', () => {
    const sequencer = new Sequencer<string>(
      () => {
        throw new Error('key');
      },
      () => {},
    );
    for (const input of inputsOf('a')) expect(() => sequencer.add(input)).toThrow('key');
  });

  it('forgets results that are held back', () => {
    const { sequencer, emitted, result } = setup('submission');
    result('b');
    sequencer.clear();
    expect(sequencer.heldBack).toBe(0);
    result('a');
    expect(emitted()).toBe('');
  });
});
