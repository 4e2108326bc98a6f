import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encodeModel } from '@ascend-rx/native/onnx';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lookupInFile } from '../../../test/device/external-data-model.js';
import { batched, severalTensors } from '../../../test/support/models.js';
import { nanotrack, offlineModel } from '../../../test/support/offline-model.js';
import { runChild } from '../../../test/support/run-child.js';
import { TemporaryFolder } from '../../../test/support/temporary-folder.js';
import { program, runCli, runForJson } from './support/run-cli.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());
const model = folder.write('several.onnx', severalTensors());
const withGears = folder.write('batched.onnx', batched([1, 2, 4]));
const real = fileURLToPath(new URL('../../native/test/models/cast-conv-32bit.om', import.meta.url));

describe('ascend-rx inspect', () => {
  it('should print inputs and outputs', async () => {
    expect(await runForJson('inspect', model)).toEqual({
      inputs: [
        { name: 'a', type: 'float32', dims: [2, 3], bytes: 24 },
        { name: 'b', type: 'float32', dims: [2, 3], bytes: 24 },
        { name: 'c', type: 'int32', dims: [5], bytes: 20 },
      ],
      outputs: [
        { name: 'sum', type: 'float32', dims: [2, 3], bytes: 24 },
        { name: 'picked', type: 'int32', dims: [5], bytes: 20 },
      ],
      batchSizes: null,
      gears: null,
    });
  });

  it('should print the gears of a model, and the names of its dims', async () => {
    expect(await runForJson('inspect', withGears)).toEqual({
      inputs: [{ name: 'x', type: 'float32', dims: [1, 4], bytes: 16, dimNames: ['N', null] }],
      outputs: [{ name: 'y', type: 'float32', dims: [1, 4], bytes: 16, dimNames: ['N', null] }],
      batchSizes: [1, 2, 4],
      gears: { batch: [1, 2, 4] },
    });
    const { stdout } = await runCli('inspect', withGears);
    expect(stdout).toMatch(/^gears +batch sizes 1, 2, 4$/m);
    expect(stdout).toMatch(/^input +x +float32 +1×4 +16 +N×4$/m);
    expect((await runCli('inspect', model)).stdout).toMatch(/^gears +none$/m);
  });

  it('should print the names of dims where an output is there twice, as ATC names it, too', async () => {
    const places = { name: 'places', type: 'int64', dims: [2, 'found'] } as const;
    const twice = folder.write(
      'twice.onnx',
      encodeModel({
        name: 'twice',
        inputs: [{ name: 'x', type: 'float32', dims: [2, 2] }],
        outputs: [places, places],
        nodes: [{ op: 'NonZero', inputs: ['x'], outputs: ['places'] }],
      }),
    );
    const env = { ASCEND_RX_EMBEDDED: JSON.stringify({ outputNames: 'atc' }) };
    const { stdout } = await runChild([program, 'inspect', twice, '--json'], undefined, env);
    const output = { type: 'int64', dims: [2, -1], bytes: -1, dimNames: [null, 'found'] };
    expect(JSON.parse(stdout).outputs).toEqual([
      { name: 'NonZero_0:0:places', ...output },
      { name: 'NonZero_0:0:places', ...output },
    ]);
  });

  it('should lay them out in columns without --json', async () => {
    const { stdout } = await runCli('inspect', model);
    expect(stdout).toMatch(/^ +name +type +dims +bytes$/m);
    expect(stdout).toMatch(/^input +b +float32 +2×3 +24$/m);
    expect(stdout).toMatch(/^output +picked +int32 +5 +20$/m);
  });

  it('should take a model with external data', async () => {
    const file = folder.write('lookup.onnx', lookupInFile('table.bin'));
    const data = folder.write('table.bin', new Uint8Array(16));
    const { code, stdout } = await runCli('inspect', file);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^output +y +float32 +1 +4$/m);
    rmSync(data);
    const { code: without, stderr } = await runCli('inspect', file);
    expect(without).toBe(1);
    expect(stderr).toMatch(/^ascend-rx: aclmdlLoadFromFile failed with 545001 [^\n]+\n$/);
  });

  it('should write what would change the terminal as escape sequences', async () => {
    const name = 'x\u001b[31m\u202ey';
    const hostile = folder.write(
      'hostile.onnx',
      encodeModel({
        name: 'hostile',
        inputs: [{ name, type: 'float32', dims: [1] }],
        outputs: [{ name: 'y', type: 'float32', dims: [1] }],
        nodes: [{ op: 'Identity', inputs: [name], outputs: ['y'] }],
      }),
    );
    expect((await runCli('inspect', hostile)).stdout).toContain('x\\u{1b}[31m\\u{202e}y');
    expect((await runForJson('inspect', hostile)).inputs).toMatchObject([{ name }]);
  });
});

describe('ascend-rx inspect of an offline model', () => {
  it('should print what a real file says of itself', async () => {
    expect(await runCli('inspect', real)).toEqual({
      code: 0,
      signal: null,
      stderr: '',
      stdout: [
        '        name    type     dims          format  bytes',
        'input   input   float32  1×1×1×2048    NCHW       8192',
        'output  output  float32  1×256×1×2048  NCHW    2097152',
        '',
        'name               yolo',
        'gears              none',
        'chip               not named in the file',
        'kind of chip       MINI',
        'file format        0x10000000, IR version 2',
        'platform version   1.11.z.0',
        'model version      2',
        'custom version     1.11.z.0',
        'work memory        4,204,544 bytes',
        'weight memory      25,600 bytes',
        'zero-copy memory   8,704 bytes',
        'execution streams  1',
        'events             0',
        'file               46,932 bytes',
        '  MODEL_DEF        11,089 bytes',
        '  WEIGHTS_DATA     25,600 bytes',
        '  TBE_KERNELS      9,462 bytes',
        '  TASK_INFO        473 bytes',
        '',
      ].join('\n'),
    });
  });

  it('should print it as JSON', async () => {
    expect(await runForJson('inspect', real)).toMatchObject({
      name: 'yolo',
      inputs: [{ name: 'input', type: 'float32', dims: [1, 1, 1, 2048], format: 'NCHW', bytes: 8192 }],
      outputs: [{ name: 'output', dims: [1, 256, 1, 2048], bytes: 2_097_152 }],
      gears: null,
      target: 'MINI',
      memory: { work: 4_204_544, weights: 25_600 },
    });
  });

  it('should print names of outputs as ONNX has them, and as the file has them', async () => {
    const { stdout } = await runCli('inspect', folder.write('head.om', offlineModel(nanotrack.head)));
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      '        name     type     dims        format  bytes  name in the file',
      'input   input1   float32  1×96×8×8    NCHW    24576',
      'input   input2   float32  1×96×16×16  NCHW    98304',
      'output  output1  float32  1×2×15×15   NCHW     1800  /cls_logits/cls_logits.0/Conv:0:output1',
      'output  output2  float32  1×4×15×15   NCHW     3600  /Exp:0:output2',
    ]);
    for (const row of [
      /^chip +Ascend310B4$/m,
      /^compiled from +Onnx$/m,
      /^file format +0x20000000, IR version 2$/m,
      /^ATC version +8\.0\.0\.alpha003$/m,
      /^work memory +563,200 bytes$/m,
      /^weight memory +858,624 bytes$/m,
      /^command line +atc\.bin --model=head\.onnx --framework=5 --output=nanotrack_head /m,
    ])
      expect(stdout).toMatch(row);
    expect(stdout).not.toContain('/home');
  });

  it('should print gears, AIPP, ranges and sizes that are not known', async () => {
    const om = offlineModel({
      name: 'with\u001b[2Jgears',
      inputs: [
        { name: 'x', dims: [-1, 3, 8, 8], aippDims: [-1, 8, 8, 3], bytes: 192 },
        { name: 'n', dims: [1, -1], ranges: [1, 1, 1, -1], bytes: 40 },
      ],
      outputs: [{ name: 'y', dims: [] }],
      batch: [1, 8],
    });
    const { stdout } = await runCli('inspect', folder.write('gears.om', om));
    expect(stdout.split('\n').slice(0, 7)).toEqual([
      '        name  type     dims     dims with AIPP  ranges   format  bytes',
      'input   x     float32  ?×3×8×8  ?×8×8×3                  NCHW      192',
      'input   n     float32  1×?                      1–1, 1–  NCHW       40',
      'output  y     float32  scalar                            NCHW        4',
      '',
      'name                with\\u{1b}[2Jgears',
      'gears               batch sizes 1, 8',
    ]);
  });
});
