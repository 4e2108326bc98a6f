import type { AscendRxErrorCode } from '@ascend-rx/core';
import type { ErrorSummary } from '../recording/error-summary.js';
import type { RecordedEvent } from '../recording/recorded-event.js';

/** A call of `onDrop` that threw. */
export interface ThrownDrop {
  /** The number of the call, from 1. */
  readonly call: number;
  readonly error: ErrorSummary;
}

/** With these codes a pipeline ends by itself, without a failure of an input. */
const ownCodes: ReadonlySet<ErrorSummary> = new Set<AscendRxErrorCode>([
  'ERR_CLOSED',
  'ERR_NO_INSTANCE',
  'ERR_OVERFLOW',
]);

/**
 * Finds out whether a pipeline ended because its `onDrop` threw: when nothing else that was recorded explains the error.
 *
 * @param events those of the pipeline
 */
export function thrownDropOf(events: readonly RecordedEvent[]): ThrownDrop | undefined {
  const end = events.find(({ type }) => type === 'end');
  const drops = events.filter(({ type }) => type === 'drop');
  if (end?.type !== 'end' || end.ending !== 'error' || drops.length === 0) return undefined;
  if (!end.pipeline.settings.hasOnDrop) return undefined;
  const error = end.error ?? null;
  const isExplained = events.some((event) => {
    if (event.type === 'sourceError') return event.error === error;
    if (event.type !== 'fail') return false;
    return event.decision === 'thrown' || (event.decision === 'fail' && event.error === error);
  });
  if (isExplained || ownCodes.has(error)) return undefined;
  return { call: drops.length, error };
}
