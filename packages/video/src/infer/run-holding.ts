// A pipeline that holds and releases the frames of its values.
import type { InferConfig, InferResult, Prepare } from '@ascend-rx/core';
import type { Observable, Subscriber } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import { assertFunction } from '../util/assertions.js';
import { HeldFrames } from './held-frames.js';
import type { InferFramesConfig } from './infer-frames-config.js';
import { ownMemory } from './own-memory.js';
import { whilePreparing } from './while-preparing.js';

/** Where the frame of a value is. */
const frameIn = <T>(config: Pick<InferFramesConfig<T>, 'frame'>): ((value: T) => Frame) =>
  config.frame ?? ((value) => value as unknown as Frame);

/**
 * The options for core: without `frame`.
 *
 * @throws TypeError if `frame` is no function
 */
export function plainConfig<T, Prepared>({
  frame,
  ...config
}: InferFramesConfig<T, Prepared>): InferConfig<T, Prepared> {
  assertFunction('frame', frame);
  return config as InferConfig<T, Prepared>;
}

/** Subscribes to a pipeline whose frames are held until their results have been emitted. */
export function runHolding<T, Prepared, R extends InferResult<T>>(
  subscriber: Subscriber<R>,
  config: InferFramesConfig<T, Prepared>,
  pipeline: (holding: InferConfig<T, Prepared>, held: HeldFrames<T>) => Observable<R>,
): void {
  const held = new HeldFrames(frameIn(config));
  // Before the results can end: what ends the pipeline gives back what is in it.
  subscriber.add(() => held.close());
  const results = pipeline(holdingConfig(config, held), held).subscribe({
    next: (result) => {
      try {
        held.emit(result.source, () => subscriber.next(result));
      } catch (error) {
        // The handler has released the frame too often.
        subscriber.error(error);
      }
    },
    error: (error) => subscriber.error(error),
    complete: () => subscriber.complete(),
  });
  subscriber.add(results);
}

/** The options with hooks. `held` belongs to one subscription. */
function holdingConfig<T, Prepared>(
  config: InferFramesConfig<T, Prepared>,
  held: HeldFrames<T>,
): InferConfig<T, Prepared> {
  const plain = plainConfig(config);
  const { inputs, onDrop, prepare } = plain;
  const holding: InferConfig<T, Prepared> = {
    ...plain,
    onDrop: (value, cause, waited) => {
      try {
        onDrop?.(value, cause, waited);
      } finally {
        held.release(value);
      }
    },
  };
  if (inputs !== undefined)
    holding.inputs = (value, index) => ownMemory(inputs(value, index), held.frameOf(value));
  if (prepare !== undefined)
    holding.prepare = ((value, target, context) =>
      whilePreparing(held.frameOf(value), context.signal, () => prepare(value, target, context))) as Prepare<
      T,
      Prepared
    >;
  return holding;
}
