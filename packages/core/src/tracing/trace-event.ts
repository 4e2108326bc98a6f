// The events that a trace sink receives: plain objects. Times are in milliseconds on the device's scheduler.
import type { DimsList } from '../tensors/dims.js';
import type { TensorType } from '../tensors/tensor.js';

/** A model that traced pipelines run on. One object per model: its identity names the model. */
export interface TracedModel {
  readonly name: string;
  /** How many instances the model has. */
  readonly instances: number;
  /** Slots of each instance. */
  readonly slots: number;
  /** The batch sizes that the model can execute, ascending. Undefined: it takes one input at a time. */
  readonly batchSizes: readonly number[] | undefined;
  /** Of a dynamic model: its inputs, whose dims have -1 for sizes that each execution has of its own, and its gears. */
  readonly dynamic?: {
    readonly inputs: readonly {
      readonly name: string;
      readonly type: TensorType;
      readonly dims: readonly number[];
    }[];
    readonly gears: readonly DimsList[] | undefined;
  };
}

/** The options of a pipeline, complete, with functions replaced by what a reader of the trace can use. */
export interface TracedSettings {
  /** Absent: the pipeline has no `prepare`. */
  readonly maxPreparing?: number;
  readonly callbackInterval: number;
  readonly blockType: 'block' | 'no-block';
  readonly maxCallbackDelay: number;
  readonly maxInFlight: number;
  readonly overflow: 'buffer' | 'drop-oldest' | 'drop-newest' | 'error';
  readonly maxQueueSize: number;
  readonly maxStaleness: number;
  /** `'key'`: a function gives the key of each value. */
  readonly order: 'submission' | 'completion' | 'key';
  readonly batchSize: number;
  readonly maxQueueDelay: number;
  /** How long an input waits for its batch while a slot is free: the lesser of `maxQueueDelay` and `maxStaleness`. */
  readonly batchDelay: number;
  readonly timeout: number;
  /** `'function'`: a function decides for each failure; its decisions are in the `fail` events. */
  readonly onFailure:
    | 'fail'
    | 'drop'
    | 'function'
    | {
        readonly retry: { readonly count: number; readonly delay?: number };
        readonly then?: 'fail' | 'drop';
      };
  readonly hasOnDrop: boolean;
  readonly label: string | undefined;
}

/** One subscription to `infer` or `inferFrom`, or one runner. Its identity names the pipeline. */
export interface TracedPipeline {
  readonly model: TracedModel;
  readonly settings: TracedSettings;
  /** The pipeline is that of a runner: its inputs are calls, each of which fails alone. */
  readonly isRunner?: true;
}

/** A step in the life of an instance. */
export type InstanceStep = 'failed' | 'rebuilding' | 'not rebuilt' | 'rebuilt' | 'removed';

/** How a pipeline ended. */
export type PipelineEnding = 'complete' | 'error' | 'unsubscribe';

/** Executions that share a callback or a synchronisation. */
export interface TracedGroup {
  readonly instance: number;
  /** The number of the group among those of its instance. */
  readonly group: number;
  /** The numbers of its executions. */
  readonly executions: readonly number[];
}

/** The fields of each type of event. Executions are numbered per model, from 0; inputs by their index in the source. */
export interface TraceFields {
  // --- From the user and the source ---
  /** The pipeline was subscribed to, or the first call of a runner was made. */
  open: object;
  /** The source has emitted `value`, or `run` was called with it. */
  submit: { readonly index: number; readonly value: unknown };
  /** The source has completed, or the runner is being closed. */
  sourceComplete: object;
  sourceError: { readonly error: unknown };
  /** The model is being closed. */
  close: object;

  // --- To the device ---
  /** An execution has taken its slot. Where the pipeline has `prepare`, its inputs are prepared from now on. */
  start: {
    readonly execution: number;
    readonly instance: number;
    readonly slot: number;
    /** Indexes of its inputs. */
    readonly inputs: readonly number[];
    /** The dims of every input of a dynamic model in this execution, of the whole batch. Undefined: the model is not dynamic. */
    readonly dims?: DimsList | undefined;
    /**
     * How many inputs wait though the batch is not full, because the next of them has other dims. Undefined: none does for that
     * reason.
     */
    readonly putBack?: number | undefined;
    /** At least one of its inputs has been executed before. */
    readonly isRetry: boolean;
    /** The key of each input, where the order is kept per key. */
    readonly keys: readonly unknown[] | undefined;
  };
  /**
   * The inputs of an execution are prepared, and it is to be submitted. Only of pipelines that have `prepare`, and not of
   * retries. `instance` and `slot` are others than at its start if that instance has failed meanwhile; `inputs` are those
   * that are left.
   */
  prepared: {
    readonly execution: number;
    readonly instance: number;
    readonly slot: number;
    readonly inputs: readonly number[];
  };
  /** The session refused the execution: it threw. */
  refused: { readonly execution: number; readonly error: unknown };
  /** A group was closed. `launched`: with a callback, else with a synchronisation. */
  launch: TracedGroup & { readonly launched: boolean };

  // --- From the device ---
  /** A group was reported. For `failures` and `moments` see `GroupReport`. */
  callback: TracedGroup & {
    readonly failures: readonly (Error | undefined)[] | undefined;
    readonly moments: ArrayLike<number> | undefined;
    /** `dims[n]` are the dims of every output of the n-th execution, on a dynamic model. */
    readonly dims?: readonly DimsList[] | undefined;
  };
  /** The callback of the group never came, though the execution stream is past it. */
  lost: TracedGroup;
  /** Told once per sink and model, by one of the model's pipelines. */
  instance: { readonly instance: number; readonly step: InstanceStep; readonly error: unknown };

  // --- To the user ---
  /** A result is about to be emitted. */
  emit: { readonly index: number };
  drop: {
    readonly index: number;
    readonly cause: 'overflow' | 'stale' | 'failure';
    /** Milliseconds since the input came. */
    readonly waited: number;
    /** Undefined unless `cause` is `'failure'`. */
    readonly error: unknown;
  };
  /** An input has failed, and `onFailure` has decided. */
  fail: {
    readonly index: number;
    /** How often the input had been executed: 0 if it does not fit the model. */
    readonly attempts: number;
    readonly error: unknown;
    /** Milliseconds before it is executed again, or one of the two ends; `'thrown'`: `onFailure` threw. */
    readonly decision: 'fail' | 'drop' | 'thrown' | number;
  };
  /** Nobody wants the result of an input any more: its call of `run` was aborted, or has timed out. */
  cancel: { readonly index: number };
  /** The pipeline has ended. `inResult`: while a subscriber was handling a result. */
  end: { readonly ending: PipelineEnding; readonly error: unknown; readonly inResult: boolean };
}

export type TraceEventType = keyof TraceFields;

/** One event of a type. */
export type TraceEventOf<Type extends TraceEventType> = {
  readonly type: Type;
  /** When it happened, in ms on the device's scheduler. */
  readonly at: number;
  readonly pipeline: TracedPipeline;
} & TraceFields[Type];

/** Any event that a trace sink receives. */
export type TraceEvent = { [Type in TraceEventType]: TraceEventOf<Type> }[TraceEventType];
