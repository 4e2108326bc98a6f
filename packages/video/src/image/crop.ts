import { expected } from '@ascend-rx/core/device';
import type { FrameImage, Rectangle } from '@ascend-rx/native/frames';
import type { Box, Geometry } from './geometry.js';
import type { ImageModel } from './image-contract.js';
import { letterboxed, stretched } from './placements.js';
import {
  assertImageOptions,
  frameOf,
  imagePlan,
  type PrepareImage,
  type PrepareImageOptions,
} from './prepare-image.js';

/** Options of {@link crop}. */
export interface CropOptions<T> extends PrepareImageOptions<T> {
  /**
   * The boxes of a value, in pixels of its frame: from 1 to as many as the batch dimension of the model. Each becomes whole pixels,
   * outwards, and is clipped to the frame.
   */
  readonly boxes: (value: T) => readonly Box[];
  /** Whether a crop fills its input or keeps its shape. Default `stretch`. */
  readonly fit?: 'stretch' | 'letterbox';
}

/**
 * Makes the function for the option `prepare` of a second stage (`inferFrames`, `infer`): parts of a frame, such as the boxes
 * that a detector has found, become the batch of one execution, in one call to the native threads. `result.prepared` has a
 * {@link Geometry} for each box. Inputs of the batch that no box takes are zeros.
 *
 * A value without boxes fails: leave it out before. Between two `inferFrames` the frame is retained, since each releases it. A
 * whole sample is in docs/frames-preparing.md of the repository.
 *
 * @param model as for `letterbox`; its batch dimension is the highest number of boxes
 * @throws TypeError, RangeError if the model takes no such picture. A box that is not four numbers or has no pixel in the frame, and
 *   a wrong number of boxes, fail their value
 */
export function crop<T = FrameImage>(
  model: ImageModel,
  options: CropOptions<T>,
): PrepareImage<T, readonly Geometry[]> {
  assertImageOptions('crop', options, ['boxes', 'fit']);
  const { frame, boxes, fit = 'stretch', ...rest } = options;
  if (typeof boxes !== 'function') throw new TypeError(expected('a function', 'boxes', boxes));
  if (fit !== 'stretch' && fit !== 'letterbox') {
    throw new TypeError(expected("'stretch' or 'letterbox'", 'fit', fit));
  }
  const plan = imagePlan(model, rest);
  const { batch } = plan.contract;
  return async (value, target, { signal }) => {
    const image = frameOf(value, frame);
    const found = boxes(value);
    if (!Array.isArray(found) || found.length < 1 || found.length > batch) {
      throw new RangeError(expected(`from 1 to ${batch} boxes`, 'boxes', found));
    }
    const geometries = found.map((box: Box, i) => {
      assertBox(box, `boxes[${i}]`);
      const region = regionOf(box, image);
      return fit === 'stretch'
        ? stretched(image, region, plan.contract)
        : letterboxed(image, region, plan.contract, plan.isNv12, {});
    });
    await plan.prepare(image, geometries, target, signal);
    return geometries;
  };
}

function assertBox(box: Box, name: string): void {
  const isBox = typeof box === 'object' && box?.length === 4;
  if (isBox && [0, 1, 2, 3].every((i) => typeof box[i] === 'number')) return;
  throw new TypeError(expected('four numbers (left, top, right, bottom, in pixels)', name, box));
}

function regionOf(box: Box, { width, height }: FrameImage): Rectangle {
  const clip = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const left = clip(Math.floor(box[0]), width);
  const top = clip(Math.floor(box[1]), height);
  const right = clip(Math.ceil(box[2]), width);
  const bottom = clip(Math.ceil(box[3]), height);
  if (right > left && bottom > top) return { left, top, width: right - left, height: bottom - top };
  throw new RangeError(
    `Expected a box with pixels of the frame of ${width}×${height} but received ${Array.from(box).join(', ')}`,
  );
}
