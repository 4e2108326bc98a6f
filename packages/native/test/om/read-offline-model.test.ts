import { chmodSync, mkdirSync, truncateSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isOfflineModel, readOfflineModel } from '@ascend-rx/native/om';
import { afterAll, describe, expect, it } from '@jest/globals';
import {
  bytes,
  definition,
  integer,
  message,
  nanotrack,
  offlineFile,
  offlineModel,
  record,
  tensorTable,
  u32,
  u64,
  type WrittenModel,
} from '../../../../test/support/offline-model.js';
import { TemporaryFolder } from '../../../../test/support/temporary-folder.js';

const folder = new TemporaryFolder();
afterAll(() => folder.remove());

const real = fileURLToPath(new URL('../models/cast-conv-32bit.om', import.meta.url));
const read = (contents: Uint8Array) => readOfflineModel(folder.write('model.om', contents));

/** A model with one input and one output. */
const small: WrittenModel = {
  inputs: [{ name: 'x', dims: [1, 4] }],
  outputs: [{ name: 'Neg_1:0:y', dims: [1, 4] }],
};

describe('a real file with tables of 32 bits and without MODEL_INOUT_INFO', () => {
  it('is described from its MODEL_DEF', async () => {
    expect(await readOfflineModel(real)).toEqual({
      name: 'yolo',
      inputs: [
        {
          name: 'input',
          rawName: 'input',
          type: 'float32',
          dims: [1, 1, 1, 2048],
          format: 'NCHW',
          bytes: 8192,
        },
      ],
      outputs: [
        {
          name: 'output',
          rawName: 'output',
          type: 'float32',
          dims: [1, 256, 1, 2048],
          format: 'NCHW',
          bytes: 2_097_152,
        },
      ],
      target: 'MINI',
      versions: { format: '0x10000000', ir: 2, platform: '1.11.z.0', model: 2, custom: '1.11.z.0' },
      memory: { work: 4_204_544, weights: 25_600, zeroCopy: 8704 },
      executionStreams: 1,
      events: 0,
      models: 1,
      bytes: 46_932,
      partitions: [
        { type: 'MODEL_DEF', bytes: 11_089 },
        { type: 'WEIGHTS_DATA', bytes: 25_600 },
        { type: 'TBE_KERNELS', bytes: 9462 },
        { type: 'TASK_INFO', bytes: 473 },
      ],
    });
  });
});

describe('files with tables of 64 bits', () => {
  it.each([
    [
      'nanotrack_backbone_127',
      nanotrack.backbone127,
      [['input', [1, 3, 127, 127], 193_548]],
      [['output', [1, 96, 8, 8], 24_576]],
      { work: 867_328, weights: 1_527_808 },
    ],
    [
      'nanotrack_head',
      nanotrack.head,
      [
        ['input1', [1, 96, 8, 8], 24_576],
        ['input2', [1, 96, 16, 16], 98_304],
      ],
      [
        ['output1', [1, 2, 15, 15], 1800],
        ['output2', [1, 4, 15, 15], 3600],
      ],
      { work: 563_200, weights: 858_624, zeroCopy: 128_512 },
    ],
  ])('are described: %s', async (name, model, inputs, outputs, memory) => {
    const found = await read(offlineModel(model));
    const rows = (tensors: typeof found.inputs) =>
      tensors.map(({ name, dims, bytes }) => [name, dims, bytes]);
    expect(found).toMatchObject({ name, chip: 'Ascend310B4', memory, models: 1 });
    expect(rows(found.inputs)).toEqual(inputs);
    expect(rows(found.outputs)).toEqual(outputs);
    expect(found.outputs.map(({ rawName }) => rawName)).toEqual(model.outputs.map(({ name }) => name));
    for (const { type, format } of [...found.inputs, ...found.outputs])
      expect([type, format]).toEqual(['float32', 'NCHW']);
  });

  it('say what made them', async () => {
    expect(await read(offlineModel(nanotrack.head))).toMatchObject({
      target: 'MINI',
      framework: 'Onnx',
      versions: { format: '0x20000000', ir: 2, platform: '8.0.0', custom: '8.0.0', atc: '8.0.0.alpha003' },
      executionStreams: 1,
      events: 0,
      partitions: [
        { type: 'MODEL_INOUT_INFO' },
        { type: 'MODEL_DEF' },
        { type: 'WEIGHTS_DATA', bytes: 64 },
        { type: 'TBE_KERNELS' },
        { type: 'TASK_INFO' },
      ],
    });
  });

  it('take the size of the weights from their partition where no attribute says it', async () => {
    expect((await read(offlineModel(small))).memory).toEqual({ weights: 64 });
  });

  it('name outputs as ONNX does, as long as the names are unique', async () => {
    const named = async (...names: string[]) =>
      (
        await read(offlineModel({ inputs: [], outputs: names.map((name) => ({ name, dims: [1] })) }))
      ).outputs.map(({ name }) => name);
    expect(await named('/a/Conv:0:boxes', '/b/Exp:1:scores')).toEqual(['boxes', 'scores']);
    expect(await named('a:0:b:1:c')).toEqual(['b:1:c']);
    expect(await named('a:0:y', 'b:0:y')).toEqual(['a:0:y', 'b:0:y']);
    expect(await named('plain', 'a:b')).toEqual(['plain', 'a:b']);
  });

  it.each([
    [{ batch: [1, 2, 8] }],
    [
      {
        hw: [
          [224, 224],
          [448, 320],
        ],
      },
    ],
    [{ dims: [[3, 1], [5]] }],
  ])('have gears: %j', async (gears) => {
    const inputs = [{ name: 'x', dims: [-1, 3, -1, -1], bytes: 100 }];
    const found = await read(offlineModel({ ...small, inputs, ...gears }));
    expect(found.gears).toEqual(gears);
    expect(found.inputs[0]?.dims).toEqual([-1, 3, -1, -1]);
  });

  it('have the dims that static AIPP takes, only where they differ', async () => {
    const inputs = [
      { name: 'picture', dims: [1, 3, 8, 8], aippDims: [1, 8, 8, 3], type: 4, format: 1, bytes: 192 },
      { name: 'plain', dims: [1, 3], ranges: [1, 4, 3, 3] },
    ];
    const found = await read(offlineModel({ ...small, inputs }));
    expect(found.inputs).toEqual([
      {
        name: 'picture',
        rawName: 'picture',
        type: 'uint8',
        format: 'NHWC',
        dims: [1, 3, 8, 8],
        aippDims: [1, 8, 8, 3],
        bytes: 192,
      },
      {
        name: 'plain',
        rawName: 'plain',
        type: 'float32',
        format: 'NCHW',
        dims: [1, 3],
        shapeRanges: [
          [1, 4],
          [3, 3],
        ],
        bytes: 12,
      },
    ]);
  });

  it('may have types and formats without a name', async () => {
    const inputs = [{ name: 'x', dims: [2], type: 29, format: 99 }];
    expect((await read(offlineModel({ ...small, inputs }))).inputs).toMatchObject([
      { type: 'type 29', format: 'format 99' },
    ]);
  });

  it('may have records and partitions that are not known', async () => {
    const table = Buffer.concat([tensorTable(small), record(77, [u32(5)])]);
    const found = await read(
      offlineFile([
        [8, table],
        [99, Buffer.alloc(5)],
      ]),
    );
    expect(found.inputs).toHaveLength(1);
    expect(found.partitions[1]).toEqual({ type: 'type 99', bytes: 5 });
  });

  it('may be larger than memory: only the parts that are needed are read', async () => {
    const file = folder.write('large.om', offlineFile([[8, tensorTable(small)]]));
    const whole = offlineFile([
      [8, tensorTable(small)],
      [1, Buffer.alloc(0)],
    ]);
    // The weights are a hole of 8 TiB in the file.
    const hole = 2 ** 43;
    whole.writeBigUInt64LE(BigInt(hole), 256 + 8 + 24 + 16);
    whole.writeBigUInt64LE(BigInt(whole.length - 256 + hole), 0xb8);
    folder.write('large.om', whole);
    truncateSync(file, whole.length + hole);
    expect((await readOfflineModel(file)).partitions[1]).toEqual({ type: 'WEIGHTS_DATA', bytes: hole });
  });
});

describe('the command line of ATC', () => {
  const shown = async (line: string) =>
    (await read(offlineModel({ ...small, attributes: { atc_cmdline: line } }))).commandLine;

  it('is shown without folders', async () => {
    expect((await read(offlineModel(nanotrack.head))).commandLine).toBe(
      'atc.bin --model=head.onnx --framework=5 --output=nanotrack_head ' +
        '--input_shape=input1:1,96,8,8;input2:1,96,16,16 --out_nodes=/Exp:0 --soc_version=Ascend310B4',
    );
    for (const [line, expected] of [
      ['atc --model /home/me/a.onnx --mode 0', 'atc --model a.onnx --mode 0'],
      ['atc --model="/home/me/my models/a.onnx"', 'atc --model="a.onnx"'],
      ['atc --insert_op_conf=/etc/a.cfg,/etc/b.cfg', 'atc --insert_op_conf=a.cfg,b.cfg'],
      ['atc --model=/home/me, too/a.onnx', 'atc --model=a.onnx'],
      ['/opt/my tools/atc', 'atc'],
      ['', ''],
    ])
      expect(await shown(line as string)).toBe(expected);
  });

  it('takes no longer for a hostile one', async () => {
    const line = `${' '.repeat(500_000)}a${'-'.repeat(300_000)}${',/'.repeat(100_000)}`;
    expect(typeof (await shown(line))).toBe('string');
  });
});

describe('what is refused', () => {
  const refused = async (contents: Uint8Array) => {
    const outcome = await read(contents).then(
      () => 'read',
      (error: Error & { code?: string }) => ({ code: error.code, message: error.message }),
    );
    if (outcome === 'read') return 'read';
    expect(outcome).toMatchObject({ code: 'ERR_MODEL_FILE' });
    return (outcome as { message: string }).message.replace(
      /^Expected an offline model \(\.om\) but `.*?` /,
      '',
    );
  };
  const good = offlineModel(small);
  const changed = (at: number, value: Uint8Array) => {
    const copy = Buffer.from(good);
    copy.set(value, at);
    return copy;
  };
  const table = (...records: Uint8Array[]) => offlineFile([[8, Buffer.concat(records)]]);
  const model = (...parts: Uint8Array[]) => offlineFile([[0, Buffer.concat(parts)]]);
  const row = (n: number, member: number) => 256 + 8 + 24 * n + 8 * member;
  const tensor = (...numbers: number[]) => record(0, [u32(1), u64(4), ...numbers.map(u32), Buffer.from('x')]);

  it.each([
    ['an empty file', Buffer.alloc(0), /^is empty$/],
    [
      'a text',
      Buffer.from('notes'),
      /^does not begin as one: with 6e 6f 74 65, not with IMOD\. It may be a model that/,
    ],
    [
      'the first bytes alone',
      good.subarray(0, 4),
      /^ends before its header does: it has 4 bytes, and 256 are needed$/,
    ],
    ['a header of another size', changed(4, u32(512)), /^has a header of 512 bytes; 256 are known$/],
    ['an unknown version', changed(8, u32(0x30000000)), /^has the version 0x30000000;/],
    ['an encrypted model', changed(0x50, Uint8Array.of(1)), /^is encrypted, as its header says/],
    [
      'one that is cut off',
      good.subarray(0, -1),
      /^does not have the length that its header says.*it is cut off$/,
    ],
    ['one with more behind it', Buffer.concat([good, u32(0)]), /something was added to it$/],
    [
      'a length that no number holds',
      changed(0xb8, u64(2n ** 63n)),
      /^has a number in its header that is too large: 92/,
    ],
    ['too many partitions', changed(256, u64(1025)), /^has a count of 1025 partitions/],
    ['a table beyond the end', changed(256, u64(1000)), /^ends before its table of partitions does/],
    [
      'a partition beyond the end',
      changed(row(4, 2), u64(17)),
      /^has a partition TASK_INFO from \d+ to \d+, beyond its/,
    ],
    ['a partition far beyond it', changed(row(1, 1), u64(2n ** 52n)), /^has a partition MODEL_DEF from/],
    [
      'two partitions of a type',
      changed(row(1, 0), u64(8)),
      /^has two partitions MODEL_INOUT_INFO in one table$/,
    ],
    [
      'no partition that says anything',
      offlineFile([[1, u32(0)]]),
      /^has neither MODEL_INOUT_INFO nor MODEL_DEF/,
    ],
    ['no partition at all', offlineFile([]), /^has neither MODEL_INOUT_INFO nor MODEL_DEF/],
    ['a record beyond its partition', table(u32(0), u32(100), u32(0)), /needs 100 bytes where 4 are left$/],
    [
      'half a record',
      table(u32(0)),
      /^has a length or count in its MODEL_INOUT_INFO that needs 4 bytes where 0 are left/,
    ],
    ['a record twice', table(record(0, [u32(0)]), record(0, [u32(0)])), /^has two records of type 0/],
    [
      'more tensors than bytes',
      table(record(0, [u32(2 ** 32 - 1)])),
      /^has a count of 4294967295 in MODEL_INOUT_INFO/,
    ],
    ['a record with more in it', table(record(0, [u32(0), u32(0)])), /^has 4 bytes too many in its record 0/],
    [
      'a name beyond its record',
      table(tensor(0, 0, 2 ** 31, 0, 0, 0)),
      /needs 2147483648 bytes where 1 are left/,
    ],
    ['dims beyond their record', table(tensor(0, 0, 1, 80, 0, 0)), /^has a count of 10 in MODEL_INOUT_INFO/],
    ['dims of odd length', table(tensor(0, 0, 1, 7, 0, 0)), /^has dims of 7 bytes/],
    [
      'a dim below -2',
      offlineModel({ ...small, inputs: [{ name: 'x', dims: [-3], bytes: 1 }] }),
      /^has a dim of -3$/,
    ],
    ['more gears than bytes', table(record(2, [u32(9)])), /^has a count of 9/],
    ['more sizes than bytes', table(record(3, [u32(1), u32(2 ** 30)])), /^has a count of 1073741824/],
    ['a gear below 0', offlineModel({ ...small, batch: [-1] }), /^has a gear of -1$/],
    [
      'half a shape range',
      offlineModel({ ...small, inputs: [{ name: 'x', dims: [1], ranges: [1] }] }),
      /^has a shape range/,
    ],
    ['no graph', model(integer(2, 2)), /^has neither MODEL_INOUT_INFO nor a graph/],
    [
      'no protobuf',
      model(Buffer.from('notes, and no message')),
      /^has a MODEL_DEF that is no protobuf message$/,
    ],
    [
      'a field beyond its message',
      model(Buffer.from([0x3a, 0x7f, 1])),
      /^has a field in its MODEL_DEF that reaches beyond/,
    ],
    ['half a varint', model(Buffer.from([0x10, 0xff])), /no protobuf message$/],
    [
      'a varint of eleven bytes',
      model(Buffer.from([0x10, ...Array(10).fill(0xff), 1])),
      /no protobuf message$/,
    ],
    [
      'dims that make too many bytes',
      model(
        message(7, [
          message(6, [
            bytes(2, 'Data'),
            message(34, [integer(2, 1), message(3, [integer(1, 2 ** 40), integer(1, 2 ** 40)])]),
          ]),
        ]),
      ),
      /^has a tensor of 4\.8\d+e\+24 bytes$/,
    ],
  ])('%s', async (_what, contents, message) => {
    expect(await refused(contents)).toMatch(message);
  });

  it('tells a definition of too many fields', async () => {
    const fields = Buffer.alloc(600_000);
    for (let i = 0; i < fields.length; i += 2) fields[i] = 0x10;
    expect(await refused(model(fields))).toBe('has more than 200000 fields to look at');
  });

  it('reads no more than 64 MiB of a definition of gigabytes', async () => {
    // Fields that are skipped, one after the other: the beginning of each is looked at.
    const field = bytes(99, Buffer.alloc(8200));
    const count = 8300;
    expect(await refused(model(...Array<Buffer>(count).fill(field)))).toBe(
      'has more than 67108864 bytes that describe it',
    );
  });

  it('tells a file that is none', async () => {
    mkdirSync(`${folder.path}/a.om`);
    await expect(readOfflineModel(`${folder.path}/a.om`)).rejects.toMatchObject({
      code: 'ERR_MODEL_FILE',
      message: expect.stringMatching(/ is not a file$/),
    });
    await expect(readOfflineModel(`${folder.path}/none.om`)).rejects.toThrow(/none\.om` does not exist$/);
    await expect(readOfflineModel(7 as never)).rejects.toThrow(
      new TypeError('Expected a file name for `file` but received 7'),
    );
  });

  it('tells a file whose bytes cannot be read', async () => {
    // A regular file, by its own account; there is no memory at address 0.
    for (const read of [readOfflineModel, isOfflineModel])
      await expect(read('/proc/self/mem')).rejects.toMatchObject({ code: 'ERR_MODEL_FILE' });
    await expect(isOfflineModel('/proc/self/mem')).rejects.toThrow(/`\/proc\/self\/mem` EIO/);
  });

  it('tells a file that must not be read', async () => {
    const file = folder.write('closed.om', good);
    chmodSync(file, 0);
    const isRoot = process.geteuid?.() === 0;
    // Root may read everything.
    if (isRoot) process.seteuid?.(65_534);
    try {
      await expect(readOfflineModel(file)).rejects.toMatchObject({
        code: 'ERR_MODEL_FILE',
        message: expect.stringMatching(/permission denied/),
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('is not what a definition alone may lack', async () => {
    expect(await read(offlineFile([[0, definition(small)]], { wide: false }))).toMatchObject({
      inputs: [],
      outputs: [],
    });
  });
});
