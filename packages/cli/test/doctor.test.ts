import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lookupInFile } from '../../../test/device/external-data-model.js';
import { batched, severalTensors } from '../../../test/support/models.js';
import { offlineModel, type WrittenModel } from '../../../test/support/offline-model.js';
import { runChild } from '../../../test/support/run-child.js';
import { TemporaryFolder } from '../../../test/support/temporary-folder.js';
import { copyUnbuilt } from './support/copy-unbuilt.js';
import { runCli } from './support/run-cli.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const onnx = folder.write('several.onnx', severalTensors());
const several: WrittenModel = {
  name: 'several',
  inputs: [
    { name: 'a', dims: [2, 3] },
    { name: 'b', dims: [2, 3] },
    { name: 'c', dims: [5], type: 3, bytes: 20 },
  ],
  outputs: [
    { name: '/Add:0:sum', dims: [2, 3] },
    { name: '/Gather:0:picked', dims: [5], type: 3, bytes: 20 },
  ],
  attributes: { soc_version: 'Ascend310B4' },
};
const om = folder.write('several.om', offlineModel(several));

const json = async (...args: readonly string[]) => {
  const { code, stdout } = await runCli('doctor', ...args, '--json');
  return { code, ...(JSON.parse(stdout) as Record<string, unknown>) };
};

describe('ascend-rx doctor of an offline model', () => {
  it('should find its twin, and compare both', async () => {
    const { code, stdout, stderr } = await runCli('doctor', om);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      `model    ${om} (offline model for Ascend310B4)`,
      `twin     ${onnx}`,
      'library  embedded runtime (AscendRxEmbedded)',
      `loads    ${onnx}`,
      '',
      '         several.om                 several.onnx',
      'inputs   3                          3                          same',
      '  0      a float32 2×3, 24 bytes    a float32 2×3, 24 bytes    same',
      '  1      b float32 2×3, 24 bytes    b float32 2×3, 24 bytes    same',
      '  2      c int32 5, 20 bytes        c int32 5, 20 bytes        same',
      'outputs  2                          2                          same',
      '  0      sum float32 2×3, 24 bytes  sum float32 2×3, 24 bytes  same',
      '  1      picked int32 5, 20 bytes   picked int32 5, 20 bytes   same',
      'gears    none                       none                       same',
      '',
      'The model loads: its twin runs in its place, and both are the same.',
      '',
    ]);
    expect(await json(om)).toMatchObject({
      code: 0,
      kind: 'offline',
      library: { embedded: true },
      loaded: onnx,
      twin: onnx,
      offlineModel: { chip: 'Ascend310B4', outputs: [{ name: 'sum', rawName: '/Add:0:sum' }, {}] },
      loadedModel: { outputs: [{ name: 'sum' }, { name: 'picked' }] },
      differences: [],
      problems: [],
      ok: true,
    });
  });

  it('should end with 1 where they differ', async () => {
    const other = folder.write(
      'other.om',
      offlineModel({
        ...several,
        outputs: several.outputs.slice(0, 1),
        inputs: [...several.inputs].reverse(),
      }),
    );
    const { code, stdout } = await runCli('doctor', other, '--twin', onnx);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^inputs +3 +3 +other order$/m);
    expect(stdout).toMatch(/^outputs +1 +2 +other number$/m);
    expect(stdout).toMatch(/^ {2}1 +picked int32 5, 20 bytes$/m);
    expect(stdout).toMatch(
      /^The model does not load, as both files differ\. Take the ONNX file that was compiled/m,
    );
    expect(await json(other, '--twin', onnx)).toMatchObject({
      code: 1,
      ok: false,
      differences: [
        { kind: 'input', what: 'order', offline: 'c, b, a', twin: 'a, b, c' },
        { kind: 'output', what: 'number' },
      ],
    });
  });

  it('should load a twin whose dims have names with the sizes of the offline model', async () => {
    const symbolic = folder.write(
      'symbolic.om',
      offlineModel({ inputs: [{ name: 'x', dims: [3, 4] }], outputs: [{ name: 'y', dims: [3, 4] }] }),
    );
    folder.write(
      'symbolic.onnx',
      encodeModel({
        name: 'symbolic',
        inputs: [{ name: 'x', type: 'float32', dims: ['rows', 'columns'] }],
        outputs: [{ name: 'y', type: 'float32', dims: ['rows', 'columns'] }],
        nodes: [{ op: 'Neg', inputs: ['x'], outputs: ['y'] }],
      }),
    );
    const { code, stdout } = await runCli('doctor', symbolic);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}0 +x float32 3×4, 48 bytes +x float32 3×4, 48 bytes +same$/m);
    const named = await runCli('doctor', symbolic, '--twin', join(folder.path, 'symbolic.onnx'));
    expect(named.code).toBe(1);
    expect(named.stdout).toMatch(/other dims$/m);
  });

  it('should say how to declare gears', async () => {
    const gears = folder.write(
      'gears.om',
      offlineModel({
        inputs: [{ name: 'x', dims: [-1, 4], bytes: 64 }],
        outputs: [{ name: 'y', dims: [-1, 4], bytes: 64 }],
        batch: [1, 4],
      }),
    );
    const twin = folder.write('gears.onnx', batched([1, 2]));
    const { code, stdout } = await runCli('doctor', gears);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^gears +batch sizes 1, 4 +batch sizes 1, 2 +other gears$/m);
    expect(stdout).toContain(`write {"batch":[1,4]} to the file ${twin}.gears.json.`);
    folder.write('gears.onnx.gears.json', '{"batch":[4,1]}');
    expect((await runCli('doctor', gears)).code).toBe(0);
    folder.write('gears.onnx.gears.json', '{"batch":"all"}');
    expect(await json(gears)).toMatchObject({
      code: 1,
      loaded: null,
      problems: [
        expect.stringMatching(/has gears in .*gears\.json that are none/),
        expect.stringMatching(/145021/),
      ],
    });
  });

  it('should say what it looked for where there is no twin', async () => {
    const alone = folder.write('alone.om', offlineModel(several));
    const { code, stdout, stderr } = await runCli('doctor', alone);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^twin +none$/m);
    expect(stdout).toMatch(/^loads +nothing$/m);
    expect(stdout).toMatch(
      /^problem: Expected an ONNX file .* there is no `.*alone\.onnx`\. Put the ONNX file/m,
    );
    expect(stdout).toMatch(/^The model does not load\.$/m);
  });

  it('should say what is wrong with a damaged one', async () => {
    const cut = folder.write('cut.om', offlineModel(several).subarray(0, -1));
    expect(await json(cut)).toMatchObject({
      code: 1,
      kind: 'offline',
      offlineModel: null,
      twin: null,
      problems: [expect.stringMatching(/does not have the length that its header says/)],
    });
  });
});

describe('ascend-rx doctor of other files', () => {
  it('should load an ONNX file', async () => {
    const { code, stdout } = await runCli('doctor', onnx);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      `model    ${onnx} (ONNX file)`,
      'library  embedded runtime (AscendRxEmbedded)',
      `loads    ${onnx}`,
      '',
      'The model loads.',
      '',
    ]);
  });

  it('should name external data that is missing', async () => {
    const file = folder.write('lookup.onnx', lookupInFile('table.bin'));
    const data = folder.write('table.bin', new Uint8Array(16));
    expect(await json(file)).toMatchObject({ code: 0, kind: 'onnx', loaded: file, problems: [] });
    rmSync(data);
    expect(await json(file)).toMatchObject({
      code: 1,
      loaded: null,
      problems: [
        `A part of the model's data should be in \`${data}\`, but there is no such file.`,
        expect.stringMatching(/^aclmdlLoadFromFile failed with 545001/),
      ],
    });
  });

  it.each([
    [
      'notes.txt',
      'these are notes',
      /^Expected an ONNX file but `.*notes\.txt` has a ModelProto that is no protobuf/,
    ],
    ['empty.onnx', '', /^Expected an ONNX file but `.*empty\.onnx` has no version or no graph of ONNX/],
    [
      'notes.om',
      'these are notes',
      /^Expected an offline model \(\.om\) but `.*notes\.om` does not begin as one/,
    ],
  ])('should know that %s is no model', async (name, contents, problem) => {
    expect(await json(folder.write(name, contents))).toMatchObject({
      code: 1,
      kind: 'unknown',
      loaded: null,
      problems: [expect.stringMatching(problem), expect.stringMatching(/^aclmdlLoadFromFile failed/)],
    });
  });

  it('should say what it can where no library opens', async () => {
    const unbuilt = copyUnbuilt(join(folder.path, 'installed'));
    const { code, stdout } = await runChild([unbuilt.program, 'doctor', om]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^model +.*several\.om \(offline model for Ascend310B4\)$/m);
    expect(stdout).toMatch(/^library +none$/m);
    expect(stdout).toMatch(/^problem: The native addon has not been built/m);
  });
});
