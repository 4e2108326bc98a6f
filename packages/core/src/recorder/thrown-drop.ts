import type { RecordedEvent } from './events.js';
import type { Said } from './said.js';

/** The call of `onDrop` that has thrown, from 1, and what. */
export interface ThrownDrop {
  readonly call: number;
  readonly error: Said;
}

/**
 * Finds out whether a pipeline ended because its `onDrop` threw: nothing else that was recorded explains the error.
 *
 * @param events of the pipeline
 */
export function thrownDrop(events: readonly RecordedEvent[]): ThrownDrop | undefined {
  const end = events.find(({ type }) => type === 'end');
  const drops = events.filter(({ type }) => type === 'drop');
  if (end?.type !== 'end' || end.how !== 'error' || drops.length === 0) return undefined;
  if (end.pipeline.settings.onDrop === undefined) return undefined;
  const error = end.error ?? null;
  const isExplained = events.some((event) => {
    if (event.type === 'sourceError') return event.error === error;
    if (event.type !== 'fail') return false;
    return event.decision === 'thrown' || (event.decision === 'fail' && event.error === error);
  });
  // Those of the library itself.
  if (isExplained || String(error).startsWith('ERR_')) return undefined;
  return { call: drops.length, error };
}
