import type { FileReader } from '../reading/file-reader.js';
import { Malformed } from '../reading/malformed.js';
import { ByteCursor } from './byte-cursor.js';
import { partitionName } from './codes.js';
import { headerBytes } from './read-header.js';

/** Where a partition is in the file. */
export interface Partition {
  readonly type: number;
  readonly begin: number;
  readonly end: number;
}

const mostPartitions = 1024;

/**
 * Reads the table behind the header.
 *
 * @param wide whether its numbers have 64 bits, or 32
 * @throws Malformed where a partition reaches beyond the end of the file, or comes twice
 */
export async function readPartitions(reader: FileReader, wide: boolean): Promise<Partition[]> {
  const what = 'table of partitions';
  const numberBytes = wide ? 8 : 4;
  const next = (cursor: ByteCursor) => (wide ? cursor.u64() : cursor.u32());
  const count = next(new ByteCursor(await reader.bytes(headerBytes, numberBytes, what), what));
  if (count > mostPartitions) {
    throw new Malformed(
      `has a count of ${count} partitions in its table; ${mostPartitions} at most are believed`,
    );
  }
  const tableBytes = count * 3 * numberBytes;
  const tableEnd = headerBytes + numberBytes + tableBytes;
  const table = new ByteCursor(await reader.bytes(tableEnd - tableBytes, tableBytes, what), what);
  const partitions: Partition[] = [];
  for (let i = 0; i < count; i += 1) {
    const type = next(table);
    const begin = tableEnd + next(table);
    const end = begin + next(table);
    if (end > reader.size) {
      throw new Malformed(
        `has a partition ${partitionName(type)} from ${begin} to ${end}, beyond its ${reader.size} bytes`,
      );
    }
    if (partitions.some((each) => each.type === type)) {
      throw new Malformed(`has two partitions ${partitionName(type)} in one table`);
    }
    partitions.push({ type, begin, end });
  }
  return partitions;
}
