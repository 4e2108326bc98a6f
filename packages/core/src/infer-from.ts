import type { Observable } from 'rxjs';
import type { InferConfig } from './infer-config.js';
import type { InferResult } from './infer-result.js';
import { inferSettings } from './infer-settings.js';
import type { Model } from './model.js';
import { openReader, type PullSource, pull } from './pull.js';
import { runPipeline } from './run-pipeline.js';
import { assertModel } from './validate.js';

/**
 * Runs a model over a source that is read only as slots free up: an iterable, an async iterable or a web
 * ReadableStream of any length needs memory for `maxInFlight` of its values, and one that is read ahead.
 *
 * Results, their order and all options are those of {@link infer}; with `batchSize` a whole batch is read ahead. The
 * source is read anew for every subscription, which a generator or a stream allows once only. On unsubscribe and on an
 * error the iterator's `return()` is called, and a stream is cancelled. An error of the source passes at once.
 *
 * ```ts
 * import { inferFrom } from '@ascend-rx/core';
 * import { createVirtualDevice } from '@ascend-rx/core/testing';
 *
 * function* numbers() {
 *   for (let n = 0; n < 1_000; n += 1) yield Float32Array.of(n);
 * }
 * const model = createVirtualDevice().createModel();
 * inferFrom(numbers(), model, { callbackInterval: 8 }).subscribe(({ index, outputs }) => {
 *   if (index % 100 === 0) console.log(index, outputs.y.data[0]);
 * });
 * ```
 *
 * @see infer
 * @param source what to read: a string gives its characters. An iterable is read as `for…of` does, so that promises in
 *   it are values like others and not waited for; an async iterable as `for await` does. `overflow` and `maxQueueSize`
 *   never come about
 * @param model what to run
 * @param config see {@link InferConfig}
 * @throws as infer; TypeError for what cannot be read
 */
export function inferFrom<T, Outputs extends string = string>(
  source: PullSource<T>,
  model: Model<Outputs>,
  config: InferConfig<T> = {},
): Observable<InferResult<T, Outputs>> {
  assertModel(model);
  const settings = inferSettings('inferFrom', config, model.batchSizes);
  const open = openReader<T>(source);
  // What is read ahead has room.
  const lossless = { ...settings, overflow: 'buffer', maxQueueSize: Number.POSITIVE_INFINITY } as const;
  return runPipeline(model, lossless, (pipeline) => pull(pipeline, open));
}
