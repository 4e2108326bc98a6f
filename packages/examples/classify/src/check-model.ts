import type { Model, TensorInfo } from '@ascend-rx/core';
import { UsageError } from 'ascend-rx/options';

/** What the classifier has to know about a model. */
export interface ClassifierShape {
  /** Name of the output that contains the scores. */
  readonly output: string;
  readonly classes: number;
}

/**
 * Checks that a model takes one picture of 3×size×size floats and gives one float per class.
 *
 * @param labels absent if classes are shown by their number
 * @throws UsageError that says what was expected
 */
export function checkModel(
  { inputs, outputs }: Pick<Model, 'inputs' | 'outputs'>,
  size: number,
  labels?: { readonly file: string; readonly count: number },
): ClassifierShape {
  const [input] = inputs;
  const [output] = outputs;
  const wanted = `1x3x${size}x${size}`;
  if (!input || inputs.length > 1 || input.type !== 'float32' || input.dims.join('x') !== wanted) {
    const side = input && squareSide(input);
    const hint = side ? `, try --size ${side}${side === 224 ? ' or --preset imagenet' : ''}` : '';
    throw new UsageError(
      `expected a model with one input float32 ${wanted}, but it takes ${list(inputs)}${hint}`,
    );
  }
  const classes = output && output.bytes / Float32Array.BYTES_PER_ELEMENT;
  if (!classes || outputs.length > 1 || output.type !== 'float32' || Math.max(...output.dims) !== classes) {
    throw new UsageError(`expected a model with one output float32 1xCLASSES, but it gives ${list(outputs)}`);
  }
  if (labels && labels.count !== classes) {
    const { file, count } = labels;
    throw new UsageError(
      `expected ${classes} labels, one for each class of the model, but ${file} has ${count}`,
    );
  }
  return { output: output.name, classes };
}

/** @return the side of the pictures that a model takes, in pixels; undefined if it does not take pictures */
function squareSide({ type, dims }: TensorInfo): number | undefined {
  const [batch, channels, height, width] = dims;
  const square = dims.length === 4 && batch === 1 && channels === 3 && height === width;
  return square && type === 'float32' ? width : undefined;
}

const list = (infos: readonly TensorInfo[]) =>
  infos.map(({ name, type, dims }) => `${name} ${type} ${dims.join('x')}`).join(', ');
