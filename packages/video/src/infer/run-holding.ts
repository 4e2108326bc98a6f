// A pipeline that holds and releases the frames of its values.
import type { InferConfig, InferResult } from '@ascend-rx/core';
import type { Observable, Subscriber } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import { HeldFrames } from './held-frames.js';
import type { InferFramesConfig } from './infer-frames-config.js';
import { ownMemory } from './own-memory.js';
import { whilePreparing } from './while-preparing.js';

type Prepare<T> = (value: T, ...rest: readonly unknown[]) => unknown;

/** Where the frame of a value is. */
const frameIn = <T>(config: InferFramesConfig<T>): ((value: T) => Frame) =>
  config.frame ?? ((value) => value as unknown as Frame);

/** The options for core: without `frame`. */
export function plainConfig<T>({ frame: _, ...config }: InferFramesConfig<T>): InferConfig<T> {
  return config as InferConfig<T>;
}

/** Subscribes to a pipeline whose frames are held until their results have been emitted. */
export function runHolding<T, R extends InferResult<T>>(
  subscriber: Subscriber<R>,
  config: InferFramesConfig<T>,
  pipeline: (holding: InferConfig<T>, held: HeldFrames<T>) => Observable<R>,
): void {
  const held = new HeldFrames(frameIn(config));
  // Before the results can end: what ends the pipeline gives back what is in it.
  subscriber.add(() => held.close());
  const results = pipeline(holdingConfig(config, held), held).subscribe({
    next: (result) => held.emit(result.source, () => subscriber.next(result)),
    error: (error) => subscriber.error(error),
    complete: () => subscriber.complete(),
  });
  subscriber.add(results);
}

/** The options with hooks. `held` belongs to one subscription. */
function holdingConfig<T>(config: InferFramesConfig<T>, held: HeldFrames<T>): InferConfig<T> {
  const frameOf = frameIn(config);
  const plain = plainConfig(config);
  const { inputs, onDrop } = plain;
  const { prepare } = plain as { prepare?: Prepare<T> };
  const holding: InferConfig<T> & { prepare?: Prepare<T> } = {
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
    holding.inputs = (value, index) => ownMemory(inputs(value, index), frameOf(value));
  if (prepare !== undefined)
    holding.prepare = (value, ...rest) => whilePreparing(frameOf(value), () => prepare(value, ...rest));
  return holding as InferConfig<T>;
}
