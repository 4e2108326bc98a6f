import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from '@jest/globals';
import { busy } from '../../../../test/support/models.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';
import { program } from '../support/run-cli.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('ascend-rx run ends within a second of %s, its ledger balanced', async (signal, exitCode) => {
  // Some 10 ms an inference, so that the 100 in flight would take longer than the second there is.
  const model = folder.write('busy.onnx', busy(8));
  const output = join(folder.path, signal);
  mkdirSync(output);
  const written = watch(output);
  const args = ['run', model, '--json', '--execute-times', '1000000', '--output', output];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stdout = text(child.stdout);
  const ended = once(child, 'exit');

  await once(written, 'change');
  written.close();
  const asked = performance.now();
  // Twice, as npm does where the terminal has sent the signal already.
  child.kill(signal);
  child.kill(signal);
  expect(await ended).toEqual([exitCode, null]);
  expect(performance.now() - asked).toBeLessThan(1000);

  const { inferences, ledger } = JSON.parse(await stdout);
  const { submitted, waiting, inFlight, delivered, dropped, failed, cancelled } = ledger;
  expect(submitted).toBe(waiting + inFlight + delivered + dropped + failed + cancelled);
  expect(delivered).toBe(inferences);
  expect(delivered).toBeGreaterThan(0);
  expect(cancelled).toBeGreaterThan(0);
});
