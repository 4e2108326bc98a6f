// What a source asks of its worker thread, and what the worker answers.
import type { VideoErrorCode } from '../errors/video-error.js';
import type { Announcement, SlotBuffers } from '../frames/frame-pool.js';
import type { SlotControl } from '../frames/slot-control.js';

/** What becomes of pictures in which the decoder found errors. */
export type CorruptFrames = 'mark' | 'keep' | 'drop';

/** What is to be read. */
export type JobInput =
  | { readonly kind: 'file'; readonly path: string }
  /** Pictures with a number in their name, in order; the time between two is 1 / fps seconds. */
  | {
      readonly kind: 'sequence';
      readonly pattern: string;
      readonly first: number;
      readonly paths: readonly string[];
      readonly fps: number;
    }
  | { readonly kind: 'http'; readonly url: string }
  | { readonly kind: 'rtsp'; readonly url: string; readonly transport: 'tcp' | 'udp' }
  | { readonly kind: 'device'; readonly path: string };

/** The settings of a worker, without what both sides share. */
export interface JobSettings {
  readonly decoder: 'node-av' | 'ffmpeg';
  readonly input: JobInput;
  readonly live: boolean;
  readonly threads: number;
  readonly corrupt: CorruptFrames;
  readonly maxFrameBytes: number;
  /** How long a server may take to answer, in ms. */
  readonly openTimeout: number;
}

/** As `workerData` carries it. */
export interface JobData extends JobSettings {
  readonly words: Int32Array;
  readonly sharedKib: Int32Array;
  readonly buffers: SlotBuffers;
}

/** As the worker's code has it. */
export interface DecodeJob extends JobSettings {
  readonly control: SlotControl;
  /** What the decoder has said since the last picture, for the error of a source that is silent; set when reading ends. */
  trouble: string;
}

/** Messages of a worker. `end` and `failed` are the last. */
export type FromWorker =
  | { readonly type: 'frame'; readonly frame: Announcement }
  | { readonly type: 'end'; readonly trouble: string }
  | { readonly type: 'failed'; readonly code: VideoErrorCode; readonly message: string }
  /** The worker listens at `path` for the output of ffmpeg. */
  | { readonly type: 'listening'; readonly path: string };

/** Messages to a worker. Blocked workers see only the shared words. */
export type ToWorker =
  | { readonly type: 'stop' }
  | { readonly type: 'released' }
  /** ffmpeg has ended, or could not be started. */
  | {
      readonly type: 'exited';
      readonly code: number | null;
      readonly signal: string | null;
      readonly error?: string;
    };
