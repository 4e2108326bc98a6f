// What was loaded is what is rebuilt, whatever has happened to the file since. An index outside of the table fails an instance.
import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type AclError, infer, type Model } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { type Device, openDevice } from '@ascend-rx/native';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asapScheduler, filter, firstValueFrom, lastValueFrom, map, of, type SchedulerLike } from 'rxjs';
import { offlineModel } from '../support/offline-model.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { lookupInFile } from './external-data-model.js';

// Rebuilds come at once.
const scheduler: SchedulerLike = {
  now: () => performance.now(),
  schedule: (work, _delay, state) => asapScheduler.schedule(work as never, 0, state),
};
const began = process.cwd();
let folder: TemporaryFolder;
let device: Device;

beforeEach(async () => {
  folder = new TemporaryFolder();
  device = await openDevice({ library: 'embedded', scheduler });
});
afterEach(async () => {
  process.chdir(began);
  await device.close();
  folder.remove();
});

/** y = table[x] */
function lookup(...table: number[]): Uint8Array {
  return encodeModel({
    name: 'lookup',
    inputs: [{ name: 'x', type: 'int64', dims: [1] }],
    outputs: [{ name: 'y', type: 'float32', dims: [1] }],
    initializers: [{ name: 'table', type: 'float32', dims: [table.length], data: Float32Array.from(table) }],
    nodes: [{ op: 'Gather', inputs: ['table', 'x'], outputs: ['y'], attributes: { axis: 0 } }],
  });
}

/** @param count how often the index is looked at, at once */
const look = (model: Model, index: number, count = 1) =>
  lastValueFrom(
    of(new BigInt64Array(count).fill(BigInt(index))).pipe(
      infer(model),
      map(({ outputs }) => outputs.y?.data[0]),
    ),
  );

/** Fails an instance, and waits for what comes of it: 'rebuilt', or the last failure of one that was removed. */
async function failed(model: Model, count = 1): Promise<'rebuilt' | AclError> {
  const over = firstValueFrom(
    model.events$.pipe(filter(({ type }) => type === 'rebuilt' || type === 'removed')),
  );
  await expect(look(model, 99, count)).rejects.toMatchObject({ code: 507011 });
  const event = await over;
  return event.type === 'removed' ? (event.error as AclError) : 'rebuilt';
}

describe('an instance that is built again', () => {
  it('is what was loaded after the working directory has changed', async () => {
    folder.write('model.onnx', lookup(1, 2));
    process.chdir(folder.path);
    const loading = device.loadModel('model.onnx');
    process.chdir('/');
    const model = await loading;
    expect(await failed(model)).toBe('rebuilt');
    expect(await look(model, 1)).toBe(2);
  });

  it('is what was loaded after the file was deleted', async () => {
    const file = folder.write('model.onnx', lookup(1, 2));
    const model = await device.loadModel(file);
    unlinkSync(file);
    expect(await failed(model)).toBe('rebuilt');
    expect(await failed(model)).toBe('rebuilt');
    expect(await look(model, 1)).toBe(2);
  });

  it('is what was loaded after the folder was deleted that the process is in', async () => {
    folder.write('model.onnx', lookup(1, 2));
    process.chdir(folder.path);
    const model = await device.loadModel('model.onnx');
    rmSync(folder.path, { recursive: true });
    expect(await failed(model)).toBe('rebuilt');
    expect(await look(model, 1)).toBe(2);
    await expect(device.loadModel('model.onnx')).rejects.toMatchObject({ code: 'ERR_MODEL_FILE' });
  });

  it('is what was loaded after another file came to its place, which a later load gets', async () => {
    const file = folder.write('model.onnx', lookup(1, 2));
    const model = await device.loadModel(file, { instances: 2 });
    renameSync(folder.write('next.onnx', lookup(10, 20)), file);
    for (let n = 0; n < 4; n += 1) expect(await failed(model)).toBe('rebuilt');
    const later = await device.loadModel(file);
    expect(await failed(later)).toBe('rebuilt');
    expect([await look(model, 1), await look(later, 1)]).toEqual([2, 20]);
  });

  it('says why not after the file was overwritten, though its size is the same', async () => {
    const file = folder.write('model.onnx', lookup(1, 2));
    utimesSync(file, 0, 0);
    const model = await device.loadModel(file);
    writeFileSync(file, lookup(10, 20));
    expect(await failed(model)).toMatchObject({
      name: 'ACL_ERROR_GE_EXEC_MODEL_PATH_INVALID',
      api: 'aclmdlLoadFromFile',
      message: expect.stringMatching(
        `${file} was overwritten since the model was loaded, and its former contents are gone; load the model again`,
      ),
    });
    await expect(look(model, 1)).rejects.toMatchObject({ code: 'ERR_NO_INSTANCE' });
    assertSettled(model);
    expect(await look(await device.loadModel(file), 1)).toBe(20);
  });

  it('is not needed while nothing fails: the model goes on after its file was overwritten', async () => {
    const file = folder.write('model.onnx', lookup(1, 2));
    const model = await device.loadModel(file);
    writeFileSync(file, lookup(10, 20));
    expect(await look(model, 1)).toBe(2);
  });
});

describe('an offline model', () => {
  /** y = table[x], with two numbers in x, or as many as the offline model says. */
  const twinOf = (size: number | string, ...table: number[]) =>
    encodeModel({
      name: 'lookup',
      inputs: [{ name: 'x', type: 'int64', dims: [size] }],
      outputs: [{ name: 'y', type: 'float32', dims: [size] }],
      initializers: [
        { name: 'table', type: 'float32', dims: [table.length], data: Float32Array.from(table) },
      ],
      nodes: [{ op: 'Gather', inputs: ['table', 'x'], outputs: ['y'], attributes: { axis: 0 } }],
    });
  const offline = () =>
    folder.write(
      'model.om',
      offlineModel({
        inputs: [{ name: 'x', dims: [2], type: 9, bytes: 16 }],
        outputs: [{ name: 'Gather:0:y', dims: [2] }],
      }),
    );
  it('is the twin that was loaded, after another file came to the place of either', async () => {
    const om = offline();
    const twin = folder.write('model.onnx', twinOf(2, 1, 2));
    const model = await device.loadModel(om);
    renameSync(folder.write('next.onnx', twinOf(2, 10, 20)), twin);
    unlinkSync(om);
    expect(await failed(model, 2)).toBe('rebuilt');
    expect(await look(model, 1, 2)).toBe(2);
  });

  it('whose twin has its sizes of it is rebuilt from both, and says which of them has changed', async () => {
    const om = offline();
    const twin = folder.write('model.onnx', twinOf('n', 1, 2));
    const model = await device.loadModel(om);
    expect(await failed(model, 2)).toBe('rebuilt');
    expect(await look(model, 1, 2)).toBe(2);
    renameSync(folder.write('next.onnx', twinOf('n', 10, 20)), twin);
    expect(await failed(model, 2)).toMatchObject({
      code: 145002,
      message: expect.stringMatching(`${twin} was replaced since the model was loaded`),
    });
  });
});

describe('a model with external data', () => {
  const table = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

  it('is rebuilt while all of its files are as they were, from wherever the process is', async () => {
    folder.write('weights.bin', table(1, 2, 3, 4));
    const model = await device.loadModel(folder.write('model.onnx', lookupInFile('weights.bin')));
    process.chdir('/');
    expect(await failed(model)).toBe('rebuilt');
    expect(await look(model, 3)).toBe(4);
  });

  it.each<[string, (file: string) => void]>([
    ['overwritten', (file) => writeFileSync(file, table(5, 6, 7, 8))],
    ['deleted', (file) => unlinkSync(file)],
    ['replaced', (file) => renameSync(folder.write('next', table(5, 6, 7, 8)), file)],
  ])('says why not after its data was %s', async (what, change) => {
    const data = folder.write('weights.bin', table(1, 2, 3, 4));
    utimesSync(data, 0, 0);
    const model = await device.loadModel(folder.write('model.onnx', lookupInFile('weights.bin')));
    change(data);
    expect(await failed(model)).toMatchObject({
      message: expect.stringMatching(`${data} was ${what} since the model was loaded`),
    });
  });

  it('says why not after the file beside the data was replaced', async () => {
    const data = folder.write('weights.bin', table(1, 2, 3, 4));
    const file = folder.write('model.onnx', lookupInFile('weights.bin'));
    const model = await device.loadModel(file);
    renameSync(folder.write('next.onnx', lookup(10, 20)), file);
    expect(await failed(model)).toMatchObject({
      message: expect.stringMatching(`${file} was replaced.* the model has a part of its data in ${data}`),
    });
  });
});

describe('the file of a model', () => {
  const descriptors = () =>
    readdirSync('/proc/self/fd').filter((each) => {
      try {
        return readFileSync(`/proc/self/fdinfo/${each}`).length > 0;
      } catch {
        return false;
      }
    }).length;

  it('is kept open once for all instances, and closed with the model', async () => {
    const file = folder.write('model.onnx', lookup(1, 2));
    await (await device.loadModel(file)).close();
    const before = descriptors();
    const model = await device.loadModel(file, { instances: 3 });
    expect(descriptors()).toBe(before + 1);
    expect(await failed(model)).toBe('rebuilt');
    expect(descriptors()).toBe(before + 1);
    await model.close();
    expect(descriptors()).toBe(before);
  });

  it('is closed when it cannot be loaded', async () => {
    const file = folder.write('model.onnx', 'no model');
    await expect(device.loadModel(file)).rejects.toThrow('is not a model');
    const before = descriptors();
    for (let n = 0; n < 3; n += 1) await expect(device.loadModel(file)).rejects.toThrow('is not a model');
    expect(descriptors()).toBe(before);
  });

  it.each([
    ['nowhere.onnx', 'does not exist'],
    ['.', 'is not a file'],
    ['/dev/null', 'is not a file'],
  ])('is refused for %s', async (path, problem) => {
    process.chdir(folder.path);
    await expect(device.loadModel(path)).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      message: `Expected a model file but \`${path}\` ${problem}`,
    });
  });
});
