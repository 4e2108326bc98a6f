import { elementsOf } from '../../tensors/dims.js';
import type { TensorInfo, TensorType } from '../../tensors/tensor.js';
import { tensorArrays } from '../../tensors/tensor-arrays.js';
import { assertKnownOptions } from '../../util/assert-known-options.js';
import { assertList } from '../../util/assertions.js';
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
    assertList('an array of sizes', `${path}.dims`, dims);
    dims.forEach((size, n) => {
      if ((typeof size === 'string' && size !== '') || (Number.isInteger(size) && Number(size) >= -1)) return;
      const what = 'an integer ≥ 0, or -1 or a name for a size that is not known,';
      throw new RangeError(expected(what, `${path}.dims[${n}]`, size));
    });
    return infoOf(name, type, dims);
  });
}

function infoOf(name: string, type: TensorType, declared: VirtualTensor['dims']): TensorInfo {
  const dims = declared.map((size) => (typeof size === 'string' ? -1 : size));
  const bytes = dims.includes(-1) ? -1 : elementsOf(dims) * tensorArrays[type].BYTES_PER_ELEMENT;
  const info = { name, rawName: name, type, dims, bytes };
  if (!declared.some((size) => typeof size === 'string')) return info;
  return { ...info, dimNames: declared.map((size) => (typeof size === 'string' ? size : undefined)) };
}
