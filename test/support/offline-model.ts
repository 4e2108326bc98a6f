// Writes offline models (.om), as tests need them: the parts that say what the model is, and a few bytes for all others.

/** A tensor of the table of inputs and outputs. Numbers are those of the ABI; defaults: float32, NCHW, no AIPP. */
export interface WrittenTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly bytes?: number;
  readonly type?: number;
  readonly format?: number;
  readonly aippDims?: readonly number[];
  readonly ranges?: readonly number[];
}

export interface WrittenModel {
  readonly name?: string;
  readonly inputs: readonly WrittenTensor[];
  readonly outputs: readonly WrittenTensor[];
  readonly batch?: readonly number[];
  readonly hw?: readonly (readonly number[])[];
  readonly dims?: readonly (readonly number[])[];
  /** Attributes of MODEL_DEF. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** A part of the file: the number of its type, and its bytes. */
export type WrittenPartition = readonly [type: number, bytes: Uint8Array];

/** A model as ATC of CANN 8 writes it: with tables of 64 bits. */
export function offlineModel(model: WrittenModel): Buffer {
  return offlineFile(
    [
      [8, tensorTable(model)],
      [0, definition(model)],
      [1, Buffer.alloc(64)],
      [3, Buffer.alloc(32)],
      [2, Buffer.alloc(16)],
    ],
    { name: model.name ?? 'model' },
  );
}

/** A file with these partitions, in tables of 64 or of 32 bits. */
export function offlineFile(
  partitions: readonly WrittenPartition[],
  { name = 'model', wide = true, platform = '8.0.0' } = {},
): Buffer {
  const number = (value: number) => (wide ? u64(value) : u32(value));
  let offset = 0;
  const rows = partitions.map(([type, bytes]) => {
    offset += bytes.length;
    return Buffer.concat([number(type), number(offset - bytes.length), number(bytes.length)]);
  });
  const body = Buffer.concat([number(rows.length), ...rows, ...partitions.map(([, bytes]) => bytes)]);
  const header = Buffer.alloc(256);
  header.write('IMOD', 0, 'latin1');
  header.writeUInt32LE(256, 4);
  header.writeUInt32LE(wide ? 0x20000000 : 0x10000000, 8);
  if (!wide) header.writeUInt32LE(body.length, 0x4c);
  header.write(name, 0x54, 32, 'utf8');
  header.writeUInt32LE(2, 0x98);
  if (wide) header.writeUInt32LE(1, 0x9c);
  header.write(platform, wide ? 0xa0 : 0x9c, 20, 'latin1');
  if (wide) header.writeBigUInt64LE(BigInt(body.length), 0xb8);
  return Buffer.concat([header, body]);
}

/** MODEL_INOUT_INFO. */
export function tensorTable({ inputs, outputs, batch, hw, dims }: WrittenModel): Buffer {
  const lists = (gears: readonly (readonly number[])[]) => [
    u32(gears.length),
    ...gears.map((gear) => u32(gear.length)),
    ...gears.flat().map(i64),
  ];
  return Buffer.concat([
    record(0, [u32(inputs.length), ...inputs.map(tensor)]),
    record(1, [u32(outputs.length), ...outputs.map(tensor)]),
    ...(batch ? [record(2, [u32(batch.length), ...batch.map(i64)])] : []),
    ...(hw ? [record(3, lists(hw))] : []),
    ...(dims ? [record(4, lists(dims))] : []),
  ]);
}

/** One record of MODEL_INOUT_INFO. */
export function record(type: number, parts: readonly Uint8Array[]): Buffer {
  const contents = Buffer.concat(parts);
  return Buffer.concat([u32(type), u32(contents.length), contents]);
}

/** MODEL_DEF, with a graph that has an operator of no interest. */
export function definition({ name = 'model', attributes = {} }: WrittenModel): Buffer {
  const entries = Object.entries(attributes).map(([key, value]) =>
    message(11, [
      bytes(1, key),
      message(2, [typeof value === 'string' ? bytes(2, value) : integer(3, value)]),
    ]),
  );
  const graph = message(7, [bytes(1, name), message(6, [bytes(1, 'conv'), bytes(2, 'Conv2D')])]);
  return Buffer.concat([bytes(1, name), integer(2, 2), bytes(3, '8.0.0'), graph, ...entries]);
}

/** Fields of protobuf. */
export const integer = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field * 8), varint(value)]);
export const bytes = (field: number, value: string | Uint8Array): Buffer => {
  const contents = Buffer.from(value as string);
  return Buffer.concat([varint(field * 8 + 2), varint(contents.length), contents]);
};
export const message = (field: number, parts: readonly Uint8Array[]): Buffer =>
  bytes(field, Buffer.concat(parts));

export function varint(value: number): Buffer {
  const low: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    const byte = Number(rest & 0x7fn);
    if (rest < 0x80n) return Buffer.from([...low, byte]);
    low.push(byte | 0x80);
  }
}

export const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
export const u64 = (value: number | bigint): Buffer => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
};
const i64 = (value: number): Buffer => u64(BigInt.asUintN(64, BigInt(value)));

function tensor({
  name,
  dims,
  bytes: size = dims.reduce((product, dim) => product * dim, 4),
  type = 0,
  format = 0,
  aippDims = dims,
  ranges = [],
}: WrittenTensor): Buffer {
  const text = Buffer.from(name);
  return Buffer.concat([
    i64(size),
    u32(format),
    u32(type),
    u32(text.length),
    u32(8 * dims.length),
    u32(8 * aippDims.length),
    u32(8 * ranges.length),
    text,
    ...[...dims, ...aippDims, ...ranges].map(i64),
  ]);
}

/** The three models of CANN 8.0.0.alpha003 whose values are known: a tracker's parts, for an Ascend310B4. */
export const nanotrack = {
  backbone127: {
    name: 'nanotrack_backbone_127',
    inputs: [{ name: 'input', dims: [1, 3, 127, 127] }],
    outputs: [{ name: '/features/features.9/conv/conv.7/Conv:0:output', dims: [1, 96, 8, 8] }],
    attributes: { soc_version: 'Ascend310B4', memory_size: 867_328, weight_size: 1_527_808 },
  },
  backbone255: {
    name: 'nanotrack_backbone_255',
    inputs: [{ name: 'input', dims: [1, 3, 255, 255] }],
    outputs: [{ name: '/features/features.9/conv/conv.7/Conv:0:output', dims: [1, 96, 16, 16] }],
    attributes: { soc_version: 'Ascend310B4' },
  },
  head: {
    name: 'nanotrack_head',
    inputs: [
      { name: 'input1', dims: [1, 96, 8, 8] },
      { name: 'input2', dims: [1, 96, 16, 16] },
    ],
    outputs: [
      { name: '/cls_logits/cls_logits.0/Conv:0:output1', dims: [1, 2, 15, 15] },
      { name: '/Exp:0:output2', dims: [1, 4, 15, 15] },
    ],
    attributes: {
      soc_version: 'Ascend310B4',
      target_type: 'MINI',
      framework_type: 'Onnx',
      atc_version: '8.0.0.alpha003',
      atc_cmdline:
        '/usr/local/Ascend/ascend-toolkit/latest/bin/atc.bin --model=/home/a b/head.onnx --framework=5 ' +
        '--output=/home/a b/out/nanotrack_head --input_shape=input1:1,96,8,8;input2:1,96,16,16 ' +
        '--out_nodes=/Exp:0 --soc_version=Ascend310B4',
      memory_size: 563_200,
      weight_size: 858_624,
      zero_copy_memory_size: 128_512,
      stream_num: 1,
      event_num: 0,
    },
  },
} satisfies Record<string, WrittenModel>;
