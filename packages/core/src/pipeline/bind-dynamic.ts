// From what a user gives to what a dynamic session takes: one view per model input, and its dims. Each input brings its dims;
// a bare typed array does so where its length leaves only one possibility.

import {
  copyOfDims,
  type DimsList,
  dimsOfLength,
  elementsOf,
  fitsDims,
  isDynamic,
  sameDimsLists,
} from '../tensors/dims.js';
import type { InferInputs, InputTensor, RawTensor } from '../tensors/input-value.js';
import type { TensorInfo } from '../tensors/tensor.js';
import { tensorArrays } from '../tensors/tensor-arrays.js';
import { bindEach, holds, isMemory, view, viewOfBytes } from './bind-inputs.js';
import { unfitDims, unfitGear, unfitLength } from './dynamic-input-errors.js';
import { unfitElements, unfitInput, unfitTensor } from './input-errors.js';

/** The inputs of one inference of a dynamic session, in the model's order. */
export interface BoundInputs {
  readonly views: readonly ArrayBufferView[];
  readonly dims: DimsList;
}

interface BoundTensor {
  readonly data: ArrayBufferView;
  readonly dims: readonly number[];
}

/**
 * Puts the inputs of one inference in the model's order and checks that they fit.
 *
 * @param gears the dims of every input in each gear of the model. Undefined: it takes any dims that `infos` allow
 * @param isWhole whether `value` is a whole value of the source, because the option `inputs` is not given
 * @throws AscendRxError ERR_INPUT, naming the input, what was expected, what came, and what to do
 */
export function bindDynamic(
  infos: readonly TensorInfo[],
  gears: readonly DimsList[] | undefined,
  value: InferInputs,
  isWhole = false,
): BoundInputs {
  const tensors = bindEach(infos, value, isWhole, bindTensor);
  const dims = tensors.map((tensor) => tensor.dims);
  if (gears && !gears.some((gear) => sameDimsLists(gear, dims))) throw unfitGear(infos, dims, gears);
  return { views: tensors.map(({ data }) => data), dims };
}

function bindTensor(info: TensorInfo, value: unknown): BoundTensor {
  if (!isDynamic(info)) return { data: view(info, value), dims: info.dims };
  if (ArrayBuffer.isView(value)) {
    if (!holds(info.type, value)) throw unfitElements(info, value);
    const dims = dimsOfLength(info.dims, value.byteLength / tensorArrays[info.type].BYTES_PER_ELEMENT);
    if (!dims) throw unfitLength(info, value);
    return { data: value, dims };
  }
  if (typeof value !== 'object' || value === null) throw unfitInput(info, value);
  // Each part is read once: what was checked is what is used, even if a getter gives it.
  const { type, dims: given, data } = value as Partial<InputTensor>;
  if (!Array.isArray(given)) throw unfitInput(info, value);
  const dims = copyOfDims(given);
  if (ArrayBuffer.isView(data)) {
    assertFits(info, type, dims, data.byteLength);
    if (!holds(info.type, data)) throw unfitElements(info, data);
    return { data, dims };
  }
  const { bytes } = value as Partial<RawTensor>;
  if (!isMemory(bytes)) throw unfitInput(info, value);
  assertFits(info, type, dims, bytes.byteLength);
  return { data: viewOfBytes(info, bytes), dims };
}

function assertFits(
  info: TensorInfo,
  type: string | undefined,
  dims: readonly number[],
  bytes: number,
): void {
  if (type !== info.type) throw unfitTensor(info, type, dims, bytes);
  if (!fitsDims(dims, info.dims)) throw unfitDims(info, dims, bytes);
  if (elementsOf(dims) * tensorArrays[info.type].BYTES_PER_ELEMENT !== bytes) {
    throw unfitTensor(info, type, dims, bytes);
  }
}
