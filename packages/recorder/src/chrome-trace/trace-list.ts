import type { ChromeTraceEvent } from './chrome-trace.js';
import type { Thread } from './thread.js';

/** Events of a Chrome trace, in the order in which they are added until they are sorted by time. */
export class TraceList {
  readonly #events: ChromeTraceEvent[] = [];

  /** @param start the time that the trace counts from, in ms on the device's scheduler */
  constructor(readonly start: number) {}

  /** Microseconds of the trace for a time in ms. */
  timestamp(at: number): number {
    return Math.round((at - this.start) * 1000);
  }

  add(event: ChromeTraceEvent): void {
    this.#events.push(event);
  }

  /** Adds a moment. */
  addInstant(thread: Thread, at: number, name: string, args: Readonly<Record<string, unknown>>): void {
    this.add({ name, ph: 'i', s: 't', ...thread, ts: this.timestamp(at), args });
  }

  /** By time. The sort is stable: of two events at the same time, the one that was added first stays first. */
  sorted(): ChromeTraceEvent[] {
    return this.#events.sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
  }
}
