import type { RawTensor, TensorInfo } from '@ascend-rx/core';
import { didYouMean, UsageError } from '../../options/index.js';
import { randomSample, type Samples, sampleFiles } from './samples.js';

/** Returns the tensors of the inference `index`, by input name. */
export type InputsAt = (index: number) => Record<string, RawTensor>;

/**
 * Prepares the values for the inputs of a model.
 *
 * @param inputs the model's inputs, with the dims of every inference
 * @param given `NAME=FILE.bin` each. Several files for one input are taken in turn; an input without a file gets random
 *   values.
 * @param seed of the random values
 * @throws UsageError for an unknown input, a missing file, or a file of the wrong size
 */
export function inputSamples(
  inputs: readonly TensorInfo[],
  given: readonly string[],
  seed: number,
): InputsAt {
  const files = filesByName(inputs, given);
  const samples = inputs.map((info): [string, Samples] => {
    const own = files.get(info.name);
    return [info.name, own ? sampleFiles(info, own) : randomSample(info, seed)];
  });
  return (index) => Object.fromEntries(samples.map(([name, sample]) => [name, sample.at(index)]));
}

function filesByName(inputs: readonly TensorInfo[], given: readonly string[]): Map<string, string[]> {
  const names = inputs.map(({ name }) => name);
  const files = new Map<string, string[]>();
  for (const text of given) {
    // A name may contain "=" itself, so the known names decide where a name ends.
    const split = names.find((name) => text.startsWith(`${name}=`))?.length ?? text.indexOf('=');
    const file = text.slice(split + 1);
    if (split < 1 || file === '') throw new UsageError(`expected NAME=FILE for --input but received ${text}`);
    const name = text.slice(0, split);
    if (!names.includes(name))
      throw new UsageError(`the model has no input ${name}${didYouMean(name, names)}`);
    files.set(name, [...(files.get(name) ?? []), file]);
  }
  return files;
}
