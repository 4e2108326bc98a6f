// What a user reads whose input does not fit a model with dims that are not known before: what was expected, what came, and
// what to do.
import type { AscendRxError } from '../errors/ascend-rx-error.js';
import { type DimsList, dimsText, elementsOf, mostDims } from '../tensors/dims.js';
import type { TensorInfo } from '../tensors/tensor.js';
import { describeElements, tensorText, unfit } from './input-errors.js';

/** How many gears a message names. */
const mostGears = 8;

/** A tensor, or raw bytes, whose dims the input does not take. */
export function unfitDims(info: TensorInfo, dims: readonly number[], bytes: number): AscendRxError {
  const { dims: declared, dimNames = [] } = info;
  const free = declared.flatMap((size, i) => (size === -1 ? [dimNames[i] ?? '-1'] : []));
  const names = [...new Set(free)].map((name) => `\`${name}\``).join(', ');
  const remedy =
    free.length === 0
      ? `Any sizes ≥ 0 may be given, ${mostDims} at most.`
      : `Any size ≥ 0 may stand for ${names}; the others are as they are.`;
  return unfit(`${info.type} ${dimsText(info)}`, info.name, tensorText(info.type, dims, bytes), remedy);
}

/** A typed array whose length does not tell the dims. */
export function unfitLength(info: TensorInfo, data: ArrayBufferView): AscendRxError {
  const { type, dims } = info;
  const known = dims.filter((size) => size !== -1);
  const others = elementsOf(known);
  const isTold = dims.length - known.length === 1 && others > 0;
  const remedy = isTold
    ? `The number of elements must be a multiple of ${others}.`
    : `Its length does not tell the dims. Give them: { type: '${type}', dims: ${dimsText(info)}, data }.`;
  return unfit(`${type} ${dimsText(info)}`, info.name, describeElements(data), remedy);
}

/** Dims that each input takes, but no gear of the model has. */
export function unfitGear(
  infos: readonly TensorInfo[],
  dims: DimsList,
  gears: readonly DimsList[],
): AscendRxError {
  const isOne = infos.length === 1;
  const text = (list: DimsList) =>
    list.map((each, i) => `${isOne ? '' : `\`${infos[i]?.name}\` `}[${each.join(', ')}]`).join(', ');
  const shown = gears.slice(0, mostGears).map(text);
  if (gears.length > mostGears) shown.push(`${gears.length - mostGears} more`);
  const what = `the dims of one of the model's gears (${shown.join(isOne ? ', ' : '; ')})`;
  return unfit(what, isOne ? (infos[0]?.name ?? '') : 'inputs', text(dims));
}
