import type { RecordedEvent } from '../recording/recorded-event.js';

/** Virtual clocks count from 0 in whole ms. Real ones count from 1970, or have fractions of a ms. */
const latestVirtualTime = 1e11;

/** Whether events were recorded with a real clock, whose timers may fire early or late. */
export function isRealClock(events: readonly RecordedEvent[]): boolean {
  return events.some(({ at }) => !Number.isInteger(at) || at > latestVirtualTime);
}
