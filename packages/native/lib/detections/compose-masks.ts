import { expected } from '@ascend-rx/core/device';
import { addon } from '../addon.js';
import { onPreparingThread } from '../on-preparing-thread.js';
import { assertElements, type ElementArray, lentElements, type ReadingOptions } from './elements.js';

/** What masks are sums of: `count` × `height` × `width`. */
export interface MaskPrototypes {
  readonly data: ElementArray;
  readonly count: number;
  readonly height: number;
  readonly width: number;
}

/** A mask to be composed: a rectangle of the prototypes, in cells, and a coefficient for each prototype. */
export interface MaskPart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly coefficients: ArrayLike<number>;
}

const most = 2 ** 20;

/**
 * Composes masks of prototypes. A native thread does it; the event loop only starts it.
 *
 * A cell is sigmoid(Σ coefficient[k] · prototype[k][y][x]) · 255, rounded, the sum in double precision. It is 128 or more exactly
 * if the sum is above 0. Of a sum that is NaN it is 0.
 *
 * __Warning:__ The memory of the prototypes belongs to the native thread until the Promise is settled, as that of `decodeHead`.
 *
 * @return the cells of each part, row by row. They share one ArrayBuffer
 * @throws as `decodeHead`
 */
export async function composeMasks(
  prototypes: MaskPrototypes,
  parts: readonly MaskPart[],
  { signal, isExclusive = false }: ReadingOptions = {},
): Promise<Uint8Array[]> {
  const { data, count, height, width } = prototypes;
  for (const [name, value] of Object.entries({ count, height, width })) assertInteger(name, value, 1, most);
  const type = assertElements('data', data, count * height * width, `${count} × ${height} × ${width}`);
  if (!Array.isArray(parts)) throw new TypeError(expected('an array of parts', 'parts', parts));
  const length = 4 + count;
  const numbers = new Float64Array(parts.length * length);
  const begins = [0];
  for (const [i, part] of parts.entries()) {
    assertPart(part, prototypes, `parts[${i}]`);
    numbers.set([part.left, part.top, part.width, part.height], i * length);
    numbers.set(part.coefficients, i * length + 4);
    begins.push((begins[i] ?? 0) + part.width * part.height);
  }
  if (signal?.aborted) throw signal.reason;
  if (parts.length === 0) return [];
  const cells = new Uint8Array(begins.at(-1) ?? 0);
  const native = { data: lentElements(data, isExclusive), type, count, height, width };
  await onPreparingThread('to compose masks', signal, (done) =>
    addon().composeMasks(native, numbers, cells, done),
  );
  return parts.map((_, i) => cells.subarray(begins[i], begins[i + 1]));
}

function assertPart(part: MaskPart, { count, width, height }: MaskPrototypes, name: string): void {
  if (typeof part !== 'object' || part === null) throw new TypeError(expected('a part', name, part));
  assertInteger(`${name}.width`, part.width, 0, width);
  assertInteger(`${name}.height`, part.height, 0, height);
  assertInteger(`${name}.left`, part.left, 0, width - part.width);
  assertInteger(`${name}.top`, part.top, 0, height - part.height);
  if (part.coefficients?.length !== count) {
    throw new RangeError(
      expected(`${count} numbers, one for each prototype,`, `${name}.coefficients`, part.coefficients),
    );
  }
}

function assertInteger(name: string, value: unknown, least: number, highest: number): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= highest) return;
  throw new RangeError(expected(`an integer from ${least} to ${highest}`, name, value));
}
