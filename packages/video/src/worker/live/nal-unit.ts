// What one NAL unit says of the picture that it belongs to.

export interface UnitDescription {
  /** Whether it has a part of the picture. */
  readonly slice: boolean;
  /** Whether that is the first part. */
  readonly isFirstSlice: boolean;
  /** If decoding can begin with it: how many pictures later all are sound. */
  readonly recovery: number | undefined;
}

export function describeUnit(codec: 'h264' | 'h265', unit: Buffer): UnitDescription {
  const first = unit[0] as number;
  if (codec === 'h265') {
    const type = (first >> 1) & 63;
    // 16 to 21: pictures that refer to no other.
    const recovery = type >= 16 && type <= 21 ? 0 : undefined;
    return { slice: type < 32, isFirstSlice: isSet(unit[2]), recovery };
  }
  const type = first & 31;
  const recovery = type === 5 ? 0 : type === 6 ? recoveryPoint(unit) : undefined;
  // A slice begins with the number of its first macroblock: 0 is written as one set bit.
  return { slice: type >= 1 && type <= 5, isFirstSlice: isSet(unit[1]), recovery };
}

const isSet = (byte = 0) => (byte & 0x80) !== 0;

/** In an SEI unit of H.264: the number of frames of its recovery point. Cameras that refresh a picture bit by bit send no other key. */
function recoveryPoint(unit: Buffer): number | undefined {
  let at = 1;
  const number = () => {
    let value = 0;
    while (unit[at] === 255) {
      value += 255;
      at += 1;
    }
    value += unit[at] ?? 0;
    at += 1;
    return value;
  };
  while (at + 2 < unit.length) {
    const type = number();
    const size = number();
    if (type === 6) return expGolomb(unit.subarray(at, at + size));
    at += size;
  }
  return undefined;
}

/** The number at the beginning of `bytes`, of at most 16 bits. */
function expGolomb(bytes: Buffer): number | undefined {
  const bits = [...bytes.subarray(0, 5)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const zeros = bits.indexOf('1');
  if (zeros < 0 || zeros > 16 || bits.length < 2 * zeros + 1) return undefined;
  return Number.parseInt(bits.slice(zeros, 2 * zeros + 1), 2) - 1;
}
