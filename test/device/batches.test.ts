// Models with batch gears over the embedded runtime: several inputs in one execution.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { infer } from '@ascend-rx/core';
import { describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, range, toArray } from 'rxjs';
import { embeddedModels } from '../support/embedded-models.js';
import { batched, batchedLookup, batchedSeveral, identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';

const { load, folder } = embeddedModels();

// So long that a batch that is not full starts with the end of the source only.
const patient = { maxQueueDelay: 1e6 };

describe('a model with batch gears', () => {
  it('is described for one value', async () => {
    const model = await load(batched([4, 1, 2]));
    expect(model.batchSizes).toEqual([1, 2, 4]);
    expect(model.inputs).toEqual([{ name: 'x', rawName: 'x', type: 'float32', dims: [1, 4], bytes: 16 }]);
    expect(model.outputs).toEqual([{ name: 'y', rawName: 'y', type: 'float32', dims: [1, 4], bytes: 16 }]);
    expect((await load(identity())).batchSizes).toBeUndefined();
  });

  // Small samples are copied at submission, large ones are lent.
  it.each([
    { elements: 4, options: {} },
    { elements: 5000, options: {} },
    { elements: 4, options: { devices: [0, 1], instances: 3, slots: 2 } },
  ])(
    'gives right results for every batch size: samples of $elements, loaded with $options',
    async (given) => {
      const model = await load(batched([1, 3, 8], given.elements), given.options);
      const inputs = (n: number) => new Float32Array(given.elements).fill(n);
      for (let batchSize = 1; batchSize <= 8; batchSize += 1) {
        for (const callbackInterval of [0, 1, 2]) {
          const results = await lastValueFrom(
            range(20).pipe(infer(model, { inputs, batchSize, callbackInterval, ...patient }), toArray()),
          );
          expect(results.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, n) => n));
          for (const { source, outputs } of results) {
            // Element by element, jest would take seconds.
            expect(
              Buffer.from(outputs.y?.data.slice().buffer as ArrayBuffer).equals(
                Buffer.from(inputs(2 * source).buffer),
              ),
            ).toBe(true);
            expect(outputs.y?.dims).toEqual([1, given.elements]);
          }
        }
      }
      expect(model.stats().ledger).toMatchObject({ submitted: 480, delivered: 480 });
    },
  );

  it('has several inputs and outputs', async () => {
    const model = await load(batchedSeveral([2, 5]));
    const inputs = (n: number) => ({
      a: new Float32Array(6).fill(n),
      b: new Float32Array(6).fill(100),
      c: Int32Array.of(n, n + 1, n + 2, n + 3, n + 4),
    });
    const results = await lastValueFrom(
      range(12).pipe(infer(model, { inputs, batchSize: 5, ...patient }), toArray()),
    );
    expect(model.stats().executions).toBe(3);
    for (const { source, outputs } of results) {
      expect(outputs.sum?.data).toEqual(new Float32Array(6).fill(100 + source));
      expect(outputs.picked?.data).toEqual(inputs(source).c);
    }
  });

  it('executes the smallest gear that holds the batch', async () => {
    const trace = join(folder.path, 'trace.json');
    const file = folder.write('gears.onnx', batched([1, 3, 8]));
    const program = fileURLToPath(new URL('batches.mjs', import.meta.url));
    expect(await runChild([program, file, trace])).toMatchObject({ code: 0, stderr: '' });
    const calls: { name: string; args: { batchSize: number } }[] = JSON.parse(readFileSync(trace, 'utf8'));
    const gears = calls
      .filter(({ name }) => name === 'aclmdlSetDynamicBatchSize')
      .map(({ args }) => args.batchSize);
    expect(gears).toEqual([1, 3, 3, 8, 8, 8, 8, 8]);
  });

  it('fails a batch as a whole, and executes its inputs again where that is wanted', async () => {
    const model = await load(batchedLookup([1, 4]));
    const run = (batchSize: number, config = {}) =>
      lastValueFrom(
        range(8).pipe(
          // The sixth fails whatever it is in.
          infer(model, {
            inputs: (n) => BigInt64Array.of(n === 5 ? 9n : BigInt(n % 4)),
            batchSize,
            ...patient,
            ...config,
          }),
          map(({ source, outputs }) => [source, outputs.y?.data[0]]),
          toArray(),
        ),
      );
    await expect(run(4)).rejects.toMatchObject({ code: 507011 });
    expect(await run(4, { maxInFlight: 1, onFailure: 'drop' })).toEqual([0, 1, 2, 3].map((n) => [n, 10 * n]));
    expect(model.stats().ledger.dropped).toBe(4);
    expect(await run(1, { maxInFlight: 1, onFailure: 'drop' })).toEqual(
      [0, 1, 2, 3, 4, 6, 7].map((n) => [n, 10 * (n % 4)]),
    );
  });
});
