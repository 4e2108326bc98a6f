// Wrong options of the virtual device and its models are refused with the name of the option.
import { describe, expect, it } from '@jest/globals';
import { expectSettled, marbles } from '../../../../../test/support/marbles.js';
import { createVirtualDevice, type ServiceTime } from '../../../src/testing/index.js';
import { through, timeline } from '../../support/through.js';

const one = { name: 'x', type: 'float32', dims: [1] };

describe('createVirtualDevice', () => {
  it.each([
    [{ serviceTime: -1 }, 'Expected a finite number of milliseconds ≥ 0, or a function for `serviceTime`'],
    [{ serviceTime: '10' }, "for `serviceTime` but received '10'"],
    [{ serviceTime: Number.POSITIVE_INFINITY }, 'for `serviceTime` but received Infinity'],
    [{ callbackTime: Number.NaN }, 'for `callbackTime` but received NaN'],
    [
      { callbackTime: '1' },
      "Expected a finite number of milliseconds ≥ 0 for `callbackTime` but received '1'",
    ],
    [{ devices: 0 }, 'Expected an integer ≥ 1 for `devices` but received 0'],
    [{ devices: '2' }, "for `devices` but received '2'"],
    [{ scheduler: {} }, 'Expected an rxjs scheduler for `scheduler` but received an empty object'],
    [{ scheduler: null }, 'for `scheduler` but received null'],
    [{ servicetime: 1 }, 'did you mean `serviceTime`?'],
    [3, 'Expected an object with options of createVirtualDevice for `options` but received 3'],
  ])('refuses %j', (options, message) => {
    expect(() => createVirtualDevice(options as object)).toThrow(message);
  });
});

describe('createModel of a virtual device', () => {
  it.each([
    [{ slots: 0 }, 'Expected an integer ≥ 1 for `slots` but received 0'],
    [{ instances: 1.5 }, 'for `instances` but received 1.5'],
    [{ serviceTime: -2 }, 'for `serviceTime` but received -2'],
    [{ serviceTime: '10' }, "for `serviceTime` but received '10'"],
    [{ compute: 5 }, 'Expected a function for `compute` but received 5'],
    [{ samplingPeriod: Number.NaN }, 'for `samplingPeriod` but received NaN'],
    [
      { samplingPeriod: 0 },
      'Expected a finite number of milliseconds > 0 for `samplingPeriod` but received 0',
    ],
    [{ gears: 4 }, 'Expected an array of batch sizes for `gears` but received 4'],
    [{ gears: [] }, 'Expected at least one batch size for `gears` but received an array of 0'],
    [{ gears: [2, 0] }, 'Expected an integer ≥ 1 for `gears[1]` but received 0'],
    [{ gears: null }, 'for `gears` but received null'],
    [{ inputs: { x: 1 } }, 'Expected an array of { name, type, dims } for `inputs`'],
    [{ outputs: [] }, 'Expected at least one tensor for `outputs` but received an array of 0'],
    [{ inputs: [null] }, 'Expected an object with options of inputs[0]'],
    [{ inputs: [{ ...one, shape: [1] }] }, 'inputs[0] has no option `shape`'],
    [{ inputs: [{ ...one, name: '' }] }, "Expected a name for `inputs[0].name` but received ''"],
    [
      { outputs: [one, one] },
      "Expected a name that no other tensor has for `outputs[1].name` but received 'x'",
    ],
    [{ inputs: [{ ...one, type: 'float' }] }, "for `inputs[0].type` but received 'float'"],
    [{ inputs: [{ ...one, dims: 1 }] }, 'Expected an array of sizes for `inputs[0].dims` but received 1'],
    [
      { inputs: [{ ...one, dims: [1.5] }] },
      'Expected an integer ≥ 0, or -1 or a name for a size that is not known, for `inputs[0].dims[0]` but received 1.5',
    ],
    [{ outputs: [{ ...one, dims: [2, -2] }] }, 'for `outputs[0].dims[1]` but received -2'],
    [{ outputs: [{ ...one, dims: [''] }] }, "for `outputs[0].dims[0]` but received ''"],
    [{ inputs: [{ ...one, dims: [-1] }], gears: 4 }, 'Expected an array of gears for `gears` but received 4'],
    [{ inputs: [{ ...one, dims: [-1] }], gears: [] }, 'Expected at least one gear for `gears`'],
    [
      { inputs: [{ ...one, dims: [-1] }], gears: [2] },
      'Expected the dims of every input for `gears[0]` but received 2',
    ],
    [{ inputs: [{ ...one, dims: [-1] }], gears: [[]] }, 'Expected the dims of 1 inputs for `gears[0]`'],
    [
      { inputs: [{ ...one, dims: [2, 'len'] }], gears: [[[2, 8]], [[3, 8]]] },
      'Expected dims like [2, len] for `gears[1][0]` but received [3, 8]',
    ],
    [{ slot: 1 }, 'did you mean `slots`?'],
  ])('refuses %j', (options, message) => {
    expect(() => createVirtualDevice().createModel(options as object)).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    ['a string', '7', "Expected a finite number of milliseconds ≥ 0 for `serviceTime()` but received '7'"],
    ['NaN', Number.NaN, 'Expected a finite number of milliseconds ≥ 0 for `serviceTime()` but received NaN'],
    [
      'Infinity',
      Number.POSITIVE_INFINITY,
      'Expected a finite number of milliseconds ≥ 0 for `serviceTime()` but received Infinity',
    ],
    [
      'undefined',
      undefined,
      'Expected a finite number of milliseconds ≥ 0 for `serviceTime()` but received undefined',
    ],
  ])('fails a pipeline whose serviceTime function returns %s', (_what, time, message) => {
    marbles(({ cold, flush }) => {
      const serviceTime = ((_size, n) => (n === 1 ? time : 2)) as ServiceTime;
      const model = createVirtualDevice({ serviceTime }).createModel();
      const lines = timeline(cold('a--b|').pipe(through(model)));
      flush();
      expect(lines).toEqual(['2 a', `3 # ${message}`]);
      expectSettled(model, { delivered: 1, failed: 1 });
    });
  });
});
