// Checks of the parts of a report. Each function returns the violation of the contract, or undefined if there is none.
import type { OutputLayout, Session } from '../../../device/session.js';
import { type DimsList, dimsText, elementsOf, fitsDims, isDynamic } from '../../../tensors/dims.js';
import type { TensorInfo } from '../../../tensors/tensor.js';
import { tensorArrays } from '../../../tensors/tensor-arrays.js';

/** How far two clocks may differ after conversion, in ms. */
const tolerance = 5;

/** Checks what a session says of itself: slots, batch sizes, and the space for outputs, or sizes that are not known. */
export function sessionViolation(session: Session): string | undefined {
  const { slots, batchSizes = [1], layout, outputs } = session;
  if (!Number.isInteger(slots) || slots < 1) return `${slots} slots`;
  if (batchSizes.some((size, n) => !Number.isInteger(size) || size <= (batchSizes[n - 1] ?? 0))) {
    return `batch sizes ${batchSizes.join(', ')}, which are not ascending integers ≥ 1`;
  }
  return dynamicViolation(session) ?? (layout && layoutViolation(layout, outputs, batchSizes.at(-1) ?? 1));
}

function dynamicViolation({ inputs, outputs, batchSizes, layout, gears }: Session): string | undefined {
  const infos = [...inputs, ...outputs];
  const wrong = infos.find(
    ({ type, dims, bytes }) =>
      bytes !== (dims.includes(-1) ? -1 : elementsOf(dims) * tensorArrays[type].BYTES_PER_ELEMENT),
  );
  if (wrong) return `${wrong.bytes} bytes of the tensor ${wrong.name} ${dimsText(wrong)}`;
  const isDynamicModel = gears !== undefined || infos.some(isDynamic);
  if (layout && isDynamicModel) return 'a layout, though sizes are not known';
  if (!layout && !isDynamicModel) return 'no layout, though all sizes are known';
  if (!layout && batchSizes) return 'batch sizes of a dynamic session';
  const gear = gears?.find(
    (each) =>
      each.length !== inputs.length ||
      !inputs.every((info, i) => fitsDims(each[i] as readonly number[], info.dims)),
  );
  return gear && `the gear ${JSON.stringify(gear)}, which the inputs do not take`;
}

function layoutViolation(
  { offsets, stride }: OutputLayout,
  outputs: readonly TensorInfo[],
  largestBatch: number,
): string | undefined {
  if (offsets.length !== outputs.length) {
    return `${offsets.length} offsets for ${outputs.length} outputs`;
  }
  const unaligned = [...offsets, stride].find((bytes) => !Number.isInteger(bytes) || bytes % 64 !== 0);
  if (unaligned !== undefined) return `the layout has ${unaligned}, which is not a multiple of 64`;
  const tooLarge = outputs.find(({ bytes }, i) => {
    return (offsets[i] ?? 0) + bytes * largestBatch > (offsets[i + 1] ?? stride);
  });
  return tooLarge && `the layout has too little space for the output ${tooLarge.name}`;
}

/** Checks the dims that a dynamic session reports of one execution. */
export function dimsViolation(
  outputs: readonly TensorInfo[],
  dims: DimsList | undefined,
): string | undefined {
  if (!dims) return 'a report of a dynamic session without the dims of an execution';
  if (dims.length !== outputs.length) return `dims of ${dims.length} outputs for ${outputs.length} outputs`;
  const wrong = outputs.findIndex((info, i) => !fitsDims(dims[i] as readonly number[], info.dims));
  const info = outputs[wrong];
  return info && `dims [${dims[wrong]?.join(', ')}] of the output ${info.name}, which has ${dimsText(info)}`;
}

/** Checks the range of bytes in which the outputs of a group lie. */
export function rangeViolation(outputs: ArrayBuffer, offset: number, end: number): string | undefined {
  if (!Number.isInteger(offset) || offset < 0 || offset % 64 !== 0) {
    return `offset ${offset}, which is not a multiple of 64`;
  }
  return end > outputs.byteLength ? `outputs of ${outputs.byteLength} bytes instead of ${end}` : undefined;
}

/**
 * Checks the moments of a group: four per execution, in ascending order, none before the submission of that execution,
 * none after now. All times are in ms.
 *
 * @param submitted when each execution was submitted
 * @param hasResult for each execution, whether it has a result; moments of failed executions are not checked
 */
export function momentsViolation(
  moments: ArrayLike<number>,
  submitted: readonly number[],
  hasResult: readonly boolean[],
  now: number,
): string | undefined {
  if (moments.length !== 4 * submitted.length) {
    return `${moments.length} moments for ${submitted.length} executions`;
  }
  for (let n = 0; n < submitted.length; n += 1) {
    if (!hasResult[n]) continue;
    const own = Array.from({ length: 4 }, (_, i) => moments[4 * n + i] as number);
    if (!own.every(Number.isFinite)) return `moments ${own.join(', ')}, which are not all finite`;
    if (own.some((moment, i) => moment < (own[i - 1] ?? moment))) {
      return `moments ${own.join(', ')}, which are not in ascending order`;
    }
    const [first = 0, last = 0] = [own[0], own[3]];
    if (first < (submitted[n] as number) - tolerance || last > now + tolerance) {
      return `moments ${own.join(', ')} of an execution that was submitted at ${submitted[n]} and reported at ${now}`;
    }
  }
  return undefined;
}
