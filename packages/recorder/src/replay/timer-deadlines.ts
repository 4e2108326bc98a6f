import { appendTo } from './append-to.js';
import type { Timer } from './timers.js';

/** Limits the frame of an event by the timers that always fire on time. */
export class TimerDeadlines {
  // By index of an event: the timers that it sets, and the timer whose firing it is.
  readonly #setBy = new Map<number, Timer[]>();
  readonly #firedAs = new Map<number, Timer>();
  // By pipeline and kind: the running timers. They are due in the order in which they were set, as all take the same time.
  readonly #running = new Map<string, { timer: Timer; due: number }[]>();
  readonly #due = new Map<Timer, number>();

  constructor(timers: readonly Timer[]) {
    for (const timer of timers) {
      // A batch or a retry that is due may still have to wait for a slot.
      if (timer.kind === 'batch' || timer.kind === 'retry') continue;
      appendTo(this.#setBy, timer.setBy, timer);
      if (timer.hasFired && !this.#firedAs.has(timer.endedBy)) this.#firedAs.set(timer.endedBy, timer);
    }
  }

  /** Starts the timers of an event whose frame is known. */
  start(i: number, frame: number): void {
    for (const timer of this.#setBy.get(i) ?? []) {
      const key = `${timer.kind} ${timer.event.pipeline.number}`;
      const due = frame + timer.delay;
      appendTo(this.#running, key, { timer, due });
      this.#due.set(timer, due);
    }
    this.#setBy.delete(i);
  }

  /** The frame of an event that is the firing of a timer. */
  frameOf(i: number): number | undefined {
    const timer = this.#firedAs.get(i);
    return timer && this.#due.get(timer);
  }

  /**
   * The last frame in which event `i` still comes before the timers that it preceded in the recording.
   *
   * @param seen the frame in which the event was recorded
   */
  latestFrameOf(i: number, seen: number): number {
    let latest = Number.POSITIVE_INFINITY;
    for (const timers of this.#running.values()) {
      while (timers[0] && timers[0].timer.endedBy < i) timers.shift();
      const [first] = timers;
      if (!first || first.due >= seen || first.timer.endedBy === Number.POSITIVE_INFINITY) continue;
      // A timer that did not fire must not fire in the test either.
      latest = Math.min(latest, first.timer.hasFired ? first.due : first.due - 1);
    }
    return latest;
  }
}
