// Names of outputs: all of them are kept, and `list` has the model's order.
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, of } from 'rxjs';
import { expectSettled } from '../../../../test/support/marbles.js';
import { type InferResult, infer, type Model } from '../../src/index.js';
import { createVirtualDevice } from '../../src/testing/index.js';

const tensor = <const Name extends string>(name: Name) => ({ name, type: 'float32', dims: [1] }) as const;

/** A model whose `i`-th output is ten times its `i`-th input, of the same name. */
function modelOf(...names: string[]): Model {
  return createVirtualDevice().createModel<string, string>({
    inputs: names.map(tensor),
    outputs: names.map(tensor),
    compute: (inputs) =>
      Object.fromEntries(names.map((name) => [name, [10 * Number(inputs[name]?.data[0])]])),
  });
}

async function resultOf(model: Model): Promise<InferResult<number>> {
  const inputs = () =>
    Object.fromEntries(model.inputs.map(({ name }, i) => [name, Float32Array.of(i)] as const));
  const result = await firstValueFrom(of(0).pipe(infer(model, { inputs })));
  expectSettled(model, { delivered: 1 });
  return result;
}

describe.each([
  ['one', ['y'], ['y']],
  ['one that is an index', ['495'], ['495']],
  ['one with the name of the prototype', ['__proto__'], ['__proto__']],
  ['several', ['b', 'a'], ['b', 'a']],
  ['indexes, which JavaScript puts first', ['a', '495', '12', '__proto__'], ['12', '495', 'a', '__proto__']],
  ['names that every object has', ['constructor', 'toString'], ['constructor', 'toString']],
])('outputs named like %s', (_, names, keys) => {
  it('are all there, and in the order of the model', async () => {
    const { outputs, list } = await resultOf(modelOf(...names));
    expect(Object.keys(outputs)).toEqual(keys);
    expect(names.map((name) => outputs[name]?.data[0])).toEqual(names.map((__, i) => 10 * i));
    expect(list.map(({ data }) => data[0])).toEqual(names.map((__, i) => 10 * i));
    expect(list).toEqual(names.map((name) => outputs[name]));
  });

  it('have no prototype, and are plain properties', async () => {
    const { outputs } = await resultOf(modelOf(...names));
    expect(Object.getPrototypeOf(outputs)).toBeNull();
    expect('hasOwnProperty' in outputs).toBe(false);
    expect({ ...outputs }).toEqual(Object.fromEntries(Object.entries(outputs)));
  });
});

it('the list of a result is one list, and its tensors are those of `outputs`', async () => {
  for (const names of [['y'], ['a', '7']]) {
    const result = await resultOf(modelOf(...names));
    expect(result.list).toBe(result.list);
    expect(new Set(result.list)).toEqual(new Set(Object.values(result.outputs)));
  }
});
