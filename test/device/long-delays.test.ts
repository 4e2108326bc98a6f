// Delays of more than 2^31-1 ms, over the embedded runtime and the timers of Node.
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { failingIdentity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const file = folder.write('model.onnx', failingIdentity());

afterAll(() => folder.remove());

it('delays of 30 days do not end at once, and Node does not warn of any', async () => {
  const program = fileURLToPath(new URL('long-delays.mjs', import.meta.url));
  const { code, stdout, stderr } = await runChild([program, file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ out: [], waiting: 1, inFlight: 2 });
});
