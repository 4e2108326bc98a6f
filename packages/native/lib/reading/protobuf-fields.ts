// Walks over protobuf messages in a file, and reads of their fields no more than is asked for.
import type { FileReader } from './file-reader.js';
import { Malformed } from './malformed.js';

/** One field of a message. */
export interface ProtobufField {
  readonly number: number;
  /** A varint's value, as it is in the file: 64 bits without a sign. 0 for other wire types. */
  readonly value: bigint;
  /** Where its contents are, for the wire type with a length; else both are 0. */
  readonly begin: number;
  readonly end: number;
}

/** Where a message is in the file. */
export type ProtobufMessage = Pick<ProtobufField, 'begin' | 'end'>;

const varintBytes = 10;
// The wire types: a varint, 8 bytes, a length and so many bytes, 4 bytes. Groups are not used any more.
const varintType = 0n;
const eightBytesType = 1n;
const lengthType = 2n;
const fourBytesType = 5n;

/**
 * The fields of a message, in the order of the file.
 *
 * @param what names the message in errors
 * @throws Malformed where the bytes are no message, or a field reaches beyond its end
 */
export async function* protobufFields(
  reader: FileReader,
  { begin, end }: ProtobufMessage,
  what: string,
): AsyncGenerator<ProtobufField, void, void> {
  for (let at = begin; at < end; ) {
    reader.countField();
    const length = Math.min(2 * varintBytes, end - at);
    const bytes = reader.peek(at, length) ?? (await reader.bytes(at, length, what));
    const tag = varintAt(bytes, 0, what);
    const type = tag.value & 7n;
    const number = Number(tag.value >> 3n);
    let behind = at + tag.length;
    let value = 0n;
    let contents = 0;
    if (type === varintType || type === lengthType) {
      const varint = varintAt(bytes, tag.length, what);
      behind += varint.length;
      if (type === varintType) value = varint.value;
      else contents = Number(varint.value);
    } else if (type === eightBytesType) behind += 8;
    else if (type === fourBytesType) behind += 4;
    else throw noMessage(what);
    if (number === 0) throw noMessage(what);
    if (behind + contents > end)
      throw new Malformed(`has a field in its ${what} that reaches beyond its end`);
    yield type === lengthType
      ? { number, value, begin: behind, end: behind + contents }
      : { number, value, begin: 0, end: 0 };
    at = behind + contents;
  }
}

/**
 * The integers of a repeated field, packed or one alone.
 *
 * @throws Malformed where there are more than `most`, or one is too large for a number
 */
export async function protobufIntegers(
  reader: FileReader,
  { value, begin, end }: ProtobufField,
  what: string,
  most = 1024,
): Promise<number[]> {
  if (begin === 0) return [signed(value, what)];
  if (end - begin > varintBytes * most) throw new Malformed(`has more than ${most} numbers in its ${what}`);
  const bytes = await reader.bytes(begin, end - begin, what);
  const numbers: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const varint = varintAt(bytes, at, what);
    numbers.push(signed(varint.value, what));
    at += varint.length;
  }
  if (numbers.length > most) throw new Malformed(`has more than ${most} numbers in its ${what}`);
  return numbers;
}

/** The text of a field. @throws Malformed where it is longer than `most` bytes */
export async function protobufText(
  reader: FileReader,
  { begin, end }: ProtobufMessage,
  what: string,
  most = 1 << 20,
): Promise<string> {
  if (end - begin > most) throw new Malformed(`has a text of more than ${most} bytes in its ${what}`);
  return (await reader.bytes(begin, end - begin, what)).toString('utf8');
}

/** The value of a varint as a number with a sign. @throws Malformed where no number holds it */
export function signed(value: bigint, what: string): number {
  const number = Number(BigInt.asIntN(64, value));
  if (!Number.isSafeInteger(number)) throw new Malformed(`has a number in its ${what} that is too large`);
  return number;
}

function varintAt(bytes: Buffer, at: number, what: string): { value: bigint; length: number } {
  let low = 0;
  for (let length = 1; length <= varintBytes; length += 1) {
    const byte = bytes[at + length - 1];
    if (byte === undefined) throw noMessage(what);
    if (length <= 4) low += (byte & 0x7f) * 2 ** (7 * (length - 1));
    if (byte < 0x80) return { value: length <= 4 ? BigInt(low) : longVarint(bytes, at, length), length };
  }
  throw noMessage(what);
}

function longVarint(bytes: Buffer, at: number, length: number): bigint {
  let value = 0n;
  for (let i = length - 1; i >= 0; i -= 1) value = (value << 7n) | BigInt((bytes[at + i] as number) & 0x7f);
  return BigInt.asUintN(64, value);
}

function noMessage(what: string): Malformed {
  return new Malformed(`has a ${what} that is no protobuf message`);
}
