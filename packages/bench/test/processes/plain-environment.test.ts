import { afterEach, expect, it } from '@jest/globals';
import { plainEnvironment } from '../../src/processes/plain-environment.js';

const before = { ...process.env };

afterEach(() => {
  process.env = { ...before };
});

it('has nothing that ascend-rx reads', () => {
  process.env.ASCEND_RX_EMBEDDED = '{}';
  process.env.SOMETHING_ELSE = 'kept';
  expect(plainEnvironment()).not.toHaveProperty('ASCEND_RX_EMBEDDED');
  expect(plainEnvironment()).toHaveProperty('SOMETHING_ELSE', 'kept');
});

it('turns the telemetry of ONNX Runtime off in every contender, unless the user has chosen', () => {
  delete process.env.ORT_DISABLE_TELEMETRY;
  expect(plainEnvironment()).toHaveProperty('ORT_DISABLE_TELEMETRY', '1');
  process.env.ORT_DISABLE_TELEMETRY = '0';
  expect(plainEnvironment()).toHaveProperty('ORT_DISABLE_TELEMETRY', '0');
});
