import { expected } from '@ascend-rx/core/device';
import type { FrameImage } from '@ascend-rx/native/frames';
import type { Geometry } from './geometry.js';
import type { ImageModel } from './image-contract.js';
import { stretched } from './placements.js';
import {
  assertImageOptions,
  frameOf,
  imagePlan,
  type PrepareImage,
  type PrepareImageOptions,
} from './prepare-image.js';

/** Options of {@link stretch}. */
export interface StretchOptions<T> extends PrepareImageOptions<T> {
  /**
   * The name of an input of int64 with two elements, which gets the width and height of the picture's input: `orig_target_sizes` of
   * RT-DETRv2 and D-FINE. `input` then names that of the picture. Default: there is none.
   */
  readonly sizeInput?: string;
}

/**
 * Makes the function for the option `prepare` of `inferFrames` and `infer`: frames fill the model's input, as classifiers and the
 * DETR family take them. `result.prepared` is the {@link Geometry}.
 *
 * @param model as for `letterbox`
 * @param options what the input does not tell of the contract
 * @throws TypeError, RangeError if the model takes no such picture
 */
export function stretch<T = FrameImage>(
  model: ImageModel,
  options: StretchOptions<T> = {},
): PrepareImage<T, Geometry> {
  assertImageOptions('stretch', options, ['sizeInput']);
  const { frame, sizeInput, ...rest } = options;
  const plan = imagePlan(model, rest);
  const sizeIndex = sizeInput === undefined ? -1 : sizeInputIndex(model, sizeInput);
  return async (value, target, { signal }) => {
    const image = frameOf(value, frame);
    const region = { left: 0, top: 0, width: image.width, height: image.height };
    const geometry = stretched(image, region, plan.contract);
    if (sizeIndex >= 0) writeSize(target[sizeIndex], plan.contract);
    await plan.prepare(image, [geometry], target, signal);
    return geometry;
  };
}

function sizeInputIndex({ inputs }: ImageModel, name: string): number {
  const index = inputs.findIndex((input) => input.name === name);
  const { type, dims = [] } = inputs[index] ?? {};
  if (type === 'int64' && dims.reduce((product, dim) => product * Math.abs(dim), 1) === 2) return index;
  const found = inputs.map((input) => `${input.name} (${input.type}, [${input.dims.join(', ')}])`).join(', ');
  throw new TypeError(
    `${expected('the name of an input of int64 with two elements', 'sizeInput', name)}; the model has ${found}`,
  );
}

function writeSize(
  memory: ArrayBufferView | undefined,
  { width, height }: { width: number; height: number },
): void {
  (memory as BigInt64Array).set([BigInt(width), BigInt(height)]);
}
