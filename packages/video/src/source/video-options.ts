import type { SchedulerLike } from 'rxjs';
import type { CorruptFrames } from '../worker/decode-job.js';

/** How a live source is opened again after a loss. Times are in ms. */
export interface Reconnect {
  /** Before the first attempt; each further one waits twice as long. Default 500. */
  delay?: number;
  /** The longest time before an attempt. Default 30,000. */
  maxDelay?: number;
  /** Attempts in a row without a frame, after which the source ends with ERR_VIDEO_LOST. Default: without limit. */
  attempts?: number;
}

/** The options of {@link fromVideo}. Times are in ms. */
export interface VideoOptions {
  /**
   * Who decodes: `'node-av'` (an npm package, in a worker thread of this process), `'ffmpeg'` (the program, in a process of
   * its own), or `'auto'`, the default: node-av if it is installed and can read the input, else the program.
   */
  decoder?: 'auto' | 'node-av' | 'ffmpeg';
  /** The program for `'ffmpeg'`: a name that is looked for in PATH, or a path. Version 5.1 or later. Default `'ffmpeg'`. */
  ffmpeg?: string;
  /**
   * Whether the input is live: the newest frame wins, an end is a loss, and the source connects again. Default: true for
   * RTSP, HTTP and capture devices, false for files. A video file over HTTP is `live: false`, with the ffmpeg program.
   */
  live?: boolean;
  /**
   * Whether a file is played at its own rate, as if it were a camera: each frame comes when its `pts` is due, counted from the
   * first one. Of frames that are due at the same moment, because this thread was busy, the newest comes, and `stats.skipped` counts
   * the others. Not for a live input. Default false: as fast as frames are released.
   */
  realTime?: boolean;
  /** How RTSP transports its packets. Default `'tcp'`. */
  transport?: 'tcp' | 'udp';
  /** Pictures per second of an image sequence, for `pts`. Default 25. */
  fps?: number;
  /** Threads that decode a file, 1 to 16. Default 1. A live source has one, since more would hold frames back. */
  threads?: number;
  /**
   * The most frames of this source that are alive at once, 1 to 256. A file waits when so many are held; a live source skips
   * frames. Default 16. It must be more than a pipeline holds before it gives one back: see {@link inferFrames}.
   */
  maxFrames?: number;
  /**
   * The most bytes of one frame. A larger picture ends the source with ERR_VIDEO_LIMIT, of a live source too. One with more pixels
   * than bytes are permitted is not even decoded. Default 64 MiB.
   */
  maxFrameBytes?: number;
  /**
   * What becomes of pictures in which the decoder found errors: `'mark'` (the default) emits them with `corrupt: true`,
   * `'keep'` emits them as if they were sound, `'drop'` counts and leaves them out.
   */
  corrupt?: CorruptFrames;
  /** How long a server may take to answer. Default 5,000. */
  openTimeout?: number;
  /** How long a live source may be silent before it counts as lost. Default 10,000. */
  stallTimeout?: number;
  /** How a live source is opened again; false: a loss ends it with ERR_VIDEO_LOST. Default: see {@link Reconnect}. */
  reconnect?: Reconnect | false;
  /** The name in `frame.source` and in messages. Default: the input without credentials and query. */
  label?: string;
  /** For `realTime`, `reconnect` and `stallTimeout`. Default: rxjs' asyncScheduler. */
  scheduler?: SchedulerLike;
}
