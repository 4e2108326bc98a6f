import { describe, expect, it } from '@jest/globals';
import { infer } from '../../src/index.js';
import { createVirtualDevice } from '../../src/testing/index.js';
import { nearest } from '../../src/util/nearest.js';

const model = createVirtualDevice().createModel();

describe('options of infer', () => {
  it.each([
    [
      { callbackInterval: 101 },
      RangeError,
      'Expected an integer from 0 to `maxInFlight` (100) for `callbackInterval` but received 101',
    ],
    [
      { callbackInterval: 3, maxInFlight: 2 },
      RangeError,
      'Expected an integer from 0 to `maxInFlight` (2) for `callbackInterval` but received 3',
    ],
    [{ callbackInterval: -1 }, RangeError, /but received -1$/],
    [{ callbackInterval: 1.5 }, RangeError, /but received 1.5$/],
    [{ callbackInterval: '2' }, RangeError, /but received '2'$/],
    [{ maxInFlight: 0 }, RangeError, 'Expected an integer ≥ 1 for `maxInFlight` but received 0'],
    [{ maxInFlight: Number.NaN }, RangeError, /but received NaN$/],
    [{ inputs: 'x' }, TypeError, "Expected a function for `inputs` but received 'x'"],
    [
      { callBackInterval: 8 },
      TypeError,
      'infer has no option `callBackInterval`: did you mean `callbackInterval`?',
    ],
    [{ maxInflght: 8 }, TypeError, /did you mean `maxInFlight`\?/],
    [
      { blockType: 'blocking' },
      TypeError,
      "Expected one of 'block', 'no-block' for `blockType` but received 'blocking'",
    ],
    [
      { maxCallbackDelay: -1 },
      RangeError,
      /number of milliseconds ≥ 0 for `maxCallbackDelay` but received -1$/,
    ],
    [
      { overflow: 'drop' },
      TypeError,
      "Expected one of 'buffer', 'drop-oldest', 'drop-newest', 'error' for `overflow` but received 'drop'",
    ],
    [{ maxQueueSize: -1 }, RangeError, 'Expected an integer ≥ 0 for `maxQueueSize` but received -1'],
    [{ maxQueueSize: 1.5 }, RangeError, /but received 1.5$/],
    [
      { overflow: 'drop-oldest', maxQueueSize: 0 },
      RangeError,
      'Expected an integer ≥ 1 for `maxQueueSize` but received 0',
    ],
    [{ maxStaleness: Number.NaN }, RangeError, /for `maxStaleness` but received NaN$/],
    [
      { order: 'random' },
      TypeError,
      "Expected one of 'submission', 'completion' or a function for `order` but received 'random'",
    ],
    [
      { batchSize: 2 },
      RangeError,
      'Expected 1, as the model takes one input at a time, for `batchSize` but received 2',
    ],
    [{ maxQueueDelay: '5' }, RangeError, /for `maxQueueDelay` but received '5'$/],
    [{ timeout: -5 }, RangeError, /for `timeout` but received -5$/],
    [
      { onFailure: 'ignore' },
      TypeError,
      /^Expected 'fail', 'drop' or \{ retry: .* for `onFailure` but received 'ignore'$/,
    ],
    [
      { onFailure: { retry: 3 } },
      TypeError,
      'Expected { count, delay } for `onFailure.retry` but received 3',
    ],
    [{ onFailure: { retry: {} } }, RangeError, /for `onFailure.retry.count` but received undefined$/],
    [
      { onFailure: { retry: { count: 1, delay: -1 } } },
      RangeError,
      /for `onFailure.retry.delay` but received -1$/,
    ],
    [
      { onFailure: { retry: { count: 1 }, then: 'retry' } },
      TypeError,
      "Expected 'fail' or 'drop' for `onFailure.then` but received 'retry'",
    ],
    [{ onDrop: true }, TypeError, 'Expected a function for `onDrop` but received true'],
    [{ label: 7 }, TypeError, 'Expected a string for `label` but received 7'],
    [{ recorder: {} }, TypeError, /for `recorder` but received an empty object$/],
  ])('refuses %j when infer is called', (config, kind, message) => {
    const call = () => infer(model, config as object);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
  });

  it.each([[undefined], [null], ['model.onnx'], [{}]])('refuses %j as a model', (wrong) => {
    expect(() => infer(wrong as unknown as typeof model)).toThrow(TypeError);
    expect(() => infer(wrong as unknown as typeof model)).toThrow(
      /^Expected a device's model for `model` but received/,
    );
  });

  it('refuses options that are not an object', () => {
    expect(() => infer(model, null as unknown as object)).toThrow(
      'Expected an object with options of infer for `options` but received null',
    );
  });

  it('knows the largest batch of a model with gears', () => {
    const batching = createVirtualDevice().createModel({ gears: [8, 2] });
    for (const batchSize of [1, 2, 5, 8]) expect(() => infer(batching, { batchSize })).not.toThrow();
    expect(() => infer(batching, { batchSize: 9 })).toThrow(
      'Expected an integer from 1 to 8 for `batchSize` but received 9',
    );
  });

  it('accepts every callbackInterval from 0 to 100', () => {
    for (const callbackInterval of [0, 1, 50, 100])
      expect(() => infer(model, { callbackInterval })).not.toThrow();
  });
});

describe('nearest', () => {
  it('returns the nearest name, or nothing', () => {
    const known = ['callbackInterval', 'maxInFlight', 'inputs'];
    expect(nearest('input', known)).toBe('inputs');
    expect(nearest('callback-interval', known)).toBe('callbackInterval');
    expect(nearest('zzzzzzzz', known)).toBeUndefined();
  });
});
