import { expected } from '@ascend-rx/core/device';
import type { FrameImage } from '@ascend-rx/native/frames';
import type { Geometry } from './geometry.js';
import type { ImageModel } from './image-contract.js';
import { type LetterboxPlacement, letterboxed } from './placements.js';
import {
  assertImageOptions,
  frameOf,
  imagePlan,
  type PrepareImage,
  type PrepareImageOptions,
} from './prepare-image.js';

/** Options of {@link letterbox}. */
export interface LetterboxOptions<T> extends PrepareImageOptions<T>, LetterboxPlacement {}

/**
 * Makes the function for the option `prepare` of `inferFrames` and `infer`: frames keep their shape, and the rest of the model's
 * input is filled. It is Ultralytics' letterbox: resize as OpenCV's INTER_LINEAR, padding of gray 114, Python's rounding.
 * `result.prepared` is the {@link Geometry}, with which `boxToFrame` maps boxes back.
 *
 * With r = min(h / H, w / W): the picture has round(W · r) × round(H · r) pixels, halves to even, and
 * round((w − width) / 2 − 0.1) columns at its left.
 *
 * ```ts fragment
 * fromVideo('clip.mp4').pipe(inferFrames(model, { prepare: letterbox(model) }))
 * ```
 *
 * @param model a loaded model, or what `readOfflineModel` gives. It has one input, or `options.input` names the one for the
 *   picture; others are the caller's to write. Its batch dimension is 1
 * @param options what the input does not tell of the contract, and how the frame lies
 * @throws TypeError, RangeError if the model takes no such picture
 */
export function letterbox<T = FrameImage>(
  model: ImageModel,
  options: LetterboxOptions<T> = {},
): PrepareImage<T, Geometry> {
  assertImageOptions('letterbox', options, ['enlarge', 'position']);
  const { enlarge = true, position = 'center', frame, ...rest } = options;
  if (typeof enlarge !== 'boolean') throw new TypeError(expected('a boolean', 'enlarge', enlarge));
  if (position !== 'center' && position !== 'top-left') {
    throw new TypeError(expected("'center' or 'top-left'", 'position', position));
  }
  const plan = imagePlan(model, rest);
  return async (value, target, { signal }) => {
    const image = frameOf(value, frame);
    const region = { left: 0, top: 0, width: image.width, height: image.height };
    const geometry = letterboxed(image, region, plan.contract, plan.isNv12, { enlarge, position });
    await plan.prepare(image, [geometry], target, signal);
    return geometry;
  };
}
