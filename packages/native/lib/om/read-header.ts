import type { FileReader } from '../reading/file-reader.js';
import { Malformed } from '../reading/malformed.js';
import { ByteCursor } from './byte-cursor.js';

/** The header of an offline model: its first 256 bytes. */
export interface OfflineHeader {
  /** Whether the tables have numbers of 64 bits. */
  readonly wide: boolean;
  readonly format: string;
  readonly name: string;
  readonly ir: number;
  readonly platform: string;
  readonly models: number;
}

export const headerBytes = 256;
const magic = 'IMOD';
const narrowVersion = 0x10000000;
const wideVersion = 0x20000000;

/** Whether a file begins as an offline model does. */
export function beginsAsOfflineModel(begin: Uint8Array): boolean {
  return Buffer.from(begin.buffer, begin.byteOffset, begin.byteLength).toString('latin1', 0, 4) === magic;
}

/** @throws Malformed where it is no header of an offline model, is one of an encrypted model, or lies about the file's size */
export async function readHeader(reader: FileReader): Promise<OfflineHeader> {
  if (reader.size === 0) throw new Malformed('is empty');
  const begin = await reader.bytes(0, Math.min(4, reader.size), 'header');
  if (!beginsAsOfflineModel(begin)) throw new Malformed(otherKind(begin));
  const header = new ByteCursor(Buffer.from(await reader.bytes(0, headerBytes, 'header')), 'header');
  header.skip(4);
  const size = header.u32();
  if (size !== headerBytes) throw new Malformed(`has a header of ${size} bytes; ${headerBytes} are known`);
  const version = header.u32();
  const format = `0x${version.toString(16).padStart(8, '0')}`;
  if (version !== narrowVersion && version !== wideVersion) {
    throw new Malformed(`has the version ${format}; 0x10000000 and 0x20000000 are known`);
  }
  const wide = version === wideVersion;
  header.skip(0x4c - 0x0c);
  const narrowLength = header.u32();
  const encrypted = header.u8() !== 0;
  if (encrypted) throw new Malformed('is encrypted, as its header says: nothing can be read of it');
  header.skip(0x54 - 0x51);
  const name = header.text(32);
  header.skip(0x98 - 0x74);
  const ir = header.u32();
  const models = wide ? header.u32() : 1;
  const platform = header.text(20);
  header.skip(0xb8 - (wide ? 0xb4 : 0xb0));
  assertLength(wide ? header.u64() : narrowLength, reader.size - headerBytes);
  return { wide, format, name, ir, platform, models };
}

function otherKind(begin: Buffer): string {
  const bytes = [...begin].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return (
    `does not begin as one: with ${bytes}, not with ${magic}. It may be a model that its vendor has encrypted, of which ` +
    'nothing can be read, or no offline model at all'
  );
}

function assertLength(said: number, there: number): void {
  if (said === there) return;
  const problem = said > there ? 'it is cut off' : 'something was added to it';
  throw new Malformed(
    `does not have the length that its header says: ${said} bytes behind the header, but there are ${there}; ${problem}`,
  );
}
