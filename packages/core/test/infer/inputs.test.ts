// Inputs that do not fit: the pipeline decides about each, and no slot is lost. test/pipeline/bind-inputs.test.ts has what
// fits and what the messages say.
import { describe, expect, it } from '@jest/globals';
import { from, of } from 'rxjs';
import { expectSettled, marbles } from '../../../../test/support/marbles.js';
import { type InferInputs, infer, inferFrom, type Model } from '../../src/index.js';
import { createVirtualDevice } from '../../src/testing/index.js';

const picture = { name: 'x', type: 'float32', dims: [1, 3, 2, 2] } as const;
const model = (gears?: number[]) =>
  createVirtualDevice({ serviceTime: 1 }).createModel({
    inputs: [picture],
    outputs: [{ ...picture, name: 'y' }],
    slots: 1,
    ...(gears ? { gears } : {}),
  });
const planes = new Float32Array(12).fill(0.5);
// A picture of twice the side has as many bytes.
const pixels = Buffer.alloc(4 * 4 * 3, 255);

describe('bytes for a float32 input', () => {
  it.each([
    ['as they are', pixels],
    ['by name', { x: pixels }],
    ['as the data of a tensor', { ...picture, data: pixels }],
  ])('%s end the pipeline, and give no numbers', (_, value) => {
    marbles(({ flush }) => {
      const target = model();
      const seen: unknown[] = [];
      of(1, 2)
        .pipe(infer(target, { inputs: () => value as never }))
        .subscribe({ next: (result) => seen.push(result), error: (error) => seen.push(error) });
      flush();
      expect(seen).toEqual([
        expect.objectContaining({
          code: 'ERR_INPUT',
          message:
            'Expected float32 [1, 3, 2, 2], 12 elements, 48 bytes for `x` but received Buffer of 48 elements, 48 bytes. If these are the bytes of ' +
            "float32, say so: { type: 'float32', dims: [1, 3, 2, 2], bytes }.",
        }),
      ]);
      expectSettled(target, { failed: 1 });
    });
  });

  it('are dropped from a batch, and the others are executed', () => {
    marbles(({ flush }) => {
      const target = model([1, 4]);
      const values: unknown[] = [planes, pixels, planes, Promise.resolve(planes), [...planes], planes];
      const seen: unknown[] = [];
      from(values)
        .pipe(infer(target, { inputs: (value) => value as never, batchSize: 4, onFailure: 'drop' }))
        .subscribe(({ index, outputs }) => seen.push(index, outputs.y.data[0]));
      flush();
      expect(seen).toEqual([0, 0.5, 2, 0.5, 5, 0.5]);
      expectSettled(target, { delivered: 3, dropped: 3 });
    });
  });

  it('are taken where they say what they are', () => {
    marbles(({ flush }) => {
      const target = model();
      const bytes = Buffer.concat([Buffer.alloc(1), Buffer.from(planes.buffer)]).subarray(1);
      const seen: unknown[] = [];
      of({ type: 'float32', dims: [1, 3, 2, 2], bytes } as const)
        .pipe(infer(target))
        .subscribe(({ outputs: { y } }) => seen.push(y));
      flush();
      expect(seen).toEqual([{ type: 'float32', dims: [1, 3, 2, 2], data: planes }]);
      expectSettled(target, { delivered: 1 });
    });
  });
});

describe('a model that is not awaited', () => {
  const message =
    "Expected a device's model for `model` but received a Promise. Await it: infer(await device.loadModel(…)).";

  it('is named by infer and inferFrom', () => {
    const promise = Promise.resolve(model()) as unknown as Model;
    expect(() => infer(promise)).toThrow(new TypeError(message));
    expect(() => inferFrom([planes], promise)).toThrow(new TypeError(message));
  });
});

describe('a value with other parts than inputs', () => {
  const id = 7;
  it.each<[string, object, object, string]>([
    [
      'without `inputs`: the part that can be the input is named',
      { id, planes },
      {},
      'The model has no input `id`: its inputs are x. If the inputs are a part of each value, give `inputs` to `infer` or ' +
        '`model.runner`: { inputs: ({ planes }) => planes }',
    ],
    [
      'without `inputs`, and without such a part',
      { id, path: 'cat.jpg' },
      {},
      'The model has no input `id`: its inputs are x. If the inputs are a part of each value, give `inputs` to `infer` or ' +
        '`model.runner`: { inputs: (value) => … }',
    ],
    [
      'that `inputs` has given',
      { id, planes },
      { inputs: (value: object) => value },
      'The model has no input `id`: did you mean `x`?',
    ],
    ['of one misspelt input', { X1: planes }, {}, 'The model has no input `X1`: did you mean `x`?'],
  ])('%s', (_, value, config, message) => {
    marbles(({ flush }) => {
      const target = model();
      let reason: unknown;
      of(value as InferInputs)
        .pipe(infer(target, config as object))
        .subscribe({ error: (error) => (reason = error) });
      flush();
      expect(reason).toMatchObject({ code: 'ERR_INPUT', message });
      expectSettled(target, { failed: 1 });
    });
  });
});
