// What a recorder keeps: numbers and short strings, nothing of the user's but what `values` gives.
import type { DropCause } from '../drop.js';
import type { Decision } from '../failure-policy.js';
import type { InferSettings } from '../infer-settings.js';
import type { Said } from './said.js';

/** A model that a recorded pipeline ran on. */
export interface ModelInfo {
  /** Among those of the recorder, from 0. */
  readonly number: number;
  readonly name: string;
  readonly instances: number;
  /** Per instance. */
  readonly slots: number;
  readonly gears: readonly number[] | undefined;
}

/** A subscription to `infer`. */
export interface PipelineInfo {
  /** Among those of the recorder, from 0. */
  readonly number: number;
  readonly model: ModelInfo;
  // biome-ignore lint/suspicious/noExplicitAny: pipelines of all input types share a recorder
  readonly settings: InferSettings<any>;
}

/** How a pipeline ended. */
export type Ending = 'complete' | 'error' | 'unsubscribe';

/** What happened to an instance of a model. */
export type InstanceStep = 'failed' | 'rebuilding' | 'not rebuilt' | 'rebuilt' | 'removed';

interface What {
  // --- From outside ---
  /** Somebody subscribed. */
  open: object;
  /** The source has emitted. `value`: JSON of what `values` gave. */
  submit: { readonly index: number; readonly value: string | undefined };
  /** The source has completed. */
  sourceComplete: object;
  sourceError: { readonly error: Said };
  /** The model is being closed. */
  close: object;

  // --- To the device; executions are numbered over the whole recorder ---
  start: {
    readonly execution: number;
    readonly instance: number;
    readonly slot: number;
    readonly inputs: readonly number[];
    /** It is not the first execution of one of them. */
    readonly again: boolean;
    /** Of the inputs, where the order is per key. */
    readonly keys: readonly unknown[] | undefined;
  };
  /** The session threw. */
  refused: { readonly execution: number; readonly error: Said };
  launch: Group & { readonly launched: boolean };

  // --- From the device ---
  callback: Group & {
    readonly failures: readonly (Said | undefined)[] | undefined;
    readonly moments: readonly number[] | undefined;
  };
  /** The callback has never come. */
  lost: Group;
  instance: { readonly instance: number; readonly step: InstanceStep; readonly error: Said | undefined };

  // --- To the user ---
  emit: { readonly index: number };
  drop: {
    readonly index: number;
    readonly cause: DropCause;
    readonly waited: number;
    readonly error: Said | undefined;
  };
  fail: {
    readonly index: number;
    /** How often it had been executed: 0 if it did not fit. */
    readonly attempts: number;
    readonly error: Said;
    readonly decision: Decision | 'thrown';
  };
  /** `inResult`: in the handler of a result. */
  end: { readonly how: Ending; readonly error: Said | undefined; readonly inResult: boolean };
}

interface Group {
  readonly instance: number;
  /** Among those of its instance. */
  readonly group: number;
  readonly executions: readonly number[];
}

/** A kind of event. */
export type EventType = keyof What;

/** One event of a kind, in ms on the device's scheduler. */
export type EventOf<Type extends EventType> = {
  readonly type: Type;
  readonly at: number;
  readonly pipeline: PipelineInfo;
} & What[Type];

/** Something that happened. */
export type RecordedEvent = { [Type in EventType]: EventOf<Type> }[EventType];
