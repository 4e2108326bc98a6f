import { constants } from 'node:buffer';
import type { Model, TensorInfo } from '@ascend-rx/core';
import { tensorArrays } from '@ascend-rx/core/device';
import { didYouMean, UsageError } from '../../options/index.js';
import { dimsText } from '../dims-text.js';

/**
 * The inputs of a model with the dims and bytes of every inference: those of the model where it fixes them all; of a model with
 * gears, those of the first gear; else what is given.
 *
 * @param given `NAME=1x3x224x224` each; they count before the gears
 * @throws UsageError for dims that do not fit an input, and where some are missing
 */
export function sizedInputs(
  { inputs, gears }: Pick<Model, 'inputs' | 'gears'>,
  given: readonly string[],
): TensorInfo[] {
  const dims = dimsByName(inputs, given);
  return inputs.map((info, i) => {
    const own = dims.get(info.name);
    if (own) return sized(info, own);
    if (info.dims.every((size) => size >= 0)) return info;
    const [gear] = gears ?? [];
    if (gear?.[i]) return sized(info, gear[i]);
    throw new UsageError(
      `the model does not fix the dims of input ${info.name} (${shape(info)}); give them: --dims ${info.name}=${example(info)}`,
    );
  });
}

function dimsByName(inputs: readonly TensorInfo[], given: readonly string[]): Map<string, number[]> {
  const names = inputs.map(({ name }) => name);
  const dims = new Map<string, number[]>();
  for (const text of given) {
    // Dims have no "=", names may.
    const split = text.lastIndexOf('=');
    const name = text.slice(0, split);
    if (split < 0 || !/^(\d{1,15}(x\d{1,15})*)?$/.test(text.slice(split + 1)))
      throw new UsageError(`expected NAME=1x3x224x224 for --dims but received ${text}`);
    if (!names.includes(name))
      throw new UsageError(`the model has no input ${name}${didYouMean(name, names)}`);
    if (dims.has(name)) throw new UsageError(`--dims was given twice for input ${name}`);
    dims.set(
      name,
      text
        .slice(split + 1)
        .split('x')
        .filter(Boolean)
        .map(Number),
    );
  }
  return dims;
}

function sized(info: TensorInfo, dims: readonly number[]): TensorInfo {
  const isOfAnyRank = info.dims.length === 1 && info.dims[0] === -2;
  const isFitting =
    isOfAnyRank ||
    (dims.length === info.dims.length && info.dims.every((size, i) => size < 0 || size === dims[i]));
  if (!isFitting)
    throw new UsageError(`expected ${shape(info)} for input ${info.name} but received ${dimsText(dims)}`);
  const bytes = dims.reduce((product, size) => product * size, tensorArrays[info.type].BYTES_PER_ELEMENT);
  if (bytes > constants.MAX_LENGTH)
    throw new UsageError(`the dims ${dimsText(dims)} of input ${info.name} are too large`);
  return { ...info, dims, bytes };
}

const shape = ({ type, dims }: TensorInfo) =>
  `${type} ${dims[0] === -2 ? 'of any number of dims' : dimsText(dims)}`;

const example = ({ dims }: TensorInfo) => dims.map((size) => (size < 0 ? 1 : size)).join('x');
