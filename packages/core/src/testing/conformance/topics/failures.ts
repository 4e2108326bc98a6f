// Faults that are injected between the model and the device's session.
import { of, range } from 'rxjs';
import { aclCodes } from '../../../errors/acl-codes.js';
import { assertSettled } from '../../assertions/assert-settled.js';
import { withFaults } from '../../faults/with-faults.js';
import { assertEqual } from '../harness/assert-equal.js';
import { codeOf, injectedCode } from '../harness/codes.js';
import type { ConformanceCase } from '../harness/conformance-case.js';
import {
  assertSettledAfterMoreWork,
  collectNumbers,
  errorOf,
  numbers,
  runNumbers,
} from '../harness/run-numbers.js';

export const failures: readonly ConformanceCase[] = [
  [
    'a refused submission fails only its own input',
    async ({ device, load }) => {
      const plan = { submissions: { 1: injectedCode, 5: injectedCode } };
      const model = await load({ device: withFaults(device, plan) });
      const error = await errorOf(runNumbers(model, range(3), { callbackInterval: 3 }));
      assertEqual(codeOf(error), injectedCode, 'code');
      assertEqual(
        await collectNumbers(model, 5, { onFailure: 'drop', callbackInterval: 2 }),
        [0, 1, 3, 4],
        'results',
      );
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'a refused launch loses no result',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { launches: [0, 2] }) });
      assertEqual(await collectNumbers(model, 10, { callbackInterval: 2 }), numbers(10), 'results');
      assertSettled(model);
    },
  ],
  [
    'a failure on the device ends the pipeline, and the model is rebuilt',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { inferences: { 4: injectedCode } }) });
      const error = await errorOf(runNumbers(model, range(10), { callbackInterval: 2, maxInFlight: 2 }));
      assertEqual(codeOf(error), injectedCode, 'code');
      await assertSettledAfterMoreWork(model);
    },
  ],
  [
    'an input that failed is retried, and its result keeps its position',
    async ({ device, load }) => {
      const plan = {
        inferences: { 3: injectedCode },
        submissions: { 9: injectedCode },
        rebuilds: { 0: injectedCode },
      };
      const model = await load({ device: withFaults(device, plan), instances: 2 });
      const onFailure = { retry: { count: 3 } };
      assertEqual(
        await collectNumbers(model, 20, { onFailure, callbackInterval: 2 }),
        numbers(20),
        'results',
      );
      assertSettled(model);
    },
  ],
  [
    'an input whose callback is lost fails after its timeout, and the model can be closed',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { callbacks: { lost: [0] } }) });
      assertEqual(codeOf(await errorOf(runNumbers(model, of(0), { timeout: 5 }))), 'ERR_TIMEOUT', 'code');
      await model.close();
      assertSettled(model);
    },
  ],
  [
    'late and repeated callbacks do not change the results',
    async ({ device, load }) => {
      const plan = { callbacks: { late: { 1: 2, 3: 1 }, twice: [0, 2, 3] } };
      const model = await load({ device: withFaults(device, plan) });
      assertEqual(await collectNumbers(model, 10, { callbackInterval: 2 }), numbers(10), 'results');
      assertSettled(model);
    },
  ],
  [
    'a lost device fails everything in flight and everything after it',
    async ({ device, load }) => {
      const model = await load({ device: withFaults(device, { deviceLost: 3 }), instances: 2 });
      const error = await errorOf(runNumbers(model, range(10), { maxInFlight: 2 }));
      assertEqual(codeOf(error), aclCodes.ACL_ERROR_RT_LOST_HEARTBEAT, 'code');
      await model.close();
      assertSettled(model);
    },
  ],
];
