import type { InferResult, InferTiming, Model } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import type { OperatorFunction } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import type { Geometry } from '../image/geometry.js';
import { inferFrames } from '../infer/infer-frames.js';
import type { InferFramesConfig, InferFramesConfigWithFrame } from '../infer/infer-frames-config.js';
import { whileHeld } from '../infer/while-held.js';
import { type Decode, readerOf } from './decode.js';
import type { Detection } from './detection.js';

/** What {@link detectFrames} emits for a value. */
export interface DetectionResult<T> {
  /** The value, whose frame can be used in the handler. Retain it to use it later. */
  readonly source: T;
  /** What has been found in it, the best first. */
  readonly detections: readonly Detection[];
  /** The position of the value in its source, from 0. */
  readonly index: number;
  /** Of the inference, without the reading of its outputs. */
  readonly timing: InferTiming;
  /** Where the frame has been in the model's input. */
  readonly prepared: Geometry;
}

/** What reads the outputs. */
interface WithDecode {
  /** Made by `decodeYolo` and its like. */
  readonly decode: Decode;
}

/** The options of {@link detectFrames}: those of `inferFrames`, and the decoder. */
export type DetectFramesConfig<T> = InferFramesConfig<T, Geometry> & WithDecode;

/** Of values that are no frames. */
export type DetectFramesConfigWithFrame<T> = InferFramesConfigWithFrame<T, Geometry> & WithDecode;

/**
 * `inferFrames`, and then the decoder: emits detections, in the order of the results. Outputs are read while the next frames are
 * prepared and inferred. Their memory is used again afterwards, since nobody else gets them.
 *
 * A frame is held until its detections have been emitted. What is found before an error of the source or of the pipeline is emitted
 * before it.
 *
 * ```ts fragment
 * const decode = decodeYolo(model, { names });
 * fromVideo('clip.mp4').pipe(detectFrames(model, { prepare: letterbox(model), decode }))
 * ```
 *
 * @throws as `inferFrames`; TypeError without a decoder. An error of the decoder ends the pipeline
 */
export function detectFrames(
  model: Model,
  config: DetectFramesConfig<Frame>,
): OperatorFunction<Frame, DetectionResult<Frame>>;
export function detectFrames<T>(
  model: Model,
  config: DetectFramesConfigWithFrame<T>,
): OperatorFunction<T, DetectionResult<T>>;
export function detectFrames<T>(
  model: Model,
  { decode, ...config }: DetectFramesConfig<T>,
): OperatorFunction<T, DetectionResult<T>> {
  if (typeof decode !== 'function') throw new TypeError(expected('a function', 'decode', decode));
  const run = (inferFrames as InferFrames<T>)(model, config as InferFramesConfig<T, Geometry>);
  const frameOf = config.frame ?? ((value: T) => value as unknown as Frame);
  const reading = whileHeld<InferResult<T, string, Geometry>, DetectionResult<T>>(
    () => ({
      run: async (result, { signal }) => {
        const detections = await read(decode, result, signal);
        const { source: value, index, timing, prepared } = result;
        return { source: value, detections, index, timing, prepared };
      },
    }),
    // A decoder reads outputs, and no frame.
    {
      frame: ({ source: value }) => frameOf(value),
      concurrent: Number.POSITIVE_INFINITY,
      isFrameRead: false,
    },
  );
  return (source) => source.pipe(run, reading);
}

/** Reads, and gives the memory back when nobody reads it any more. */
async function read(
  decode: Decode,
  result: InferResult<unknown, string, Geometry>,
  signal: AbortSignal,
): Promise<Detection[]> {
  try {
    // Nobody else has the outputs: their memory is not marked, and can be used again.
    return await readerOf(decode)(result, { signal, isExclusive: true });
  } finally {
    result.release();
  }
}

/** The operator without its overloads. */
type InferFrames<T> = (
  model: Model,
  config: InferFramesConfig<T, Geometry>,
) => OperatorFunction<T, InferResult<T, string, Geometry>>;
