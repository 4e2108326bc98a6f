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
import { imageContractOf, imageInputIndex } from './image-contract-of.js';

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
  'input',
  'format',
  'width',
  'height',
  'layout',
  'channels',
  'mean',
  'scale',
  'matrix',
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

/** @throws TypeError, RangeError if the model takes no such picture */
export function imagePlan(
  model: ImageModel,
  options: ImageOptions & { readonly fill?: PrepareImageOptions<never>['fill'] },
): ImagePlan {
  const { fill, ...ofContract } = options;
  const contract = imageContractOf(model, ofContract);
  const index = imageInputIndex(model, options.input);
  const { format, width, height, batch, mean, scale, matrix } = contract;
  const isNv12 = format === 'nv12';
  const isFloat = format === 'float';
  const target = checkedTargetFormat({
    width,
    height,
    type: isFloat ? (model.inputs[index]?.type === 'float16' ? 'float16' : 'float32') : 'uint8',
    layout: isNv12 ? 'nv12' : contract.layout,
    channels: contract.channels,
    mean,
    scale,
    ...(matrix !== undefined && { matrix }),
    ...(fill !== undefined && { fill }),
  });
  return {
    contract,
    isNv12,
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
      await held(image, () => prepareFrame(image, target, parts, { signal }));
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
