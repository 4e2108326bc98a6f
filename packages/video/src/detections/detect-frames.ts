import { setMaxListeners } from 'node:events';
import type { InferResult, InferTiming, Model } from '@ascend-rx/core';
import { expected } from '@ascend-rx/core/device';
import { concatMap, dematerialize, map, materialize, Observable, type OperatorFunction, of } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import type { Geometry } from '../image/geometry.js';
import { inferFrames } from '../infer/infer-frames.js';
import type { InferFramesConfig, InferFramesConfigWithFrame } from '../infer/infer-frames-config.js';
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
  return (source) =>
    new Observable((subscriber) => {
      const gone = new AbortController();
      // One for each result that is being read: Node would take more than ten for a leak.
      setMaxListeners(0, gone.signal);
      // The frames of results whose detections have not been emitted.
      const held = new Set<Reading<T>>();
      // Before the results can end: what is read then is not wanted any more.
      subscriber.add(() => {
        gone.abort();
        for (const reading of [...held]) release(reading);
      });
      function release(reading: Reading<T>): void {
        if (held.delete(reading)) reading.frame.release();
      }
      function begin(result: InferResult<T, string, Geometry>): Promise<Reading<T>> {
        const reading: Reading<T> = { frame: frameOf(result.source).retain(), found: undefined };
        held.add(reading);
        const end = read(decode, result, gone.signal).then((detections) => {
          const { source: value, index, timing, prepared } = result;
          reading.found = { source: value, detections, index, timing, prepared };
          return reading;
        });
        // Its turn may come later, or never.
        end.catch(() => {});
        return end;
      }
      const results = source
        .pipe(
          run,
          materialize(),
          map((notification) => (notification.kind === 'N' ? begin(notification.value) : of(notification))),
          concatMap((each) => each),
          map((each) => ('kind' in each ? each : ({ kind: 'N', value: each } as const))),
          dematerialize(),
        )
        .subscribe({
          next: (reading) => {
            // Not released by an unsubscription of the handler, who still has the frame.
            held.delete(reading);
            try {
              subscriber.next(reading.found as DetectionResult<T>);
            } finally {
              reading.frame.release();
            }
          },
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        });
      subscriber.add(results);
    });
}

/** A result that is being read, and its frame. */
interface Reading<T> {
  readonly frame: Frame;
  found: DetectionResult<T> | undefined;
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
