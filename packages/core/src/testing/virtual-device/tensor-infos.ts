import type { TensorInfo } from '../../tensors/tensor.js';
import { tensorArrays } from '../../tensors/tensor-arrays.js';
import { assertKnownOptions } from '../../util/assert-known-options.js';
import { assertInteger, assertList } from '../../util/assertions.js';
import { expected } from '../../util/expected.js';
import type { VirtualTensor } from './virtual-model-options.js';

const types = Object.keys(tensorArrays);

/**
 * Checks the inputs or outputs of a virtual model and adds their sizes in bytes.
 *
 * @param option `inputs` or `outputs`, for error messages
 * @throws TypeError or RangeError
 */
export function tensorInfos(option: string, tensors: readonly VirtualTensor[]): readonly TensorInfo[] {
  assertList('an array of { name, type, dims }', option, tensors);
  if (tensors.length === 0) throw new RangeError(expected('at least one tensor', option, tensors));
  const names = new Set<string>();
  return tensors.map((tensor, i) => {
    const path = `${option}[${i}]`;
    assertKnownOptions(path, tensor, ['name', 'type', 'dims']);
    const { name, type, dims } = tensor;
    if (typeof name !== 'string' || name === '') {
      throw new TypeError(expected('a name', `${path}.name`, name));
    }
    if (names.has(name))
      throw new TypeError(expected('a name that no other tensor has', `${path}.name`, name));
    names.add(name);
    if (!types.includes(type)) {
      throw new TypeError(expected(`one of ${types.join(', ')}`, `${path}.type`, type));
    }
    assertList('an array of integers ≥ 1', `${path}.dims`, dims);
    dims.forEach((size, n) => {
      assertInteger(`${path}.dims[${n}]`, size, 1);
    });
    const elements = dims.reduce((product, size) => product * size, 1);
    return { name, rawName: name, type, dims, bytes: elements * tensorArrays[type].BYTES_PER_ELEMENT };
  });
}
