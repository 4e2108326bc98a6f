import type { OperatorFunction } from 'rxjs';
import type { Model } from '../model/model.js';
import { runPipeline } from '../operators/run-pipeline.js';
import type { InferConfig, InferConfigWithInputs, InferConfigWithPrepare } from '../options/infer-config.js';
import { inferSettings } from '../options/infer-settings.js';
import type { InferResult } from '../pipeline/infer-result.js';
import type { InferInputs } from '../tensors/input-value.js';
import { assertModel } from './assert-model.js';
import { assertObservable } from './assert-observable.js';

/**
 * Runs a model over every value of the source and emits the results in the order of the source.
 *
 * A value is executed on arrival, as soon as one of the model's slots is free for it (`aclmdlExecuteAsync`); until then
 * it waits. After every `callbackInterval` executions one callback is launched, and when the device reaches it the
 * results of that group are emitted. A group that is not full is closed when the source completes, after
 * `maxCallbackDelay`, and when all slots are taken and no callback is on its way.
 *
 * An error of the source passes at once, and so does a value's failure unless `onFailure` says otherwise; what is in
 * flight is cancelled then, as it is on unsubscribe; its slots come back when the device is done with it.
 *
 * __Warning:__ a source that emits faster than the device infers fills the input queue, which has no bound by default. Bound
 * it with `overflow` and `maxQueueSize`, or pull with `inferFrom`.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { createVirtualDevice } from '@ascend-rx/core/testing';
 * import { from } from 'rxjs';
 *
 * const model = createVirtualDevice().createModel({ compute: ({ x }) => ({ y: [2 * Number(x?.data[0])] }) });
 * from([1, 2, 3])
 *   .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 2 }))
 *   .subscribe(({ source, outputs }) => console.log(source, outputs.y.data[0]));
 * ```
 *
 * @see inferFrom
 * @see Model.stats for the ledger, in which every value is in exactly one place at every moment
 * @param model a model that a device's `loadModel` or `createModel` has made
 * @param config see {@link InferConfig}
 * @return an operator from values to their {@link InferResult}s
 * @throws TypeError for an unknown option or a wrong type, and for a source that is no Observable; RangeError for `callbackInterval > maxInFlight` and other
 *   numbers out of range. The observable errors with AscendRxError ERR_INPUT for a value that does not fit, ERR_CLOSED
 *   when the model is closed, ERR_OVERFLOW, ERR_NO_INSTANCE, InferTimeoutError, and AclError when the device refuses or
 *   fails
 */
export function infer<T, Prepared, Outputs extends string = string>(
  model: Model<Outputs>,
  config: InferConfigWithPrepare<T, Prepared>,
): OperatorFunction<T, InferResult<T, Outputs, Prepared>>;
export function infer<T, Outputs extends string = string>(
  model: Model<Outputs>,
  config: InferConfigWithInputs<T>,
): OperatorFunction<T, InferResult<T, Outputs>>;
export function infer<T extends InferInputs, Outputs extends string = string>(
  model: Model<Outputs>,
  config?: InferConfig<T>,
): OperatorFunction<T, InferResult<T, Outputs>>;
export function infer<T, Outputs extends string = string>(
  model: Model<Outputs>,
  config: InferConfig<T> = {},
): OperatorFunction<T, InferResult<T, Outputs>> {
  assertModel(model);
  const settings = inferSettings('infer', config, model);
  return (source) => {
    assertObservable(source);
    return runPipeline(model, settings, () => source);
  };
}
