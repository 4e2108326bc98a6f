import type { TensorInfo } from '../tensor.js';
import { tensorArrays } from '../tensor-arrays.js';
import { assertInteger, assertKnownOptions, assertList, expected } from '../validate.js';
import type { VirtualTensor } from './virtual-model.js';

const types = Object.keys(tensorArrays);

/**
 * The inputs or outputs of a virtual model, checked.
 *
 * @param of `inputs` or `outputs`, for messages
 * @throws TypeError or RangeError
 */
export function tensorInfos(of: string, tensors: readonly VirtualTensor[]): readonly TensorInfo[] {
  assertList('an array of { name, type, dims }', of, tensors);
  if (tensors.length === 0) throw new RangeError(expected('at least one tensor', of, tensors));
  const names = new Set<string>();
  return tensors.map((tensor, i) => {
    const at = `${of}[${i}]`;
    assertKnownOptions(at, tensor, ['name', 'type', 'dims']);
    const { name, type, dims } = tensor;
    if (typeof name !== 'string' || name === '') {
      throw new TypeError(expected('a name', `${at}.name`, name));
    }
    if (names.has(name)) throw new TypeError(expected('a name of its own', `${at}.name`, name));
    names.add(name);
    if (!types.includes(type))
      throw new TypeError(expected(`one of ${types.join(', ')}`, `${at}.type`, type));
    assertList('an array of integers ≥ 1', `${at}.dims`, dims);
    dims.forEach((size, n) => {
      assertInteger(`${at}.dims[${n}]`, size, 1);
    });
    const elements = dims.reduce((product, size) => product * size, 1);
    return { name, type, dims, bytes: elements * tensorArrays[type].BYTES_PER_ELEMENT };
  });
}
