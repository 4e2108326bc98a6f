import type { TensorInfo, TensorType } from '@ascend-rx/core';

/**
 * Makes random values for an input: 0 ≤ x < 1 for the floating-point types, integers from 0 to 99 (small enough to be
 * indices into most tables), 0 or 1 for bool. The same seed and name give the same values on every machine.
 *
 * @return raw little-endian values, `info.bytes` of them
 */
export function randomData(
  { name, type, bytes }: Pick<TensorInfo, 'name' | 'type' | 'bytes'>,
  seed: number,
): Uint8Array {
  const data = new Uint8Array(bytes);
  const view = new DataView(data.buffer);
  const { size, write } = writers[type];
  const random = generator(seed, name);
  for (let offset = 0; offset + size <= bytes; offset += size) write(view, offset, random());
  return data;
}

/** Writes one value that is made from a random number 0 ≤ r < 1. */
interface Writer {
  size: number;
  write(view: DataView, offset: number, random: number): void;
}

const integer = (random: number): number => Math.floor(random * 100);

const writers: Readonly<Record<TensorType, Writer>> = {
  float32: { size: 4, write: (view, at, random) => view.setFloat32(at, random, true) },
  // k / 1024 for k from 0 to 1023 is exact in binary16.
  float16: {
    size: 2,
    write: (view, at, random) => view.setUint16(at, half(Math.floor(random * 1024)), true),
  },
  float64: { size: 8, write: (view, at, random) => view.setFloat64(at, random, true) },
  int8: { size: 1, write: (view, at, random) => view.setInt8(at, integer(random)) },
  uint8: { size: 1, write: (view, at, random) => view.setUint8(at, integer(random)) },
  int16: { size: 2, write: (view, at, random) => view.setInt16(at, integer(random), true) },
  uint16: { size: 2, write: (view, at, random) => view.setUint16(at, integer(random), true) },
  int32: { size: 4, write: (view, at, random) => view.setInt32(at, integer(random), true) },
  uint32: { size: 4, write: (view, at, random) => view.setUint32(at, integer(random), true) },
  int64: { size: 8, write: (view, at, random) => view.setBigInt64(at, BigInt(integer(random)), true) },
  uint64: { size: 8, write: (view, at, random) => view.setBigUint64(at, BigInt(integer(random)), true) },
  bool: { size: 1, write: (view, at, random) => view.setUint8(at, random < 0.5 ? 0 : 1) },
};

/** @return the bits of `numerator / 1024` as binary16, for an integer from 0 to 1023 */
function half(numerator: number): number {
  if (numerator === 0) return 0;
  const exponent = Math.floor(Math.log2(numerator));
  const fraction = (numerator << (10 - exponent)) & 0x3ff;
  return ((exponent + 5) << 10) | fraction;
}

// xorshift32. Its seed is a hash (FNV-1a), so that similar seeds and names give unrelated values.
function generator(seed: number, name: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed}:${name}`)) state = Math.imul(state ^ byte, 0x01000193);
  state = state >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}
