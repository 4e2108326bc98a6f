import type { Observable } from 'rxjs';
import type { Frame } from '../frames/frame.js';
import type { SourceState } from './source-state.js';

/** What a source has done, over all of its subscriptions. */
export interface SourceStats {
  /** Frames that were emitted. */
  readonly frames: number;
  /** Frames that a newer one replaced before anybody could take them: of a live source, and of a file with `realTime`. */
  readonly skipped: number;
  /** Frames that were left out because of `corrupt: 'drop'`. */
  readonly corruptDropped: number;
  /** Times that a live source was lost. */
  readonly losses: number;
}

/**
 * The port of all sources of frames: an Observable that opens its input for a subscriber, and an async iterable that reads as
 * its consumer asks. Every frame that it emits has one reference, which belongs to the subscriber: `inferFrames` gives
 * it back, or call `frame.release()`.
 *
 * A source has one consumer at a time; a second one fails with ERR_VIDEO_BUSY. After an end, a source can be opened again.
 */
export interface FrameSource extends Observable<Frame>, AsyncIterable<Frame>, AsyncDisposable {
  /** The name of the source, without credentials. */
  readonly label: string;
  /** The most frames that are alive at once. */
  readonly maxFrames: number;
  /** The state at this moment, then every change. It completes with `close`. */
  readonly state$: Observable<SourceState>;
  readonly stats: SourceStats;
  /**
   * Ends the subscriber's frames with a completion. Resolves when threads and processes of the source are gone, and no native
   * thread reads a frame for an input that has been cancelled.
   */
  close(): Promise<void>;
}
