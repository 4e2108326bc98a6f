import { filter, Observable, type OperatorFunction } from 'rxjs';
import { bindInputs, type InferInputs } from './bind-inputs.js';
import type { Execution } from './execution.js';
import type { InferResult } from './infer-result.js';
import { inferSettings } from './infer-settings.js';
import type { Model } from './model.js';
import { admit } from './operators/admit.js';
import { groupExecutions } from './operators/group-executions.js';
import { launch } from './operators/launch.js';
import { expected } from './validate.js';

/** The options of {@link infer}. */
export interface InferConfig<T> {
  /**
   * What of a value goes to the model: a tensor or typed array for a model with one input, else those by input
   * name. Called when the value takes a slot. Default: the value itself. Memory that it returns must not change
   * until the value's result has been emitted: larger inputs are read by native threads meanwhile.
   * An ArrayBuffer over 4 KiB that was given once cannot be transferred to a worker afterwards: give a copy of such.
   */
  inputs?: (value: T, index: number) => InferInputs;
  /**
   * Executions per callback (`aclrtLaunchCallback`): results come in groups of this size. Default 1, range 0 to
   * `maxInFlight`. 0: no callbacks; results come when the last slot is taken and when the source completes, by
   * `aclrtSynchronizeStream`.
   */
  callbackInterval?: number;
  /** How many values of this pipeline may have a slot at once. Default 100, at least 1. The others wait. */
  maxInFlight?: number;
}

/**
 * Runs a model over every value of the source and emits the results in the order of the source.
 *
 * A value is executed on arrival, as soon as one of the model's slots is free for it (`aclmdlExecuteAsync`);
 * until then it waits, in a waiting room without bound. After every `callbackInterval` executions one callback is
 * launched, and when the device reaches it the results of that group are emitted. A group that is not full is
 * closed when the source completes, and when all slots are taken and no callback is on its way.
 *
 * An error of the source passes at once. It, a value that does not fit the model, and a failure of the device end
 * the pipeline; what is in flight is cancelled then, as it is on unsubscribe, and its slots come back when the
 * device is done with it.
 *
 * __Warning:__ a source that emits faster than the device infers fills the waiting room. Give it back-pressure, or
 * bound what it makes alive at once.
 *
 * ```ts
 * import { infer } from '@ascend-rx/core';
 * import { createVirtualDevice } from '@ascend-rx/core/testing';
 * import { from } from 'rxjs';
 *
 * const model = createVirtualDevice().createModel({ compute: ({ x }) => ({ y: [2 * Number(x?.data[0])] }) });
 * from([1, 2, 3])
 *   .pipe(infer(model, { inputs: (n) => Float32Array.of(n), callbackInterval: 2 }))
 *   .subscribe(({ source, outputs }) => console.log(source, outputs['y']?.data[0]));
 * ```
 *
 * @see Model.stats for the ledger, in which every value is in exactly one place at every moment
 * @param model what to run: from a device's `loadModel` or `createModel`
 * @param config see {@link InferConfig}
 * @return an operator from values to their {@link InferResult}s
 * @throws TypeError for an unknown option or a wrong type; RangeError for `callbackInterval > maxInFlight` and other
 *   numbers out of range. The observable errors with AscendRxError ERR_INPUT for a value that does not fit, ERR_CLOSED
 *   when the model is closed, and AclError when the device refuses or fails
 */
export function infer<T>(model: Model, config: InferConfig<T> = {}): OperatorFunction<T, InferResult<T>> {
  assertModel(model);
  const settings = inferSettings(config);
  const project = config.inputs ?? ((value: T) => value as InferInputs);
  const bind = (execution: Execution<T>) => {
    execution.inputs = bindInputs(model.inputs, project(execution.source, execution.index));
  };
  const groupSize = settings.callbackInterval || Number.POSITIVE_INFINITY;
  return (source) =>
    new Observable((subscriber) => {
      const pipeline = model.open<T>(settings);
      // First of all teardowns: the open group gets its callback while the operators below still listen.
      subscriber.add(() => pipeline.dispatcher.end(pipeline));
      subscriber.add(
        source
          .pipe(
            admit(pipeline, bind),
            filter((execution) => pipeline.dispatcher.execute(pipeline, execution)),
            groupExecutions(groupSize, pipeline.closeEarly$),
            launch(pipeline, model.readOutputs),
          )
          .subscribe(subscriber),
      );
    });
}

// Not by class, because the device may come with a copy of this package of its own.
function assertModel(model: unknown): void {
  if (typeof model === 'object' && model !== null && 'open' in model && 'inputs' in model) return;
  throw new TypeError(
    `${expected("a device's model", 'model', model)}. Make one with loadModel or createModel.`,
  );
}
