// Wrong fault plans are refused. A fault with a misspelt name would never happen.
import { describe, expect, it } from '@jest/globals';
import { createVirtualDevice, withFaults } from '../../../src/testing/index.js';

const seed = 1;

describe('withFaults', () => {
  it.each([
    [undefined, 'Expected an object with options of withFaults for `options` but received undefined'],
    [{ submisions: { 0: 507011 } }, 'withFaults has no option `submisions`: did you mean `submissions`?'],
    [{ callbacks: { lots: [0] } }, 'callbacks of withFaults has no option `lots`: did you mean `lost`?'],
    [{ random: { seed, submissions: 1 } }, 'random of withFaults has no option `submissions`: did you mean'],
    [{ callbacks: [0] }, 'callbacks of withFaults has no option `0`'],
    [{ submissions: { 0: '507011' } }, "for `submissions[0]` but received '507011'"],
    [
      { inferences: { 2: 0 } },
      'Expected the code of an ACL error, an integer other than 0, for `inferences[2]`',
    ],
    [{ rebuilds: { 1: 5.5 } }, 'for `rebuilds[1]` but received 5.5'],
    [
      { rebuilds: [507011] },
      'Expected an object with ordinals as keys for `rebuilds` but received an array of 1',
    ],
    [
      { inferences: { first: 507011 } },
      "Expected integers ≥ 0 as keys for `inferences` but received 'first'",
    ],
    [{ slowRebuilds: { 0: -1 } }, 'Expected a finite number of milliseconds ≥ 0 for `slowRebuilds[0]`'],
    [{ launches: 0 }, 'Expected an array of ordinals for `launches` but received 0'],
    [{ launches: [0, -1] }, 'Expected an integer ≥ 0 for `launches[1]` but received -1'],
    [{ callbacks: { late: { 0: Number.NaN } } }, 'for `callbacks.late[0]` but received NaN'],
    [{ callbacks: { lost: ['0'] } }, "for `callbacks.lost[0]` but received '0'"],
    [{ callbacks: { twice: 1 } }, 'for `callbacks.twice` but received 1'],
    [{ deviceLost: 1.5 }, 'Expected an integer ≥ 0 for `deviceLost` but received 1.5'],
    [{ memory: -1 }, 'Expected an integer ≥ 0 for `memory` but received -1'],
    [{ random: { submission: 1 } }, 'Expected an integer for `random.seed` but received undefined'],
    [{ random: { seed: Number.NaN } }, 'for `random.seed` but received NaN'],
    [
      { random: { seed, submission: 5 } },
      'Expected a number from 0 to 1 for `random.submission` but received 5',
    ],
    [{ random: { seed, twice: '1' } }, "for `random.twice` but received '1'"],
    [
      { random: { seed, late: 0.5 } },
      'Expected a probability and a delay for `random.late` but received 0.5',
    ],
    [{ random: { seed, late: [2, 1] } }, 'for `random.late[0]` but received 2'],
    [{ random: { seed, late: [1, -1] } }, 'for `random.late[1]` but received -1'],
  ])('refuses %j', (plan, message) => {
    expect(() => withFaults(createVirtualDevice(), plan as object)).toThrow(message);
  });

  it('accepts every kind of fault, and options that are undefined', () => {
    const plan = {
      submissions: { 0: 507011 },
      inferences: {},
      launches: [],
      callbacks: { late: { 3: 0.5 }, lost: [1], twice: [2] },
      rebuilds: { 0: 1 },
      slowRebuilds: { 0: 0 },
      deviceLost: 0,
      memory: 0,
      random: {
        seed: -1,
        submission: 0,
        inference: 1,
        launch: 0,
        rebuild: 0,
        late: [1, 1],
        lost: 0,
        twice: 0,
      },
    } as const;
    expect(() => withFaults(createVirtualDevice(), plan)).not.toThrow();
    const empty = Object.fromEntries(Object.keys(plan).map((key) => [key, undefined]));
    expect(() => withFaults(createVirtualDevice(), empty)).not.toThrow();
  });
});
