import type { DimsList } from '../tensors/dims.js';
import type { Input } from './input.js';

/**
 * The dims of every input of an execution on a dynamic session: those of its samples, which are all the same; the first size
 * is that of the whole batch. Undefined where the session is not dynamic.
 */
export function wholeDims(inputs: readonly Pick<Input<unknown>, 'dims'>[]): DimsList | undefined {
  const dims = inputs[0]?.dims;
  if (!dims || inputs.length === 1) return dims;
  return dims.map(([first = 1, ...rest]) => [first * inputs.length, ...rest]);
}
