// The partition MODEL_INOUT_INFO: inputs, outputs and gears, as records of type, length and contents. What the records of
// gears hold is known from a public header alone; no file with them has been seen.
import type { FileReader } from '../reading/file-reader.js';
import type { Gears } from '../reading/gears.js';
import { Malformed } from '../reading/malformed.js';
import { ByteCursor } from './byte-cursor.js';
import { aclType, formatName } from './codes.js';
import type { OfflineTensor } from './offline-model.js';
import type { Partition } from './read-partitions.js';

/** Everything of a tensor but the name that ONNX has for it. */
export type RawTensor = Omit<OfflineTensor, 'name'>;

export interface TensorTable {
  readonly inputs: readonly RawTensor[];
  readonly outputs: readonly RawTensor[];
  readonly gears?: Gears;
}

const mostBytes = 16 * 1024 * 1024;
const tensorHeaderBytes = 32;

const records = { inputs: 0, outputs: 1, batch: 2, heightWidth: 3, dims: 4 } as const;

/** @throws Malformed where a length or count is not that of its contents */
export async function readTensorTable(reader: FileReader, { begin, end }: Partition): Promise<TensorTable> {
  const what = 'MODEL_INOUT_INFO';
  if (end - begin > mostBytes) {
    throw new Malformed(`has ${end - begin} bytes of ${what}; ${mostBytes} at most are believed`);
  }
  const table = new ByteCursor(await reader.bytes(begin, end - begin, what), what);
  const byType = new Map<number, ByteCursor>();
  while (table.left > 0) {
    const type = table.u32();
    if (byType.has(type)) throw new Malformed(`has two records of type ${type} in its ${what}`);
    byType.set(type, table.part(table.u32(), `record ${type} of ${what}`));
  }
  const inputs = tensorsFrom(byType.get(records.inputs));
  const outputs = tensorsFrom(byType.get(records.outputs));
  const gears = gearsFrom(byType);
  return { inputs, outputs, ...(gears && { gears }) };
}

// A record without contents is left out of the file.
function tensorsFrom(record: ByteCursor | undefined): RawTensor[] {
  if (!record) return [];
  const count = believed(record.u32(), tensorHeaderBytes, record);
  const tensors = Array.from({ length: count }, () => tensorFrom(record));
  record.assertAtEnd();
  return tensors;
}

function tensorFrom(record: ByteCursor): RawTensor {
  const bytes = record.u64();
  const format = formatName(record.i32());
  const type = aclType(record.i32());
  const nameLength = record.u32();
  const dimsLength = record.u32();
  const aippLength = record.u32();
  const rangesLength = record.u32();
  const rawName = record.text(nameLength);
  const dims = numbersFrom(record, dimsLength, assertDim);
  const aippDims = numbersFrom(record, aippLength, assertDim);
  assertRank(dims);
  assertRank(aippDims);
  const bounds = numbersFrom(record, rangesLength, assertDim);
  if (bounds.length % 2 === 1) throw new Malformed('has a shape range without its end in MODEL_INOUT_INFO');
  const shapeRanges = bounds.flatMap((bound, i) =>
    i % 2 === 0 ? [[bound, bounds[i + 1] as number] as const] : [],
  );
  const hasAipp = aippDims.length > 0 && aippDims.join() !== dims.join();
  return {
    rawName,
    type,
    dims,
    ...(hasAipp && { aippDims }),
    ...(shapeRanges.length > 0 && { shapeRanges }),
    format,
    bytes,
  };
}

function gearsFrom(byType: ReadonlyMap<number, ByteCursor>): Gears | undefined {
  const [batch, hw, dims] = [records.batch, records.heightWidth, records.dims].map((type) =>
    byType.get(type),
  );
  if (batch) {
    const count = believed(batch.u32(), 8, batch);
    const sizes = numbersFrom(batch, count * 8, assertSize);
    batch.assertAtEnd();
    return { batch: sizes };
  }
  if (hw) return { hw: listsFrom(hw) };
  if (dims) return { dims: listsFrom(dims) };
  return undefined;
}

// How many, then how many sizes each of them has, then all sizes.
function listsFrom(record: ByteCursor): number[][] {
  const count = believed(record.u32(), 4, record);
  const lengths = Array.from({ length: count }, () => record.u32());
  const lists = lengths.map((length) => numbersFrom(record, length * 8, assertSize));
  record.assertAtEnd();
  return lists;
}

function numbersFrom(record: ByteCursor, bytes: number, assert: (number: number) => void): number[] {
  if (bytes % 8 !== 0)
    throw new Malformed(`has dims of ${bytes} bytes in MODEL_INOUT_INFO: no multiple of 8`);
  believed(bytes / 8, 8, record);
  const numbers = Array.from({ length: bytes / 8 }, () => record.i64());
  numbers.forEach(assert);
  return numbers;
}

/** @throws Malformed where `count` things of at least `size` bytes are more than what is left of the record */
function believed(count: number, size: number, record: ByteCursor): number {
  if (count * size <= record.left) return count;
  throw new Malformed(
    `has a count of ${count} in MODEL_INOUT_INFO that needs ${count * size} bytes where ${record.left} are left`,
  );
}

/** -1: no size; -2: not even their number is known. */
export function assertDim(dim: number): void {
  if (dim < -2) throw new Malformed(`has a dim of ${dim}`);
}

/** As many dims as the ABI has room for. */
export function assertRank(dims: readonly number[]): void {
  if (dims.length > 128) throw new Malformed('has a tensor with more than 128 dims');
}

function assertSize(size: number): void {
  if (size < 0) throw new Malformed(`has a gear of ${size}`);
}
