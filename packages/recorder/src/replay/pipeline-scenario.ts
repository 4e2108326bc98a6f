import type { ErrorSummary } from '../recording/error-summary.js';
import type { OrderKey, RecordedEventOf, RecordedPipeline } from '../recording/recorded-event.js';
import { type ThrownDrop, thrownDropOf } from './thrown-drop.js';
import type { FramedEvent } from './timeline.js';

/** What the subscriber of a pipeline saw: a result by its index, or the end. */
export type Outcome =
  | { readonly frame: number; readonly index: number }
  | { readonly frame: number; readonly complete: true }
  | { readonly frame: number; readonly error: ErrorSummary };

/** How a subscription ends that does not end by itself. */
export type Unsubscription =
  /** In the handler of a result: after so many results. */
  | { readonly by: 'take'; readonly count: number }
  /** From outside of any handler of results, or because the recording ends. `isFirst`: before everything else in its frame. */
  | { readonly by: 'other'; readonly frame: number; readonly isFirst: boolean };

/** The dims of several tensors. */
export type DimsList = readonly (readonly number[])[];

/** One pipeline of a test. */
export interface PipelineScenario {
  readonly pipeline: RecordedPipeline;
  /** By index of an input: its position in the source of the test. They differ if the recording lost its beginning. */
  readonly positions: ReadonlyMap<number, number>;
  /** By index: JSON of the value, as far as it was kept. */
  readonly values: ReadonlyMap<number, string | undefined>;
  readonly open: FramedEvent | undefined;
  readonly outcomes: readonly Outcome[];
  readonly unsubscription: Unsubscription | undefined;
  /** By position: with what error an input did not fit the model. */
  readonly unfit: Readonly<Record<number, ErrorSummary>>;
  /** The failures for which a function decided. */
  readonly decisions: readonly RecordedEventOf<'fail'>[];
  /** By index: the key of the input. */
  readonly keys: ReadonlyMap<number, OrderKey>;
  /** Of a dynamic model, by position: the dims of every input of a value, as far as it was executed. */
  readonly dims: Readonly<Record<number, DimsList>>;
  readonly thrownDrop: ThrownDrop | undefined;
  /** The error with which the pipeline ended. */
  readonly error: ErrorSummary | undefined;
  /** The pipeline had not ended when the recording ended. */
  readonly isOpen: boolean;
}

/**
 * @param all the events of the recording
 * @param last the last frame of the recording
 */
export function pipelineScenarioOf(
  pipeline: RecordedPipeline,
  all: readonly FramedEvent[],
  last: number,
): PipelineScenario {
  const events = all.filter(({ event }) => event.pipeline === pipeline);
  const positions = new Map<number, number>();
  const values = new Map<number, string | undefined>();
  const outcomes: Outcome[] = [];
  const unfit: Record<number, ErrorSummary> = {};
  const decisions: RecordedEventOf<'fail'>[] = [];
  const keys = new Map<number, OrderKey>();
  const dims: Record<number, DimsList> = {};
  let emitted = 0;
  let end: FramedEvent<RecordedEventOf<'end'>> | undefined;
  for (const { event, frame, ...order } of events) {
    if (event.type === 'submit') {
      positions.set(event.index, positions.size);
      values.set(event.index, event.value);
    } else if (event.type === 'start') {
      event.keys?.forEach((key, n) => {
        keys.set(event.inputs[n] ?? 0, key);
      });
      for (const index of event.dims ? event.inputs : []) {
        const position = positions.get(index);
        if (position !== undefined) dims[position] = dimsOfSample(event);
      }
    } else if (event.type === 'emit' && positions.has(event.index)) {
      outcomes.push({ frame, index: event.index });
      emitted += 1;
    } else if (event.type === 'fail') {
      const position = positions.get(event.index);
      if (event.attempts === 0 && position !== undefined) unfit[position] = event.error;
      if (pipeline.settings.onFailure === 'function') decisions.push(event);
    } else if (event.type === 'end') {
      end = { event, frame, ...order };
    }
  }
  const unsubscription = unsubscriptionOf(end, emitted, last);
  const error = end?.event.ending === 'error' ? (end.event.error ?? null) : undefined;
  if (end && error !== undefined) outcomes.push({ frame: end.frame, error });
  // `take` completes.
  const completes = end?.event.ending === 'complete' || unsubscription?.by === 'take';
  if (end && completes) outcomes.push({ frame: end.frame, complete: true });
  return {
    pipeline,
    positions,
    values,
    open: events.find(({ event }) => event.type === 'open'),
    outcomes,
    unsubscription,
    unfit,
    decisions,
    keys,
    dims,
    thrownDrop: thrownDropOf(events.map(({ event }) => event)),
    error,
    isOpen: end === undefined,
  };
}

// The first size of an execution is that of the whole batch.
function dimsOfSample({ dims = [], inputs }: RecordedEventOf<'start'>): DimsList {
  if (inputs.length === 1) return dims;
  return dims.map(([first = 0, ...rest]) => [first / inputs.length, ...rest]);
}

function unsubscriptionOf(
  end: FramedEvent<RecordedEventOf<'end'>> | undefined,
  emitted: number,
  last: number,
): Unsubscription | undefined {
  if (!end) return { by: 'other', frame: last + 1, isFirst: true };
  if (end.event.ending !== 'unsubscribe') return undefined;
  if (end.event.inResult && emitted > 0) return { by: 'take', count: emitted };
  return { by: 'other', frame: end.frame, isFirst: end.isFirst };
}
