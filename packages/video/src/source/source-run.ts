// One subscription to a source: the sessions that follow each other, with the times between them, and the frames that
// wait to be taken.
import type { Subscription } from 'rxjs';
import { VideoError } from '../errors/video-error.js';
import type { Frame } from '../frames/frame.js';
import { counts } from '../frames/frame-memory.js';
import { type Announcement, FramePool } from '../frames/frame-pool.js';
import { withoutSecrets } from './parse-input.js';
import { PlaybackClock } from './playback-clock.js';
import type { SourceState } from './source-state.js';
import type { VideoSettings } from './video-settings.js';

/** What a run needs to know of its source. */
export type RunSettings = Pick<
  VideoSettings,
  | 'label'
  | 'maxFrames'
  | 'live'
  | 'realTime'
  | 'reconnect'
  | 'openTimeout'
  | 'stallTimeout'
  | 'scheduler'
  | 'secrets'
>;

export interface SessionEvents {
  announced(announcement: Announcement): void;
  /** The last event: the input has ended, or failed, and nothing of the session is left. Not after `stop`. */
  over(error: VideoError | undefined): void;
}

/** An input that is open: a reconnection is another session. */
export interface Session {
  /** Ends it at once; resolves when nothing of it is left. */
  stop(): Promise<void>;
  /** What the decoder has said since the last frame, once nothing of the session is left. Absent or empty: nothing. */
  readonly trouble?: string;
}

/** Opens the input; may throw. */
export type OpenSession = (pool: FramePool, events: SessionEvents) => Session;

export interface RunEvents {
  /** `take` may have something. */
  available(): void;
  /** The last event: the end of the input, or why there is no more. */
  over(error: VideoError | undefined): void;
  state(state: SourceState): void;
}

export class SourceRun {
  /** Resolves when nothing of this run is left but frames that users hold. */
  readonly gone: Promise<void>;
  losses = 0;
  frames = 0;
  readonly #pool: FramePool;
  readonly #waiting: Announcement[] = [];
  /** Of a file that plays in real time. */
  readonly #playback: PlaybackClock | undefined;
  /** Wakes the consumer when the next frame is due. */
  #due: Subscription | undefined;
  /** Frames that a newer one has replaced before they were taken, though they were due. */
  #late = 0;
  /** The end of the input has come, but not yet the time of its last frames. */
  #afterwards: (() => void) | undefined;
  #session: Session | undefined;
  /** Settles when the session that was stopped for its silence is gone. */
  #stopping: Promise<void> = Promise.resolve();
  #timer: Subscription | undefined;
  #attempt = 0;
  #delay: number;
  #lastFrame = 0;
  #isLive = false;
  #closed = false;
  #isGone: () => void = () => {};

  constructor(
    private readonly settings: RunSettings,
    private readonly openSession: OpenSession,
    private readonly events: RunEvents,
  ) {
    this.#pool = new FramePool(settings.label, settings.maxFrames);
    this.#delay = settings.reconnect.delay;
    if (settings.realTime) this.#playback = new PlaybackClock(settings.scheduler);
    this.gone = new Promise((resolve) => {
      this.#isGone = resolve;
    });
  }

  get skipped(): number {
    return this.#pool.control.skipped + this.#late;
  }

  get corruptDropped(): number {
    return this.#pool.control.corruptDropped;
  }

  start(): void {
    if (counts.sources >= counts.maxSources) {
      this.#closed = true;
      this.#isGone();
      const message = `${counts.maxSources} sources are open, and setVideoLimits permits no more.`;
      this.events.over(new VideoError('ERR_VIDEO_LIMIT', message));
      return;
    }
    counts.sources += 1;
    this.#open();
  }

  /** The next frame, if there is one. */
  take(): Frame | undefined {
    for (;;) {
      const announcement =
        this.#playback === undefined ? this.#waiting.shift() : this.#takeDue(this.#playback);
      if (announcement === undefined) return undefined;
      const frame = this.#pool.take(announcement);
      if (frame === undefined) continue; // a newer one has replaced it
      this.frames += 1;
      return frame;
    }
  }

  /** Of the pictures that are due the newest, as of a camera; the others are skipped. */
  #takeDue(playback: PlaybackClock): Announcement | undefined {
    let newest: Announcement | undefined;
    for (;;) {
      const [next] = this.#waiting;
      const time = next === undefined ? 0 : playback.timeUntil(next.pts);
      if (next === undefined || time > 0) {
        this.#due?.unsubscribe();
        if (next !== undefined) {
          this.#due = this.settings.scheduler.schedule(() => this.events.available(), time);
        } else if (newest === undefined) this.#afterwards?.();
        return newest;
      }
      if (newest !== undefined) {
        this.#pool.discard(newest);
        this.#late += 1;
      }
      newest = this.#waiting.shift();
    }
  }

  /** Ends everything; no event follows. */
  close(): Promise<void> {
    if (!this.#closed) this.#end();
    return this.gone;
  }

  #open(): void {
    this.#attempt += 1;
    this.#isLive = false;
    this.events.state({ state: 'connecting', attempt: this.#attempt });
    if (this.#closed) return; // by a subscriber of the state
    const { settings } = this;
    try {
      this.#session = this.openSession(this.#pool, {
        announced: (announcement) => this.#announced(announcement),
        over: (error) => this.#over(error),
      });
    } catch (error) {
      this.#over(
        error instanceof VideoError
          ? error
          : new VideoError('ERR_VIDEO_OPEN', (error as Error).message, { cause: error }),
      );
      return;
    }
    if (settings.live) this.#watch(settings.openTimeout + settings.stallTimeout);
  }

  #announced(announcement: Announcement): void {
    // Of a live source the newest frame has replaced those that nobody has taken.
    if (this.settings.live) this.#waiting.length = 0;
    this.#waiting.push(announcement);
    this.#lastFrame = this.settings.scheduler.now();
    if (!this.#isLive) {
      this.#isLive = true;
      this.#attempt = 0;
      if (this.settings.live) this.#watch(this.settings.stallTimeout);
      this.events.state({ state: 'live' });
    }
    if (!this.#closed) this.events.available();
  }

  /** Looks whether frames come. One timer, however many frames. */
  #watch(time: number): void {
    const { scheduler, stallTimeout } = this.settings;
    this.#timer?.unsubscribe();
    this.#timer = scheduler.schedule(() => {
      const left = this.#isLive ? this.#lastFrame + stallTimeout - scheduler.now() : 0;
      if (left > 0) {
        this.#watch(left);
        return;
      }
      const session = this.#session;
      this.#session = undefined;
      this.#stopping = session?.stop() ?? Promise.resolve();
      void this.#stopping.then(() => {
        const said = session?.trouble ? ` ${session.trouble}` : '';
        this.#over(new VideoError('ERR_VIDEO_LOST', `No frame has come for ${stallTimeout} ms.${said}`));
      });
    }, time);
  }

  #over(failure: VideoError | undefined): void {
    if (this.#closed) return;
    if (this.#playback !== undefined && this.#waiting.length > 0) {
      this.#session = undefined;
      this.#afterwards = () => this.#over(failure);
      return;
    }
    this.#timer?.unsubscribe();
    this.#session = undefined;
    const { live, reconnect, label, secrets } = this.settings;
    const named = (error: VideoError) =>
      new VideoError(error.code, withoutSecrets(`${label}: ${error.message}`, secrets), {
        cause: cleanCause(error.cause, secrets),
      });
    const error = failure && named(failure);
    if (!live) {
      this.#finish(error);
      return;
    }
    const lost = error ?? named(new VideoError('ERR_VIDEO_LOST', 'The server has ended the video.'));
    if (isFinal(lost)) {
      this.#finish(lost);
      return;
    }
    this.losses += 1;
    this.#waiting.length = 0;
    this.#pool.reset();
    if (this.#attempt >= reconnect.attempts) {
      const message = `${label}: the source is lost after ${this.#attempt} attempts: ${lost.message}`;
      this.#finish(new VideoError('ERR_VIDEO_LOST', message, { cause: lost }));
      return;
    }
    // Times grow until frames have come.
    if (this.#isLive) this.#delay = reconnect.delay;
    const retryIn = this.#delay;
    this.#delay = Math.min(2 * this.#delay, reconnect.maxDelay);
    this.events.state({ state: 'lost', error: lost, retryIn });
    if (this.#closed) return;
    this.#timer = this.settings.scheduler.schedule(() => this.#open(), retryIn);
  }

  #finish(error: VideoError | undefined): void {
    // Frames that wait can still be taken.
    if (this.#waiting.length === 0) this.#end();
    this.events.over(error);
  }

  #end(): void {
    this.#closed = true;
    this.#timer?.unsubscribe();
    this.#due?.unsubscribe();
    this.#waiting.length = 0;
    const stopped = Promise.all([this.#stopping, this.#session?.stop()]);
    this.#session = undefined;
    void stopped.then(() => {
      this.#pool.close();
      counts.sources -= 1;
      this.#isGone();
    });
  }
}

/** Whether another attempt would fail as well. */
const isFinal = ({ code }: VideoError) =>
  ['ERR_VIDEO_CREDENTIALS', 'ERR_VIDEO_DECODER', 'ERR_VIDEO_INPUT', 'ERR_VIDEO_LIMIT'].includes(code);

/** Messages of causes may have an address, too. */
function cleanCause(cause: unknown, secrets: readonly string[]): unknown {
  return cause instanceof Error ? new Error(withoutSecrets(cause.message, secrets)) : undefined;
}
