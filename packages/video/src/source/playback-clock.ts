import type { SchedulerLike } from 'rxjs';

/** When the frames of a file are due that is played at its own rate: the first one at once, the others by their `pts`. */
export class PlaybackClock {
  /** The time of the scheduler at which the `pts` is 0, in ms. */
  #origin: number | undefined;

  constructor(private readonly scheduler: SchedulerLike) {}

  /**
   * @param pts seconds; NaN is due at once
   * @returns ms until a frame is due; 0 or less if it is
   */
  timeUntil(pts: number): number {
    if (Number.isNaN(pts)) return 0;
    const now = this.scheduler.now();
    this.#origin ??= now - 1000 * pts;
    return this.#origin + 1000 * pts - now;
  }
}
