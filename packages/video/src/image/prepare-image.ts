// What letterbox, stretch and crop have in common: from a value to the targets of its parts.
import type { AbortSignalLike } from '@ascend-rx/core';
import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import {
  checkedTargetFormat,
  type FrameImage,
  type PicturePart,
  prepareFrame,
} from '@ascend-rx/native/frames';
import type { Geometry } from './geometry.js';
import type { ImageContract, ImageModel, ImageOptions } from './image-contract.js';
import { imageContractOf, imageInputIndex, imageOptionNames } from './image-contract-of.js';
import { nativeRead } from './native-reads.js';
import { targetFormatOf } from './target-format-of.js';

/** A function for the option `prepare` of `inferFrames` and `infer`. */
export type PrepareImage<T, Prepared> = (
  value: T,
  target: readonly ArrayBufferView[],
  context: { readonly signal: AbortSignalLike },
) => Promise<Prepared>;

/** What letterbox, stretch and crop take beside the contract. */
export interface PrepareImageOptions<T> extends ImageOptions {
  /** The frame of a value. Default: the value itself. */
  readonly frame?: (value: T) => FrameImage;
  /** Red, green and blue, 0 to 255, of what no picture covers. Default 114 each, as YOLO has it. */
  readonly fill?: readonly [number, number, number];
}

/** A picture that is to be prepared. */
export interface ImagePlan {
  readonly contract: ImageContract;
  readonly isNv12: boolean;
  prepare(
    image: FrameImage,
    geometries: readonly Geometry[],
    target: readonly ArrayBufferView[],
    signal: AbortSignalLike,
  ): Promise<void>;
}

const known = [
  ...imageOptionNames,
  'frame',
  'fill',
] as const satisfies readonly (keyof PrepareImageOptions<never>)[];

/** Throws for options that do not exist; `more` are those of `of` alone. */
export function assertImageOptions(of: string, options: object, more: readonly string[] = []): void {
  assertKnownOptions(of, options, [...known, ...more]);
  const { frame } = options as { frame?: unknown };
  if (frame !== undefined && typeof frame !== 'function') {
    throw new TypeError(expected('a function', 'frame', frame));
  }
}

/**
 * The frame of a value.
 *
 * @param frame the option, if it is given
 * @throws TypeError if there is none
 */
export function frameOf<T>(value: T, frame: ((value: T) => FrameImage) | undefined): FrameImage {
  const image = frame === undefined ? (value as FrameImage) : frame(value);
  if (typeof image?.width === 'number' && typeof image.height === 'number') return image;
  throw new TypeError(
    frame === undefined
      ? expected('a frame, or the option `frame` that finds the frame in a value,', 'value', value)
      : expected('a function that returns a frame', 'frame', image),
  );
}

/** @throws TypeError, RangeError if the model takes no such picture */
export function imagePlan(
  model: ImageModel,
  options: ImageOptions & { readonly fill?: PrepareImageOptions<never>['fill'] },
): ImagePlan {
  const { fill, ...ofContract } = options;
  const contract = imageContractOf(model, ofContract);
  const index = imageInputIndex(model, options.input);
  const { batch } = contract;
  const target = checkedTargetFormat({
    ...targetFormatOf(contract, model.inputs[index]?.type ?? ''),
    ...(fill !== undefined && { fill }),
  });
  return {
    contract,
    isNv12: contract.format === 'nv12',
    async prepare(image, geometries, targets, signal) {
      const memory = targets[index] as Uint8Array | undefined;
      if (!ArrayBuffer.isView(memory)) {
        throw new TypeError(expected('the typed arrays of the model’s inputs', 'target', targets));
      }
      const elements = memory.length / batch;
      const parts = geometries.map(
        (geometry, i): PicturePart => ({
          source: geometry.region,
          content: geometry,
          data: memory.subarray(i * elements, (i + 1) * elements),
        }),
      );
      // What is left of the batch would be pictures of an earlier value.
      memory.fill(0, parts.length * elements);
      await nativeRead(held(image, () => prepareFrame(image, target, parts, { signal })));
    },
  };
}

/** A frame that is released meanwhile, because its value was dropped, keeps its memory until the native threads have read it. */
async function held(
  image: FrameImage & { retain?(): unknown; release?(): void },
  run: () => Promise<void>,
): Promise<void> {
  image.retain?.();
  try {
    await run();
  } finally {
    if (image.retain !== undefined) image.release?.();
  }
}
