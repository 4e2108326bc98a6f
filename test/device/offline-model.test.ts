// An offline model on the embedded runtime: its ONNX twin runs in its place, if both are the same.
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { infer } from '@ascend-rx/core';
import { assertSettled } from '@ascend-rx/core/testing';
import { type Device, openDevice, paths } from '@ascend-rx/native';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lastValueFrom, of } from 'rxjs';
import { batched } from '../support/models.js';
import { offlineModel, type WrittenModel } from '../support/offline-model.js';
import { runChild } from '../support/run-child.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const began = process.cwd();
let folder: TemporaryFolder;
let device: Device;

beforeEach(async () => {
  folder = new TemporaryFolder();
  device = await openDevice({ library: 'embedded' });
});
afterEach(async () => {
  process.chdir(began);
  await device.close();
  folder.remove();
});

/** sum = a + b */
const sum = (dims: readonly number[] = [1, 2]) =>
  encodeModel({
    name: 'sum',
    inputs: [
      { name: 'a', type: 'float32', dims },
      { name: 'b', type: 'float32', dims },
    ],
    outputs: [{ name: 'sum', type: 'float32', dims }],
    nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] }],
  });

const offlineSum: WrittenModel = {
  name: 'sum',
  inputs: [
    { name: 'a', dims: [1, 2] },
    { name: 'b', dims: [1, 2] },
  ],
  outputs: [{ name: '/Add:0:sum', dims: [1, 2] }],
  attributes: { soc_version: 'Ascend310B4' },
};

const write = (name: string, model: WrittenModel = offlineSum) => folder.write(name, offlineModel(model));
const isRefused = (message: RegExp) => ({
  code: 'ERR_MODEL_FILE',
  message: expect.stringMatching(message),
});

describe('loadModel of an .om file', () => {
  it('runs the ONNX file beside it, with the names that ONNX has', async () => {
    const om = write('sum.om');
    folder.write('sum.onnx', sum());
    const model = await device.loadModel(om);
    expect(model.name).toBe(om);
    expect(model.outputs.map(({ name }) => name)).toEqual(['sum']);
    const inputs = () => ({ a: Float32Array.of(1, 2), b: Float32Array.of(10, 20) });
    const { outputs } = await lastValueFrom(of(1).pipe(infer(model, { inputs })));
    expect(outputs.sum?.data).toEqual(Float32Array.of(11, 22));
    assertSettled(model);
  });

  it('takes the ONNX file that is named, on all instances', async () => {
    const om = write('sum.om');
    const twin = folder.write('other name', sum());
    const model = await device.loadModel(om, { twin, instances: 2 });
    expect(model.inputs.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(model.instances).toBe(2);
  });

  it('looks in the folder of twins first', async () => {
    const om = write('sum.om');
    folder.write('sum.onnx', sum([2, 2]));
    mkdirSync(join(folder.path, 'twins'));
    folder.write('twins/sum.onnx', sum());
    const program = fileURLToPath(new URL('offline-model.mjs', import.meta.url));
    const twins = JSON.stringify({ twins: join(folder.path, 'twins') });
    const { stdout } = await runChild([program, 'embedded', om, '', twins]);
    expect(JSON.parse(stdout)).toEqual({ embedded: true, outcome: 'loaded' });
    const { stdout: beside } = await runChild([program, 'embedded', om, '', '{}']);
    expect(JSON.parse(beside)).toMatchObject({ outcome: { code: 'ERR_MODEL_FILE' } });
  });

  it('knows an offline model by its contents, whatever its name', async () => {
    const om = write('model');
    folder.write('model.onnx', sum());
    expect((await device.loadModel(om)).name).toBe(om);
    await expect(device.loadModel(folder.write('onnx.om', sum()))).resolves.toMatchObject({ instances: 1 });
  });

  it('resolves the path of the twin at once', async () => {
    write('sum.om');
    folder.write('twin.onnx', sum());
    process.chdir(folder.path);
    const loading = device.loadModel('sum.om', { twin: 'twin.onnx' });
    process.chdir(began);
    expect((await loading).name).toBe('sum.om');
  });

  it('goes on after the twin was moved: what was loaded is rebuilt', async () => {
    const om = write('sum.om');
    const twin = folder.write('sum.onnx', sum());
    const model = await device.loadModel(om);
    renameSync(twin, `${twin}.gone`);
    const inputs = () => ({ a: Float32Array.of(1, 2), b: Float32Array.of(0, 0) });
    const { outputs } = await lastValueFrom(of(1).pipe(infer(model, { inputs })));
    expect(outputs.sum?.data).toEqual(Float32Array.of(1, 2));
  });

  it('says what it looked for where there is no twin', async () => {
    const om = write('sum.om');
    const beside = join(folder.path, 'sum.onnx');
    await expect(device.loadModel(om)).rejects.toMatchObject(
      isRefused(
        new RegExp(
          `offline model for Ascend310B4 that no CPU can run, but there is no \`${beside}\`\\. Put the ONNX`,
        ),
      ),
    );
    const none = join(folder.path, 'none.onnx');
    await expect(device.loadModel(om, { twin: none })).rejects.toMatchObject(
      isRefused(new RegExp(`there is no \`${none}\`\\. Name the ONNX file it was compiled from\\.$`)),
    );
    mkdirSync(beside);
    await expect(device.loadModel(om)).rejects.toMatchObject(isRefused(/sum\.onnx` is not a file$/));
  });

  it('refuses a twin that is an offline model, too', async () => {
    const om = write('sum.om');
    const other = write('other.om');
    folder.write('other.onnx', sum());
    const message = /but `.*other\.om` is an offline model, too, which no CPU can run\. Name the ONNX file/;
    await expect(device.loadModel(om, { twin: other })).rejects.toMatchObject(isRefused(message));
    renameSync(other, join(folder.path, 'sum.onnx'));
    await expect(device.loadModel(om)).rejects.toMatchObject(
      isRefused(/sum\.onnx` is an offline model, too/),
    );
  });

  it('lists each difference', async () => {
    const om = write('sum.om', {
      ...offlineSum,
      inputs: [
        { name: 'b', dims: [1, 2] },
        { name: 'a', dims: [1, 2], type: 1, bytes: 4 },
      ],
      outputs: [{ name: '/Add:0:sum', dims: [2, 2] }],
    });
    folder.write('sum.onnx', sum());
    await expect(device.loadModel(om)).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      message: [
        `Expected \`${folder.path}/sum.onnx\` to be the ONNX file that \`${om}\` was compiled from, but they differ:`,
        '  - inputs: order b, a in sum.om, a, b in sum.onnx',
        '  - input 1 (`a`): type float16 in sum.om, float32 in sum.onnx',
        '  - input 1 (`a`): bytes 4 in sum.om, 8 in sum.onnx',
        '  - output 0 (`sum`): dims 2×2 in sum.om, 1×2 in sum.onnx',
        'Take the ONNX file that was compiled, and give its symbolic dims the sizes that ATC was given.',
      ].join('\n'),
    });
    expect(device.name).toMatch(/embedded/);
  });

  it('gives sizes to a twin beside it that has names for them', async () => {
    const symbolic = encodeModel({
      name: 'sum',
      inputs: [
        { name: 'a', type: 'float32', dims: ['rows', 'columns'] },
        { name: 'b', type: 'float32', dims: ['rows', 'columns'] },
      ],
      outputs: [{ name: 'sum', type: 'float32', dims: ['rows', 'columns'] }],
      nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] }],
    });
    const om = write('sum.om');
    const twin = folder.write('sum.onnx', symbolic);
    const model = await device.loadModel(om);
    expect(model.inputs.map(({ dims, bytes }) => [dims, bytes])).toEqual([
      [[1, 2], 8],
      [[1, 2], 8],
    ]);
    const inputs = () => ({ a: Float32Array.of(1, 2), b: Float32Array.of(10, 20) });
    const { outputs } = await lastValueFrom(of(1).pipe(infer(model, { inputs })));
    expect(outputs.sum?.data).toEqual(Float32Array.of(11, 22));
    await expect(device.loadModel(om, { twin })).rejects.toMatchObject(
      isRefused(/- input 0 \(`a`\): dims 1×2 in sum\.om, \?×\? in sum\.onnx/),
    );
  });

  // The runtime opens the twin itself where the offline model has a size for one of its names.
  it.each([
    ['all of them', [1, -1, -1]],
    ['some of them', [1, 2, -1]],
  ])('has the names that the ONNX file has for dims that stay open: %s', async (_, dims) => {
    const model = (dims: readonly (number | string)[]) =>
      encodeModel({
        name: 'negative',
        inputs: [{ name: 'x', type: 'float32', dims }],
        outputs: [{ name: 'y', type: 'float32', dims }],
        nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
      });
    const om = write('negative.om', {
      inputs: [{ name: 'x', dims, bytes: 0 }],
      outputs: [{ name: '/Neg:0:y', dims, bytes: 0 }],
    });
    folder.write('negative.onnx', model([1, 'height', 'width']));
    const { inputs, outputs } = await device.loadModel(om);
    const dimNames = [undefined, dims[1] === -1 ? 'height' : undefined, 'width'];
    expect(inputs).toMatchObject([{ name: 'x', dims, dimNames }]);
    expect(outputs).toMatchObject([{ name: 'y', dims, dimNames }]);
    const twin = folder.write('other.onnx', model([1, 'h', 'w']));
    if (dims[1] === -1) {
      const named = await device.loadModel(om, { twin });
      expect(named.inputs).toMatchObject([{ dimNames: [undefined, 'h', 'w'] }]);
    }
  });

  it('leaves a twin to the runtime that has more fields than are looked at', async () => {
    const dims = ['rows', 4] as const;
    // Each is a field; the bytes of one, as the format repeats them.
    const entry = Buffer.from('\x72\x02\x0a\x00', 'latin1');
    const twin = encodeModel({
      name: 'negative',
      inputs: [{ name: 'x', type: 'float32', dims }],
      outputs: [{ name: 'y', type: 'float32', dims }],
      nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
    });
    const om = write('negative.om', {
      inputs: [{ name: 'x', dims: [2, 4] }],
      outputs: [{ name: '/Neg:0:y', dims: [2, 4] }],
    });
    folder.write('negative.onnx', Buffer.concat([twin, Buffer.alloc(entry.length * 550_000, entry)]));
    const model = await device.loadModel(om);
    expect(model.inputs).toMatchObject([{ name: 'x', dims: [2, 4] }]);
    expect(model.outputs).toMatchObject([{ name: 'y', dims: [2, 4] }]);
  });

  it('compares gears, and says how to declare them', async () => {
    const gears: WrittenModel = {
      inputs: [{ name: 'x', dims: [-1, 4], bytes: 64 }],
      outputs: [{ name: '/Add:0:y', dims: [-1, 4], bytes: 64 }],
      batch: [1, 2, 4],
    };
    const om = write('batched.om', gears);
    folder.write('batched.onnx', batched([1, 2, 4]));
    expect((await device.loadModel(om)).batchSizes).toEqual([1, 2, 4]);
    folder.write('batched.onnx', batched([1, 2]));
    await expect(device.loadModel(om)).rejects.toMatchObject(
      isRefused(
        /- gears: batch sizes 1, 2, 4 in batched\.om, batch sizes 1, 2 in batched\.onnx\nDeclare the same gears: write \{"batch":\[1,2,4\]\} to the file .*batched\.onnx\.gears\.json\.$/,
      ),
    );
    folder.write('batched.onnx.gears.json', '{"batch":[1,2,4]}');
    expect((await device.loadModel(om)).batchSizes).toEqual([1, 2, 4]);
  });

  it('compares heights and widths', async () => {
    const twin = (hw: readonly (readonly number[])[]) =>
      encodeModel({
        name: 'picture',
        inputs: [{ name: 'x', type: 'float32', dims: [1, 3, 'h', 'w'] }],
        outputs: [{ name: 'y', type: 'float32', dims: [1, 3, 'h', 'w'] }],
        nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
        metadata: { 'ascend_rx.gears': JSON.stringify({ hw }) },
      });
    const sizes = [
      [4, 4],
      [8, 2],
    ];
    const om = write('picture.om', {
      inputs: [
        { name: 'x', dims: [1, 3, -1, -1], bytes: 192 },
        { name: 'ascend_mbatch_shape_data', dims: [2], type: 9, bytes: 16 },
      ],
      outputs: [{ name: 'Neg:0:y', dims: [1, 3, 4, 4] }],
      hw: sizes,
    });
    folder.write('picture.onnx', twin(sizes));
    const model = await device.loadModel(om);
    const value = { type: 'float32' as const, dims: [1, 3, 8, 2], data: new Float32Array(48).fill(1) };
    const { outputs } = await lastValueFrom(of(value).pipe(infer(model)));
    expect(outputs.y?.dims).toEqual([1, 3, 8, 2]);
    folder.write('picture.onnx', twin([[4, 4]]));
    await expect(device.loadModel(om)).rejects.toMatchObject(
      isRefused(
        /- gears: height×width 4×4, 8×2 in picture\.om, dims 1×3×4×4 in picture\.onnx\nDeclare the same/,
      ),
    );
  });

  it('refuses a damaged one, and does not look for a twin', async () => {
    const om = folder.write('cut.om', offlineModel(offlineSum).subarray(0, -1));
    await expect(device.loadModel(om)).rejects.toMatchObject(
      isRefused(/`.*cut\.om` does not have the length/),
    );
  });

  it('ignores the twin of a model that is an ONNX file', async () => {
    const file = folder.write('sum.onnx', sum());
    expect((await device.loadModel(file, { twin: 'none' })).name).toBe(file);
  });

  it('leaves an offline model to a library that is not the embedded runtime, without a twin', async () => {
    const om = write('sum.om');
    // The embedded runtime under another path is taken for a library of the machine's.
    const library = paths().library.replace('/Release/', '/Release/../Release/');
    const program = fileURLToPath(new URL('offline-model.mjs', import.meta.url));
    const { stdout } = await runChild([program, library, om, join(folder.path, 'none')]);
    expect(JSON.parse(stdout)).toMatchObject({ embedded: false, outcome: { api: 'aclmdlLoadFromFile' } });
  });

  it.each([[''], [7], [null]])('refuses a twin that is no path: %j', async (twin) => {
    await expect(device.loadModel('sum.om', { twin: twin as string })).rejects.toThrow(
      /^Expected a file name for `twin` but received/,
    );
  });
});
