import { type InferConfig, type InferResult, infer, type Model } from '@ascend-rx/core';
import { Observable, type OperatorFunction, tap } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import { assertFramesSuffice } from './assert-frames-suffice.js';
import type { InferFramesConfig, InferFramesConfigWithFrame } from './infer-frames-config.js';
import { plainConfig, runHolding } from './run-holding.js';

/**
 * `infer` for frames: takes over the reference of each frame and gives it back when the frame has left the pipeline: after
 * its result has been emitted, when it is dropped (after `onDrop`), when it fails, and at the end of the pipeline. While
 * `prepare` runs, also after an abort, the frame has a reference besides. Views on a frame that `inputs` returns are copied,
 * since the device may read an input for longer than the frame lives.
 *
 * In the handler of a result the frame can be used. Retain it to use it later.
 *
 * ```ts fragment
 * fromVideo('clip.mp4')
 *   .pipe(inferFrames(model, { prepare: letterbox(model) }))
 *   .subscribe(({ source, outputs }) => console.log(source.pts, outputs));
 * ```
 *
 * @param model a model that a device's `loadModel` or `createModel` has made
 * @param config the options of `infer`, and `frame` for values that are no frames
 * @throws as `infer`; RangeError if the source has fewer frames than a group takes
 */
export function inferFrames<Prepared = unknown, Outputs extends string = string>(
  model: Model<Outputs>,
  config?: InferFramesConfig<Frame, Prepared>,
): OperatorFunction<Frame, InferResult<Frame, Outputs, Prepared>>;
export function inferFrames<T, Prepared = unknown, Outputs extends string = string>(
  model: Model<Outputs>,
  config: InferFramesConfigWithFrame<T, Prepared>,
): OperatorFunction<T, InferResult<T, Outputs, Prepared>>;
export function inferFrames<T, Prepared = unknown, Outputs extends string = string>(
  model: Model<Outputs>,
  config: InferFramesConfig<T, Prepared> = {},
): OperatorFunction<T, InferResult<T, Outputs, Prepared>> {
  (infer as Infer<T, Prepared, Outputs>)(model, plainConfig(config)); // checks the options
  return (source) => {
    assertFramesSuffice(source, model, config);
    return new Observable((subscriber) =>
      runHolding(subscriber, config, (holding, held) =>
        source.pipe(
          tap((value) => held.add(value)),
          (infer as Infer<T, Prepared, Outputs>)(model, holding),
        ),
      ),
    );
  };
}

/** The operator without its overloads, which ask for `inputs` or `prepare`. */
type Infer<T, Prepared, Outputs extends string> = (
  model: Model<Outputs>,
  config: InferConfig<T, Prepared>,
) => OperatorFunction<T, InferResult<T, Outputs, Prepared>>;
