// Models of several instances over two simulated devices (the default of all tests, see jest.config.mjs).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { infer, type Model } from '@ascend-rx/core';
import { assertBalanced, assertSettled } from '@ascend-rx/core/testing';
import { type Device, type EmbeddedSettings, openDevice } from '@ascend-rx/native';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lastValueFrom, map, NEVER, range, Subject, startWith, toArray } from 'rxjs';
import { identity } from '../support/models.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder();
const file = folder.write('identity.onnx', identity());
const program = fileURLToPath(new URL('instances.mjs', import.meta.url));
const all = Array.from({ length: 20 }, (_, n) => n);

afterAll(() => folder.remove());

const inputs = (n: number) => new Float32Array(16).fill(n);
const values = (model: Model, count: number, config = {}) =>
  lastValueFrom(
    range(count).pipe(
      infer(model, { inputs, ...config }),
      map(({ outputs }) => outputs.y?.data[0]),
      toArray(),
    ),
  );

describe('a model of several instances', () => {
  let device: Device;
  beforeEach(async () => {
    device = await openDevice({ library: 'embedded' });
  });
  afterEach(() => device.close());

  it.each([
    { instances: 3 },
    { devices: [0, 1] },
    { devices: [1] },
    { devices: [1, 0], instances: 3, slots: 1 },
    { devices: [0, 1], instances: 1 },
  ])('gives right results in order, loaded with %j', async (options) => {
    const model = await device.loadModel(file, options);
    for (const callbackInterval of [0, 1, 3]) {
      const results = await values(model, 200, { callbackInterval });
      expect(results).toEqual(Array.from({ length: 200 }, (_, n) => n));
      assertBalanced(model);
    }
    await model.close();
    assertSettled(model);
  });

  it('has the slots of each', async () => {
    const model = await device.loadModel(file, { devices: [0, 1], slots: 2 });
    const source = new Subject<number>();
    const results = lastValueFrom(source.pipe(infer(model, { inputs }), toArray()));
    for (let n = 0; n < 5; n += 1) source.next(n);
    expect(model.stats().ledger).toMatchObject({ inFlight: 4, waiting: 1 });
    source.complete();
    expect(await results).toHaveLength(5);
  });

  it.each([
    [{ instances: 0 }, RangeError, 'Expected an integer from 1 to 1024 for `instances` but received 0'],
    [{ instances: 1.5 }, RangeError, 'for `instances` but received 1.5'],
    [{ instances: '2' }, RangeError, "for `instances` but received '2'"],
    [{ devices: 1 }, TypeError, 'Expected an array of device numbers for `devices` but received 1'],
    [{ devices: [] }, RangeError, 'Expected at least one device number for `devices`'],
    [{ devices: [0, -1] }, RangeError, 'Expected an integer ≥ 0 for `devices[1]` but received -1'],
    [{ devices: [0, '1'] }, RangeError, "for `devices[1]` but received '1'"],
    [
      { devices: [1, 0, 1] },
      RangeError,
      'Expected a device that is not named twice for `devices[2]` but received 1',
    ],
    [{ instance: 2 }, TypeError, 'did you mean `instances`?'],
  ])('refuses %j', async (options, kind, message) => {
    const loading = device.loadModel(file, options as never);
    await expect(loading).rejects.toBeInstanceOf(kind);
    await expect(loading).rejects.toThrow(message);
  });

  it('says which device is not there; others serve on', async () => {
    const loading = device.loadModel(file, { devices: [0, 4711] });
    await expect(loading).rejects.toMatchObject({
      code: 'ERR_NO_DEVICE',
      message: expect.stringMatching(/^Device 4711 could not be opened.*aclrtSetDevice returned 107001/s),
    });
    const model = await device.loadModel(file, { devices: [0, 1] });
    expect(await values(model, 3)).toEqual([0, 1, 2]);
  });
});

describe('close of several devices', () => {
  const open = () => openDevice({ library: 'embedded' });

  it('ends what is being loaded, and devices that are being opened for it', async () => {
    const device = await open();
    const loading = device.loadModel(file, { devices: [0, 1], instances: 4 });
    const refused = expect(loading).rejects.toMatchObject({ code: 'ERR_CLOSED' });
    await device.close();
    await refused;
  });

  it('ends pipelines that still want more', async () => {
    const device = await open();
    const model = await device.loadModel(file, { devices: [0, 1] });
    const ended = new Promise((resolve) => {
      NEVER.pipe(startWith(1, 2, 3), infer(model, { inputs, callbackInterval: 2 })).subscribe({
        error: resolve,
      });
    });
    await Promise.all([device.close(), model.close(), device.close()]);
    expect(await ended).toMatchObject({ code: 'ERR_CLOSED' });
    assertSettled(model);
  });

  it('closes the further devices of models that are closed already', async () => {
    const device = await open();
    const models = await Promise.all([0, 1].map((id) => device.loadModel(file, { devices: [id, 1 - id] })));
    await Promise.all(models.map((model) => model.close()));
    await device.close();
    await device.close();
  });
});

describe('instances under faults', () => {
  const retried = { onFailure: { retry: { count: 3, delay: 0 } } };
  const failing = { function: 'aclmdlExecuteAsync', call: 3, code: 507015, at: 'task' } as const;
  const noLoad = (call: number) => ({ function: 'aclmdlLoadFromFile', call, code: 500002 });

  async function run(settings: EmbeddedSettings, config: object = {}, awaited = '') {
    const embedded = { strict: 'fail', devices: 2, ...settings };
    const options = [{ embedded }, { devices: [0, 1] }, config].map((each) => JSON.stringify(each));
    const { code, stdout, stderr } = await runChild([program, file, ...options, awaited]);
    // Strict checks print what is left over.
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  it('go to where least is in flight', async () => {
    const trace = join(folder.path, 'trace.json');
    const outcome = await run({ trace }, { maxInFlight: 2, callbackInterval: 2 });
    expect(outcome).toMatchObject({ first: all, second: all, executions: 40, events: [] });
    const calls: { name: string; args: { modelId: number } }[] = JSON.parse(readFileSync(trace, 'utf8'));
    const ids = calls.filter(({ name }) => name === 'aclmdlExecuteAsync').map(({ args }) => args.modelId);
    // Two at a time: one of each pair here, one there.
    expect(ids.filter((id) => id === ids[0])).toHaveLength(20);
    expect(new Set(ids).size).toBe(2);
  });

  it('fail alone: the other goes on, and retries what was lost', async () => {
    const outcome = await run({ faults: [failing] }, retried, 'rebuilt');
    expect(outcome).toMatchObject({ first: all, second: all });
    expect(outcome.ledger).toMatchObject({ submitted: 40, delivered: 40, failed: 0, inFlight: 0 });
    const [failed, rebuilt] = outcome.events;
    expect(outcome.events).toEqual([
      { type: 'failed', instance: failed.instance },
      { type: 'rebuilt', instance: rebuilt.instance },
    ]);
    expect(rebuilt.instance).toBe(failed.instance);
  });

  it('fail the input that they had, where it is not retried', async () => {
    const outcome = await run({ faults: [failing] }, {}, 'rebuilt');
    expect(outcome.first.error).toMatchObject({ code: 507015 });
    expect(outcome.second).toEqual(all);
  });

  it('are left out after five failures in a row', async () => {
    const faults = [failing, ...[3, 4, 5, 6].map(noLoad)];
    const outcome = await run({ faults }, retried, 'removed');
    expect(outcome).toMatchObject({ first: all, second: all });
    expect(outcome.events.map(({ type }: { type: string }) => type)).toEqual(['failed', 'removed']);
  });

  it('are loaded all or none', async () => {
    const trace = join(folder.path, 'loads.json');
    const outcome = await run({ trace, faults: [noLoad(2)] });
    expect(outcome.refused.error).toMatchObject({ code: 500002 });
    expect(outcome).toMatchObject({ first: all, second: all });
    const calls: { name: string; args: { result: number } }[] = JSON.parse(readFileSync(trace, 'utf8'));
    const good = (called: string) =>
      calls.filter(({ name, args }) => name === called && args.result === 0).length;
    expect(good('aclmdlLoadFromFile')).toBe(3);
    expect(good('aclmdlUnload')).toBe(3);
    expect(good('aclrtCreateContext')).toBe(good('aclrtDestroyContext'));
    expect(good('aclrtSetDevice')).toBe(2);
    expect(good('aclrtResetDevice')).toBe(2);
  });
});
