// What must hold whatever happens. `ASCEND_RX_PROPERTY_RUNS=10000` plays more scenarios, `ASCEND_RX_PROPERTY_SEED`
// the same ones again.
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marbles } from './support/marbles.js';
import { play, scenarios } from './support/scenarios.js';

const { ASCEND_RX_PROPERTY_RUNS, ASCEND_RX_PROPERTY_SEED } = process.env;
const runs = Number(ASCEND_RX_PROPERTY_RUNS ?? 500);
const seed = Number(ASCEND_RX_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));

it(
  `every input ends in one place and in order, and every slot comes back (${runs} scenarios, seed ${seed})`,
  () => {
    expect(runs).toBeGreaterThan(0);
    fc.assert(
      fc.property(scenarios, (scenario) => marbles(() => play(scenario))),
      { numRuns: runs, seed },
    );
  },
  1000 * Math.max(60, runs / 10),
);
