// Finds batches and retries that a real clock has started later than the test will.
//
// Example: an input fails in frame 10, and its retry is due 50 ms later, in frame 60. A slot is free from frame 20 on. The
// event loop was blocked, so in the recording the retry started at 75 ms. In the test it starts in frame 60, before
// everything that was recorded between 60 and 75 ms. That order cannot be replayed: the frame of the start is in the result.
import type { RecordedEvent } from '../recording/recorded-event.js';
import { appendTo } from './append-to.js';
import { isRealClock } from './is-real-clock.js';
import { Overtaking, type PendingStart, type Turn } from './overtaking.js';
import { SlotUse } from './slot-use.js';
import type { FramedEvent } from './timeline.js';
import { type Timer, timersOf } from './timers.js';

/**
 * Frames of batches and retries that the test may start earlier than the recording. Such a start was due in an earlier
 * frame. Between that frame and the recorded start a slot was free for it, or another execution took a slot that the start
 * would have taken (see {@link Overtaking}). Also frames of inputs that were dropped as stale because the slot came late.
 */
export function lateStartFrames(events: readonly FramedEvent[]): number[] {
  const recorded = events.map(({ event }) => event);
  if (!isRealClock(recorded)) return [];
  const starts = new LateStarts(events, timersOf(recorded));
  events.forEach((_, i) => {
    starts.add(i);
  });
  return [...starts.frames];
}

class LateStarts {
  readonly frames = new Set<number>();
  readonly #events: readonly FramedEvent[];
  readonly #start: number;
  readonly #slots = new SlotUse();
  readonly #overtaking = new Overtaking(this.#slots);
  // The batches and retries, by the index of the event that sets their timer, and of the event that ends it.
  readonly #setBy = new Map<number, PendingStart[]>();
  readonly #endedBy = new Map<number, PendingStart[]>();

  // The indexes of the drops of inputs that were waiting.
  readonly #stale = new Set<number>();

  constructor(events: readonly FramedEvent[], timers: readonly Timer[]) {
    this.#events = events;
    this.#start = events[0]?.event.at ?? 0;
    for (const timer of timers) {
      if (timer.kind === 'stale' && timer.hasFired) this.#stale.add(timer.endedBy);
      if (timer.kind !== 'batch' && timer.kind !== 'retry') continue;
      const dueFrame = (events[timer.setBy]?.frame ?? 0) + timer.delay;
      const pending = { event: timer.event, dueFrame, dueAt: timer.event.at + timer.delay };
      appendTo(this.#setBy, timer.setBy, pending);
      appendTo(this.#endedBy, timer.endedBy, pending);
    }
  }

  /** REQUIRES: called once for each index, in order. */
  add(i: number): void {
    const { event, frame } = this.#events[i] as FramedEvent;
    const { pipeline } = event;
    this.#slots.enter(frame);
    const ended = this.#endedBy.get(i) ?? [];
    for (const pending of ended) this.#overtaking.remove(pending);
    const dueFrame = Math.min(...ended.map((pending) => pending.dueFrame));
    const isLate = this.#isLate(event, i, frame, dueFrame) || this.#slots.lastFree(pipeline) >= dueFrame;
    const turn = turnOf(event);
    // With a free slot, the input starts in the test, and is not dropped.
    const isStale = event.type === 'drop' && this.#stale.has(i) && this.#slots.freeSince(pipeline) < frame;
    if (isLate || isStale || (turn && this.#overtaking.start(turn, frame))) this.frames.add(frame);
    this.#slots.add(event, frame);
    for (const pending of this.#setBy.get(i) ?? []) this.#overtaking.add(pending);
  }

  // The event was recorded after the frame in which it was due, and a slot was free.
  #isLate(event: RecordedEvent, i: number, frame: number, dueFrame: number): boolean {
    const { pipeline, at } = event;
    const seen = Math.max(frame, Math.round(at - this.#start));
    if (dueFrame >= seen) return false;
    // What waits for a rebuild starts at once when the instance is rebuilt. What was recorded later had another cause.
    const isAlone = (this.#events[i - 1]?.event.at ?? 0) < at;
    if (isAlone && this.#slots.rebuiltIn(pipeline.model) === frame) return true;
    return this.#slots.freeSince(pipeline) < seen;
  }
}

// An input that does not fit the model has its turn, too: that is seen when it takes its slot.
function turnOf(event: RecordedEvent): Turn | undefined {
  if (event.type === 'start') return event;
  const isUnfit = event.type === 'fail' && event.attempts === 0;
  return isUnfit
    ? { pipeline: event.pipeline, at: event.at, isRetry: false, inputs: [event.index] }
    : undefined;
}
