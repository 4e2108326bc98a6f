// What holds whatever comes: random schedules, options, faults and endings, several pipelines, models, instances and
// devices, in virtual time. ASCEND_RX_PROPERTY_RUNS says how many scenarios (default 300); ASCEND_RX_PROPERTY_SEED and
// ASCEND_RX_PROPERTY_PATH, from a failure's message, play that one again.
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { playScenario } from './support/play-scenario.js';
import { scenario } from './support/scenario.js';

const { ASCEND_RX_PROPERTY_RUNS: runs = '300', ASCEND_RX_PROPERTY_SEED: seed } = process.env;
const { ASCEND_RX_PROPERTY_PATH: path } = process.env;

it('the ledger is balanced, the order is kept, every input ends once, all slots come back, and nothing is emitted after the end', () => {
  const parameters = {
    numRuns: Number(runs),
    seed: seed === undefined ? Date.now() % 2 ** 31 : Number(seed),
    ...(path === undefined ? {} : { path }),
  };
  process.stdout.write(`property tests: ${parameters.numRuns} scenarios, seed ${parameters.seed}\n`);
  expect(parameters.numRuns).toBeGreaterThan(0);
  fc.assert(fc.property(scenario, playScenario), parameters);
}, 3_600_000);
