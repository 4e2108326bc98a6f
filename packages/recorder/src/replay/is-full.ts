import type { RecordedEventOf } from '../recording/recorded-event.js';

/** Whether enough inputs waited for a whole batch, though its execution may have ended at one of other dims. */
export function isFull({ inputs, putBack = 0, pipeline }: RecordedEventOf<'start'>): boolean {
  return inputs.length + putBack >= pipeline.settings.batchSize;
}
