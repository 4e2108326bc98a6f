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
  options: PrepareImageOptions<T> = {},
): PrepareImage<T, Geometry> {
  assertImageOptions('stretch', options);
  const { frame, ...rest } = options;
  const plan = imagePlan(model, rest);
  return async (value, target, { signal }) => {
    const image = frameOf(value, frame);
    const region = { left: 0, top: 0, width: image.width, height: image.height };
    const geometry = stretched(image, region, plan.contract);
    await plan.prepare(image, [geometry], target, signal);
    return geometry;
  };
}
