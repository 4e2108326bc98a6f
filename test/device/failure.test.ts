// Fail-stop on the embedded runtime: an index outside of the table fails on the device, not at submission.

import { AclError, infer, type Model } from '@ascend-rx/core';
import { type Device, openDevice } from '@ascend-rx/native';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { concat, lastValueFrom, of, Subject, toArray } from 'rxjs';
import { lookup } from '../support/models.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
let device: Device;
let model: Model;

beforeAll(async () => {
  device = await openDevice({ library: 'embedded' });
});
beforeEach(async () => {
  model = await device.loadModel(folder.write('lookup.onnx', lookup()));
});
afterEach(() => model.close());
afterAll(async () => {
  await device.close();
  folder.remove();
});

const look = (indices: readonly number[]) => of(...indices.map((index) => BigInt64Array.of(BigInt(index))));
const values = (model: Model, indices: readonly number[], callbackInterval = 1) =>
  lastValueFrom(look(indices).pipe(infer(model, { callbackInterval }), toArray())).then((results) =>
    results.map(({ outputs }) => outputs.y?.data[0]),
  );

describe('a failure on the device', () => {
  it('errors the pipeline with the code that synchronize gives', async () => {
    const error = await values(model, [1, 7, 2]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AclError);
    expect(error).toMatchObject({ code: 507011, name: 'ACL_ERROR_RT_MODEL_EXECUTE' });
    const { ledger } = model.stats();
    expect(ledger.submitted).toBe(3);
    expect(ledger.inFlight + ledger.waiting).toBe(0);
    expect(ledger.delivered + ledger.failed + ledger.cancelled).toBe(3);
    expect(ledger.failed).toBeGreaterThan(0);
  });

  it('leaves the model usable: it is built anew before the next input', async () => {
    await expect(values(model, [7])).rejects.toMatchObject({ code: 507011 });
    await expect(values(model, [3, 2, 1, 0], 3)).resolves.toEqual([30, 20, 10, 0]);
    await expect(values(model, [-9])).rejects.toMatchObject({ code: 507011 });
    await expect(values(model, [2])).resolves.toEqual([20]);
  });

  it('does not touch another model on the device', async () => {
    const other = await device.loadModel(folder.write('other.onnx', lookup()));
    const indices = new Subject<BigInt64Array>();
    const results = lastValueFrom(indices.pipe(infer(other), toArray()));
    indices.next(BigInt64Array.of(1n));
    await expect(values(model, [7])).rejects.toMatchObject({ code: 507011 });
    indices.next(BigInt64Array.of(2n));
    indices.complete();
    expect((await results).map(({ outputs }) => outputs.y?.data[0])).toEqual([10, 20]);
    await other.close();
  });

  it('never delivers a wrong result as good: what was emitted before it is right', async () => {
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      concat(look([0, 1, 2, 3, 0, 1]), look([9]), look([1, 2, 3]))
        .pipe(infer(model, { callbackInterval: 2 }))
        .subscribe({
          next: ({ outputs }) => seen.push(outputs.y?.data[0]),
          error: () => resolve(),
        });
    });
    expect(seen).toEqual([0, 10, 20, 30, 0, 10].slice(0, seen.length));
  });
});
