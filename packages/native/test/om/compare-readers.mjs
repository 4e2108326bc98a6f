// Damages offline models by a seeded program, and runs the reader of the runtime and that in TypeScript over them: both give the
// same description, or both refuse. node compare-readers.mjs PRINT_OFFLINE_MODELS FOLDER (after `npx tsc -b packages/native`).
// Why this stays: no tool runs one set of files through a reader in C++ and one in TypeScript.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOpened } from '../../dist/om/read-offline-model.js';

const [printer, folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node compare-readers.mjs PRINT_OFFLINE_MODELS FOLDER');
const seed = Number(process.env.ASCEND_RX_PROPERTY_SEED ?? 1);
const perFile = Number(process.env.ASCEND_RX_PROPERTY_RUNS ?? 600);

// ---- files -----------------------------------------------------------------------------------------

const u32 = (value) => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value >>> 0);
  return buffer;
};
const i64 = (value) => {
  const buffer = Buffer.alloc(8);
  buffer.writeBigInt64LE(BigInt(value));
  return buffer;
};
const record = (type, ...parts) => {
  const contents = Buffer.concat(parts);
  return Buffer.concat([u32(type), u32(contents.length), contents]);
};
const tensor = (name, dims, { type = 0, format = 0, aipp = dims, ranges = [] } = {}) =>
  Buffer.concat([
    i64(dims.reduce((product, dim) => product * Math.abs(dim), 4)),
    u32(format),
    u32(type),
    u32(name.length),
    ...[dims, aipp, ranges].map((list) => u32(8 * list.length)),
    Buffer.from(name),
    ...[...dims, ...aipp, ...ranges].map(i64),
  ]);
const lists = (gears) => [
  u32(gears.length),
  ...gears.map((gear) => u32(gear.length)),
  ...gears.flat().map(i64),
];

function varint(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
const field = (number, value) => {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
};
const message = (number, ...parts) => field(number, Buffer.concat(parts));
const attribute = (key, value) =>
  message(11, field(1, key), message(2, field(typeof value === 'number' ? 3 : 2, value)));

function file(partitions, { wide = true, models = 1 } = {}) {
  const number = wide ? i64 : u32;
  let offset = 0;
  const rows = partitions.map(([type, bytes]) => {
    offset += bytes.length;
    return Buffer.concat([number(type), number(offset - bytes.length), number(bytes.length)]);
  });
  const body = Buffer.concat([number(rows.length), ...rows, ...partitions.map(([, bytes]) => bytes)]);
  const header = Buffer.alloc(256);
  header.write('IMOD');
  header.writeUInt32LE(256, 4);
  header.writeUInt32LE(wide ? 0x20000000 : 0x10000000, 8);
  header.write('model', 0x54);
  if (wide) header.writeUInt32LE(models, 0x9c);
  return withLength(Buffer.concat([header, body]));
}

/** With a header that says how long the file is. */
function withLength(whole) {
  if (whole.length < 256) return whole;
  if (whole.readUInt32LE(8) === 0x10000000) whole.writeUInt32LE(whole.length - 256, 0x4c);
  else whole.writeBigUInt64LE(BigInt(whole.length - 256), 0xb8);
  return whole;
}

const attributes = Buffer.concat([
  field(1, 'definition'),
  field(2, 2),
  attribute('soc_version', 'Ascend310B4'),
  attribute('atc_cmdline', 'atc --model=x'),
  attribute('memory_size', 563200),
  attribute('weight_size', 858624),
  attribute('event_num', 1),
]);
const described = (number, type, ...dims) =>
  message(
    number,
    field(2, type),
    message(3, message(1, ...dims.map(varint))),
    field(4, 'ND'),
    field(10, 4096),
  );
const graph = message(
  7,
  message(6, field(1, 'x'), field(2, 'Data'), described(34, 1, 2, 300)),
  message(6, field(1, 'node'), field(2, 'Cast'), described(34, 1, 2, 300)),
  message(
    6,
    field(1, 'end'),
    field(2, 'NetOutput'),
    field(5, 'node:0'),
    described(33, 7, 2, 300),
    described(33, 12, -1),
  ),
);
const names = message(11, field(1, 'attr_model_out_nodes_name'), message(2, message(1, field(2, 'y'))));
const inputs = record(
  0,
  u32(2),
  tensor('x', [-1, 4], { ranges: [1, 8, 4, 4] }),
  tensor('p', [1, 3, -1, -1], { aipp: [1, -1, -1, 3] }),
);
const outputs = record(
  1,
  u32(2),
  tensor('/Conv:0:y', [-2], { type: 27 }),
  tensor('/Exp:1:z', [0], { type: 99 }),
);

const files = {
  'cast-conv-32bit.om': readFileSync(new URL('../models/cast-conv-32bit.om', import.meta.url)),
  'wide with batches': file([
    [8, Buffer.concat([inputs, outputs, record(2, u32(2), i64(1), i64(4))])],
    [0, attributes],
    [1, Buffer.alloc(9)],
  ]),
  'heights and widths': file(
    [
      [
        8,
        Buffer.concat([
          outputs,
          record(
            3,
            ...lists([
              [8, 4],
              [2, 2],
            ]),
          ),
          inputs,
          record(5, u32(1)),
        ]),
      ],
    ],
    { models: 2 },
  ),
  'dims, narrow': file(
    [
      [0, attributes],
      [8, Buffer.concat([inputs, record(4, ...lists([[1, 2, 3], [4]]))])],
    ],
    { wide: false },
  ),
  'a graph': file([
    [0, Buffer.concat([attributes, graph, names])],
    [1, Buffer.alloc(3)],
  ]),
};

// ---- damage ----------------------------------------------------------------------------------------

/** mulberry32: the same numbers for the same seed. */
function random(state) {
  let a = state >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const odd = [0, 1, 2, 7, 8, 0x0f, 0x10, 0x7f, 0x80, 0xff];

function damaged(whole, next) {
  let copy = Buffer.from(whole);
  // Most of the file is never looked at: half of the changes are where it says what it is.
  const at = () => next(next(2) === 0 ? Math.min(1500, copy.length) : copy.length);
  const kind = next(4);
  if (kind === 0) copy = copy.subarray(0, next(copy.length));
  else if (kind === 1) {
    const begin = at();
    copy = Buffer.concat([
      copy.subarray(0, begin),
      Buffer.from(Array.from({ length: next(24) }, () => next(256))),
      copy.subarray(begin + next(24)),
    ]);
  } else {
    for (let changes = 1 + next(6); changes > 0; changes -= 1)
      copy[at()] = next(2) === 0 ? odd[next(odd.length)] : next(256);
  }
  return next(8) === 0 ? copy : withLength(Buffer.from(copy));
}

const set = [];
for (const [name, whole] of Object.entries(files)) {
  const next = random(seed);
  set.push({ name, bytes: whole });
  for (let i = 0; i < perFile; i += 1)
    set.push({ name: `${name}, damage ${i} of seed ${seed}`, bytes: damaged(whole, next) });
}

// ---- both readers ----------------------------------------------------------------------------------

mkdirSync(folder, { recursive: true });
const path = join(folder, 'offline-models');
writeFileSync(path, Buffer.concat(set.flatMap(({ bytes }) => [u32(bytes.length), bytes])));
const printed = execFileSync(printer, [path], { encoding: 'utf8', maxBuffer: 1 << 30 })
  .trimEnd()
  .split('\n');
if (printed.length !== set.length)
  throw new Error(`expected ${set.length} outcomes but ${printed.length} were printed`);

/** What the runtime says, with texts as JavaScript has them. */
function ofRuntime(line) {
  const outcome = JSON.parse(line);
  if (outcome.refused !== undefined) return { refused: outcome.refused };
  const text = (digits) => Buffer.from(digits, 'hex').toString('utf8');
  const tensors = (list) => list.map(([name, ...others]) => [text(name), ...others]);
  return {
    ...outcome,
    name: text(outcome.name),
    chip: text(outcome.chip),
    inputs: tensors(outcome.inputs),
    outputs: tensors(outcome.outputs),
  };
}

async function ofTypeScript(bytes) {
  const handle = {
    stat: async () => ({ size: bytes.length }),
    read: async (target, offset, length, position) => {
      if (position < 0 || position + length > bytes.length)
        throw new Error(`read behind ${bytes.length} bytes`);
      target.set(bytes.subarray(position, position + length), offset);
      return { bytesRead: length };
    },
  };
  try {
    const model = await readOpened(handle, 'x.om');
    const tensors = (list) =>
      list.map(({ rawName, type, dims, aippDims, bytes: size }) => [
        rawName,
        type.startsWith('type ') ? '' : type,
        aippDims ?? dims,
        Math.max(size, 0),
      ]);
    const { batch, hw, dims } = model.gears ?? {};
    const gears = batch
      ? ['batch', batch.map((size) => [size])]
      : hw
        ? ['hw', hw]
        : dims
          ? ['dims', dims]
          : null;
    return {
      name: model.name,
      chip: model.chip ?? '',
      inputs: tensors(model.inputs),
      outputs: tensors(model.outputs),
      gears,
      work: model.memory.work ?? 0,
      weights: model.memory.weights ?? 0,
      models: model.models,
    };
  } catch (error) {
    if (error.code !== 'ERR_MODEL_FILE') throw error;
    return { refused: error.message };
  }
}

const counts = { described: 0, refused: 0 };
const mistakes = [];
for (const [i, { name, bytes }] of set.entries()) {
  const native = ofRuntime(printed[i]);
  const here = await ofTypeScript(bytes);
  const same =
    native.refused === undefined || here.refused === undefined
      ? JSON.stringify(native) === JSON.stringify(here)
      : true;
  counts[here.refused === undefined ? 'described' : 'refused'] += 1;
  if (!same)
    mistakes.push(`${name}\n  runtime:    ${JSON.stringify(native)}\n  TypeScript: ${JSON.stringify(here)}`);
}
for (const mistake of mistakes.slice(0, 20)) console.error(mistake);
console.log(
  `${set.length} files: ${counts.described} described, ${counts.refused} refused, ${mistakes.length} differently`,
);
// A set in which all are alike compares nothing.
process.exitCode =
  mistakes.length === 0 && Math.min(counts.described, counts.refused) > set.length / 20 ? 0 : 1;
