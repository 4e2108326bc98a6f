import type { Observable } from 'rxjs';
import type { Model } from '../model/model.js';
import { pull } from '../operators/pull.js';
import { runPipeline } from '../operators/run-pipeline.js';
import { type PullSource, sourceReader } from '../operators/source-reader.js';
import type { InferConfig, InferConfigWithInputs, InferConfigWithPrepare } from '../options/infer-config.js';
import { inferSettings } from '../options/infer-settings.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { InferInputs } from '../tensors/input-value.js';
import { assertModel } from './assert-model.js';

/**
 * Runs a model over a source that is read only as slots free up: an iterable, an async iterable or a web
 * ReadableStream of any length needs memory for `maxInFlight` of its values, and for one that is read ahead.
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
 * @param source what to read. A string gives its characters. An iterable is read as `for…of` reads it, so that promises in
 *   it are values and are not awaited; an async iterable is read as `for await` reads it. `overflow` and `maxQueueSize`
 *   have no effect
 * @param model a model that a device's `loadModel` or `createModel` has made
 * @param config see {@link InferConfig}
 * @return the results of the values
 * @throws as {@link infer}; TypeError for a source that cannot be read
 */
export function inferFrom<T, Prepared, Outputs extends string = string>(
  source: PullSource<T>,
  model: Model<Outputs>,
  config: InferConfigWithPrepare<T, Prepared>,
): Observable<InferResult<T, Outputs, Prepared>>;
export function inferFrom<T, Outputs extends string = string>(
  source: PullSource<T>,
  model: Model<Outputs>,
  config: InferConfigWithInputs<T>,
): Observable<InferResult<T, Outputs>>;
export function inferFrom<T extends InferInputs, Outputs extends string = string>(
  source: PullSource<T>,
  model: Model<Outputs>,
  config?: InferConfig<T>,
): Observable<InferResult<T, Outputs>>;
export function inferFrom<T, Outputs extends string = string>(
  source: PullSource<T>,
  model: Model<Outputs>,
  config: InferConfig<T> = {},
): Observable<InferResult<T, Outputs>> {
  assertModel(model);
  const settings = inferSettings('inferFrom', config, model, true);
  const open = sourceReader<T>(source);
  return runPipeline(model, settings, (pipeline, output) => pull(pipeline, output, open));
}
