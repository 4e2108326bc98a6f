import { type InferConfig, type InferResult, inferFrom, type Model, type PullSource } from '@ascend-rx/core';
import { Observable } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import { assertFramesSuffice } from './assert-frames-suffice.js';
import type { HeldFrames } from './held-frames.js';
import type { InferFramesConfig, InferFramesConfigWithFrame } from './infer-frames-config.js';
import { plainConfig, runHolding } from './run-holding.js';

/**
 * `inferFrom` for frames: reads the next frame when a slot is free for it, and releases frames as {@link inferFrames} does.
 * A source of `fromVideo` or `fromImages` decodes up to `maxFrames` frames ahead.
 *
 * @param source an iterable or an async iterable, read anew for each subscription
 * @param model a model that a device's `loadModel` or `createModel` has made
 * @param config the options of `inferFrom`, and `frame` for values that are no frames
 * @throws as `inferFrom`; RangeError if the source has fewer frames than a group takes
 */
export function inferFramesFrom<Prepared = unknown, Outputs extends string = string>(
  source: Iterable<Frame> | AsyncIterable<Frame>,
  model: Model<Outputs>,
  config?: InferFramesConfig<Frame, Prepared>,
): Observable<InferResult<Frame, Outputs, Prepared>>;
export function inferFramesFrom<T, Prepared = unknown, Outputs extends string = string>(
  source: Iterable<T> | AsyncIterable<T>,
  model: Model<Outputs>,
  config: InferFramesConfigWithFrame<T, Prepared>,
): Observable<InferResult<T, Outputs, Prepared>>;
export function inferFramesFrom<T, Prepared = unknown, Outputs extends string = string>(
  source: Iterable<T> | AsyncIterable<T>,
  model: Model<Outputs>,
  config: InferFramesConfig<T, Prepared> = {},
): Observable<InferResult<T, Outputs, Prepared>> {
  const run = inferFrom as InferFrom<T, Prepared, Outputs>;
  run(source, model, plainConfig(config)); // checks the arguments
  assertFramesSuffice(source, model, config);
  return new Observable((subscriber) =>
    runHolding(subscriber, config, (holding, held) => run(holdingSource(source, held), model, holding)),
  );
}

/** The operator without its overloads, which ask for `inputs` or `prepare`. */
type InferFrom<T, Prepared, Outputs extends string> = (
  source: PullSource<T>,
  model: Model<Outputs>,
  config: InferConfig<T, Prepared>,
) => Observable<InferResult<T, Outputs, Prepared>>;

/** The source, whose values are held from the moment when they are read; one that comes too late is released. */
function holdingSource<T>(source: Iterable<T> | AsyncIterable<T>, held: HeldFrames<T>): PullSource<T> {
  if (Symbol.asyncIterator in source) {
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = source[Symbol.asyncIterator]();
        return {
          next: async () => holding(await iterator.next(), held),
          return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
        };
      },
    };
  }
  return {
    [Symbol.iterator]: () => {
      const iterator = source[Symbol.iterator]();
      return {
        next: () => holding(iterator.next(), held),
        return: () => iterator.return?.() ?? { done: true, value: undefined },
      };
    },
  };
}

function holding<T>(result: IteratorResult<T>, held: HeldFrames<T>): IteratorResult<T> {
  if (result.done !== true) held.add(result.value);
  return result;
}
