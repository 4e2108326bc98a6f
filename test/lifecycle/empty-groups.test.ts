// Whoever waits for a callback keeps the process alive, whether executions stand before it or not.
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('./empty-groups.mjs', import.meta.url));
const folder = new TemporaryFolder();

afterAll(() => folder.remove());

it('a process does not end before its groups have come, though all of their executions were refused', async () => {
  const ending = await runChild([program, folder.write('identity.onnx', identity())]);
  expect(ending).toEqual({ code: 0, signal: null, stdout: '500', stderr: '' });
});
