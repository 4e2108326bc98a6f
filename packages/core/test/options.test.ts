import { describe, expect, it } from '@jest/globals';
import { infer, nearest } from '../src/index.js';
import { createVirtualDevice } from '../src/testing/index.js';

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

  it('refuses options that are none', () => {
    expect(() => infer(model, null as unknown as object)).toThrow(
      'Expected an object with options of infer for `options` but received null',
    );
  });

  it('allows the whole range', () => {
    for (const callbackInterval of [0, 1, 50, 100])
      expect(() => infer(model, { callbackInterval })).not.toThrow();
  });
});

describe('options of the virtual device', () => {
  it.each([
    [
      () => createVirtualDevice({ serviceTime: -1 }),
      /Expected a number of milliseconds ≥ 0 for `serviceTime`/,
    ],
    [() => createVirtualDevice({ callbackTime: Number.NaN }), /for `callbackTime` but received NaN/],
    [() => createVirtualDevice({ servicetime: 1 } as object), /did you mean `serviceTime`/],
    [() => createVirtualDevice().createModel({ slots: 0 }), /Expected an integer ≥ 1 for `slots`/],
    [() => createVirtualDevice().createModel({ serviceTime: -2 }), /for `serviceTime` but received -2/],
  ])('refuses %s', (call, message) => {
    expect(call).toThrow(message);
  });
});

describe('nearest', () => {
  it('names what was probably meant, or nothing', () => {
    const known = ['callbackInterval', 'maxInFlight', 'inputs'];
    expect(nearest('input', known)).toBe('inputs');
    expect(nearest('callback-interval', known)).toBe('callbackInterval');
    expect(nearest('zzzzzzzz', known)).toBeUndefined();
  });
});
