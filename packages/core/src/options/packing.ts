import { dimsText } from '../tensors/dims.js';
import type { TensorInfo } from '../tensors/tensor.js';

/** Whether a dynamic model may have several values of the same dims in one execution. */
export interface Packing {
  /** Why it may not, for messages. Undefined: it may. */
  readonly refusal: string | undefined;
}

/**
 * A dynamic model can have several values in one execution if nobody has fixed its dims, and if all inputs and outputs carry
 * the batch: the size of their first dimension is not fixed.
 *
 * @param hasGears whether it was compiled for certain dims
 */
export function packingOf(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  hasGears: boolean,
): Packing {
  if (hasGears) return { refusal: 'as the model was compiled for the dims of its gears' };
  const fixed =
    inputs.map((info) => ['input', info] as const).find(([, { dims }]) => dims[0] !== -1) ??
    outputs.map((info) => ['output', info] as const).find(([, { dims }]) => dims[0] !== -1);
  if (!fixed) return { refusal: undefined };
  const [kind, info] = fixed;
  return { refusal: `as the first dim of the ${kind} \`${info.name}\` ${dimsText(info)} carries no batch` };
}
