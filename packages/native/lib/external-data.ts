// The files beside an ONNX model that hold a part of its weights.
import type { FileHandle } from 'node:fs/promises';

// An entry { key: 'location', value: … } as protobuf writes it: field 1, length, the key, field 2. The length of the value
// follows.
const entry = Buffer.from('\x0a\x08location\x12', 'latin1');
const offlineModel = Buffer.from('IMOD');

const chunkBytes = 1 << 20;
// The longest name of a file, with its length.
const longestValue = 4096 + 2;

/**
 * Finds the names of the files that an ONNX file refers to for its external data. It searches all bytes for such
 * references, so that a name may be among them that is no reference. None are found in other files.
 */
export async function externalDataNames(file: FileHandle): Promise<string[]> {
  const names = new Set<string>();
  const buffer = Buffer.alloc(entry.length + longestValue + chunkBytes);
  let held = 0;
  let position = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, held, chunkBytes, position);
    if (position === 0 && buffer.subarray(0, 4).equals(offlineModel)) return [];
    position += bytesRead;
    held += bytesRead;
    const bytes = buffer.subarray(0, held);
    for (let at = bytes.indexOf(entry); at >= 0; at = bytes.indexOf(entry, at + 1)) {
      const name = valueAt(bytes, at + entry.length);
      if (name !== undefined) names.add(name);
    }
    if (bytesRead === 0) return [...names];
    // What may be the beginning of an entry is searched again with the next bytes.
    const kept = Math.min(held, entry.length + longestValue);
    bytes.copy(buffer, 0, held - kept);
    held = kept;
  }
}

/** The text at `at` with its length before it, if all of it is there and it can be the name of a file. */
function valueAt(bytes: Buffer, at: number): string | undefined {
  const low = bytes[at] ?? 0;
  const isLong = low >= 0x80;
  const length = isLong ? (low & 0x7f) + (bytes[at + 1] ?? 0) * 0x80 : low;
  const begin = at + (isLong ? 2 : 1);
  if (length === 0 || length > 4096 || begin + length > bytes.length) return undefined;
  const name = bytes.toString('utf8', begin, begin + length);
  return name.includes('\0') ? undefined : name;
}
