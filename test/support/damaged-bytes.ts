// Damage done to files, for property tests of what reads them. ASCEND_RX_PROPERTY_RUNS sets how many files a property tries,
// ASCEND_RX_PROPERTY_SEED which ones: the message of a failure has it.
import fc from 'fast-check';

const seed = process.env.ASCEND_RX_PROPERTY_SEED;

/** For `fc.assert`. */
export const damageSettings = {
  numRuns: Number(process.env.ASCEND_RX_PROPERTY_RUNS ?? 300),
  ...(seed !== undefined && { seed: Number(seed) }),
};

const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255));

/** Copies of `whole` in which up to 8 bytes are others, at these positions. */
export function changedBytes(whole: Uint8Array, position: fc.Arbitrary<number>): fc.Arbitrary<Uint8Array> {
  return fc.array(fc.tuple(position, byte), { minLength: 1, maxLength: 8 }).map((changes) => {
    const copy = Uint8Array.from(whole);
    for (const [at, value] of changes) copy[at] = value;
    return copy;
  });
}

/** Copies of `whole` in which up to 64 bytes are left out and up to 64 put in, at one of these positions. */
export function splicedBytes(whole: Uint8Array, position: fc.Arbitrary<number>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(position, fc.nat(64), fc.uint8Array({ maxLength: 64 }))
    .map(([at, count, added]) => Buffer.concat([whole.subarray(0, at), added, whole.subarray(at + count)]));
}
