// What holds of calls whatever comes: random calls, aborts, timeouts, faults and closes, several runners and pipelines on one
// model, user code that does anything, in virtual time. ASCEND_RX_PROPERTY_RUNS says how many scenarios (default 300);
// ASCEND_RX_PROPERTY_SEED and ASCEND_RX_PROPERTY_PATH, from a failure's message, play that one again.
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnhandledErrors } from '../../../../test/support/unhandled-errors.js';
import { callScenario } from '../support/call-scenario.js';
import { planned, playCallScenario } from '../support/play-call-scenario.js';

const { ASCEND_RX_PROPERTY_RUNS: runs = '300', ASCEND_RX_PROPERTY_SEED: seed } = process.env;
const { ASCEND_RX_PROPERTY_PATH: path } = process.env;
const unhandled = new UnhandledErrors();
const expectedErrors = [planned, 'inputs', 'onFailure'];

it('every call is settled once and for a reason, the ledger is balanced, all slots come back, and no signal keeps a listener', async () => {
  const parameters = {
    numRuns: Number(runs),
    seed: seed === undefined ? Date.now() % 2 ** 31 : Number(seed),
    ...(path === undefined ? {} : { path }),
  };
  process.stdout.write(`property tests of calls: ${parameters.numRuns} scenarios, seed ${parameters.seed}\n`);
  expect(parameters.numRuns).toBeGreaterThan(0);
  await fc.assert(fc.asyncProperty(callScenario, playCallScenario), parameters);
  expect(unhandled.messages.filter((message) => !expectedErrors.includes(message))).toEqual([]);
}, 3_600_000);
