// The JavaScript thread never waits for the device: while inferences of some 50 ms run back to back, the
// event loop's delay at p99 stays near that of an idle process. Both are read in turn, medians compared.
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { busy, identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('./delay.mjs', import.meta.url));
const folder = new TemporaryFolder();
// 24 products of 512×512 matrices: about 50 ms on two cores of 2020.
const model = folder.write('busy.onnx', busy(24, 512));
const rounds = 5;

afterAll(() => folder.remove());

async function reading(...args: string[]): Promise<{ p99: number; inferences?: number }> {
  const { code, stdout, stderr } = await runChild([program, ...args]);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

it('stays within 5 ms of an idle process at p99', async () => {
  const idle: number[] = [];
  const working: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    idle.push((await reading()).p99);
    const { p99, inferences } = await reading(model);
    working.push(p99);
    expect(inferences).toBeGreaterThan(0);
  }
  expect(median(working) - median(idle)).toBeLessThan(5);
}, 120_000);

// Were what comes while results are delivered delivered at once, too, nothing else would run until the source ends.
it('gets its turns although the subscriber is slower than the device', async () => {
  const noop = folder.write('noop.onnx', identity());
  const turns = fileURLToPath(new URL('./turns.mjs', import.meta.url));
  const { code, stdout, stderr } = await runChild([turns, noop]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const { results, most } = JSON.parse(stdout);
  expect(results).toBe(500);
  expect(most).toBeLessThanOrEqual(3);
});
