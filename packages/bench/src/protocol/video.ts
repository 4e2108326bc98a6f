// What the case `video` and its contenders say to each other: lines of JSON.

/** What a contender receives first. The same for all of them. */
export interface VideoSettings {
  /** A file of 1280 × 720, H.264. */
  readonly video: string;
  /** An ONNX file: 1 × 3 × 640 × 640 to a raw YOLO head, with the metadata of an export. */
  readonly model: string;
  /** Who decodes: in `ours` as the option of that name, in the peer the same program or package. */
  readonly decoder: 'node-av' | 'ffmpeg';
  /** Threads of the decoder, of each Run and of sharp. */
  readonly threads: number;
  /** Inferences that are computed at the same time: instances of the model, or threads with a session each. */
  readonly parallel: number;
}

/**
 * `find`: the detections of the first frames. `detect`: a measured round from the file to detections. `decode`: one of decoding
 * alone. `idle`: one in which nothing is done.
 */
export type VideoRequest =
  | { readonly kind: 'find' | 'detect' | 'decode'; readonly frames: number }
  | { readonly kind: 'idle'; readonly milliseconds: number };

/** What was measured in a round. It begins when some frames are through, and ends before the last frame of the file. */
export interface VideoRound {
  readonly frames: number;
  readonly seconds: number;
  /** User and system time of all threads of the process and of those that it has started. */
  readonly cpuSeconds: number;
  /** 99th percentile of `monitorEventLoopDelay({ resolution: 1 })` of the main thread, in ms. */
  readonly loopDelayP99Ms: number;
}

/** A detection: left, top, right, bottom in pixels of the frame; score; class. */
export type FoundRow = readonly [
  left: number,
  top: number,
  right: number,
  bottom: number,
  score: number,
  classId: number,
];

/** The answer to `find`: detections of each frame. */
export interface VideoFound {
  readonly found: readonly (readonly FoundRow[])[];
}

/** Frames that are through before a round begins, so that opening and starting do not count: more than any contender has in hand. */
export const framesBefore = 24;
/** Frames that the file must have after those of a round, so that decoding does not end within the round. */
export const framesAfter = 64;
