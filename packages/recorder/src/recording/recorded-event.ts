// The events that a recorder keeps. They hold no reference to objects of the user: values are JSON, errors
// are summaries.
import type { TracedModel, TracedSettings, TraceEventType, TraceFields } from '@ascend-rx/core';
import type { ErrorSummary } from './error-summary.js';

/** A model that a recorded pipeline ran on. One object per model. */
export interface RecordedModel extends TracedModel {
  /** The number of the model among those of the recorder, from 0. */
  readonly number: number;
}

/** One subscription to `infer` or `inferFrom`, or one runner. One object for each. */
export interface RecordedPipeline {
  /** The number of the pipeline among those of the recorder, from 0. */
  readonly number: number;
  readonly model: RecordedModel;
  readonly settings: TracedSettings;
  /** Its inputs are calls of `run`, each of which fails alone. */
  readonly isRunner: boolean;
}

/** A key of the order. Symbols stand for objects: the same symbol for the same object. */
export type OrderKey = string | number | bigint | boolean | symbol | null | undefined;

interface KeptError {
  readonly error: ErrorSummary;
}

interface KeptOptionalError {
  readonly error: ErrorSummary | undefined;
}

/** The fields that are kept in another form than the one that core reports. */
interface KeptFields {
  /** JSON of what the option `values` returned. */
  submit: { readonly value: string | undefined };
  sourceError: KeptError;
  start: { readonly keys: readonly OrderKey[] | undefined };
  refused: KeptError;
  callback: {
    readonly failures: readonly (ErrorSummary | undefined)[] | undefined;
    readonly moments: readonly number[] | undefined;
  };
  instance: KeptOptionalError;
  drop: KeptOptionalError;
  fail: KeptError;
  end: KeptOptionalError;
}

type RecordedFields<Type extends TraceEventType> = Type extends keyof KeptFields
  ? Omit<TraceFields[Type], keyof KeptFields[Type]> & KeptFields[Type]
  : TraceFields[Type];

/** One kept event of a type, or of one of several types. For the meaning of the fields see `TraceFields` of core. */
export type RecordedEventOf<Type extends TraceEventType> = Type extends TraceEventType
  ? {
      readonly type: Type;
      /** When it happened, in ms on the device's scheduler. */
      readonly at: number;
      readonly pipeline: RecordedPipeline;
    } & RecordedFields<Type>
  : never;

/** Anything that a recorder keeps. */
export type RecordedEvent = RecordedEventOf<TraceEventType>;
