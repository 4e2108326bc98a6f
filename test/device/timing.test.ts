// Where the time of an inference goes, over the embedded runtime.
import { fileURLToPath } from 'node:url';
import { type InferTiming, infer } from '@ascend-rx/core';
import { openDevice } from '@ascend-rx/native';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, range, toArray } from 'rxjs';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const file = folder.write('identity.onnx', identity());

afterAll(() => folder.remove());

const service = 20;
// Floating point, and moments that are reported as floats.
const rounding = 0.01;

function expectWhole({ total, ...parts }: InferTiming): void {
  const values = Object.values(parts);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(values.reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 6);
}

describe('the parts of an inference that takes 20 ms', () => {
  let timings: Record<'single' | 'group' | 'synchronized' | 'coarse', InferTiming[]>;

  it('sum up to the total, and none is negative', async () => {
    const program = fileURLToPath(new URL('timing.mjs', import.meta.url));
    const { code, stdout, stderr } = await runChild([program, file]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    timings = JSON.parse(stdout);
    for (const timing of Object.values(timings).flat()) expectWhole(timing);
  });

  it('are computing, of one alone', () => {
    // How long the rest takes is the machine's affair.
    const [{ compute, total }] = timings.single as [InferTiming];
    expect(compute).toBeGreaterThanOrEqual(service - rounding);
    expect(total).toBeGreaterThan(compute);
  });

  it.each(['group', 'synchronized'] as const)('are measured for each inference of a group: %s', (kind) => {
    const group = timings[kind];
    expect(group).toHaveLength(4);
    for (const { compute } of group) expect(compute).toBeGreaterThanOrEqual(service - rounding);
    const [first] = group as [InferTiming];
    for (const [n, { queue, callbackWait, total }] of group.entries()) {
      // Each waits for those before it, and then for those behind it. They have arrived one after the other, and are
      // reported together.
      expect(queue + first.total - total).toBeGreaterThanOrEqual(n * service - rounding);
      expect(callbackWait).toBeGreaterThanOrEqual((3 - n) * service - rounding);
      if (n > 0) expect(callbackWait).toBeLessThan(group[n - 1]?.callbackWait as number);
    }
  });

  it('are not reported if the clock is too coarse for them', () => {
    const [{ copyIn, copyOut, callbackWait }] = timings.coarse as [InferTiming];
    expect({ copyIn, copyOut, callbackWait }).toEqual({ copyIn: 0, copyOut: 0, callbackWait: 0 });
  });
});

describe('the parts of short inferences', () => {
  it.each([
    { callbackInterval: 1 },
    { callbackInterval: 8 },
    { callbackInterval: 0 },
    { callbackInterval: 3, blockType: 'no-block' },
    { callbackInterval: 2, maxInFlight: 2 },
  ] as const)('sum up to the total, and none is negative: %j', async (config) => {
    await using device = await openDevice({ library: 'embedded' });
    const models = await Promise.all([1, 2].map((instances) => device.loadModel(file, { instances })));
    const inputs = (n: number) => new Float32Array(16).fill(n);
    const runs = models.flatMap((model) =>
      [1, 2].map(() =>
        lastValueFrom(
          range(200).pipe(
            infer(model, { inputs, ...config }),
            map(({ timing }) => timing),
            toArray(),
          ),
        ),
      ),
    );
    for (const timing of (await Promise.all(runs)).flat()) expectWhole(timing);
  });
});

describe('the default clock', () => {
  it('has fractions of a millisecond', async () => {
    await using device = await openDevice({ library: 'embedded' });
    const before = performance.now();
    const now = device.scheduler.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(performance.now());
  });
});
