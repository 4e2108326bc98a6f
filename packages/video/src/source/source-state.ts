import type { VideoError } from '../errors/video-error.js';

/** What a source is doing; see {@link FrameSource.state$}. */
export type SourceState =
  /** Nobody is subscribed. */
  | { readonly state: 'idle' }
  /** The input is being opened; `attempt` counts from 1 since the last frame. */
  | { readonly state: 'connecting'; readonly attempt: number }
  /** Frames come. */
  | { readonly state: 'live' }
  /** A live source has ended, is silent, or did not answer. The next attempt is in `retryIn` ms. */
  | { readonly state: 'lost'; readonly error: VideoError; readonly retryIn: number };
