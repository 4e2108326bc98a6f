/** What the process of the case `sources` is given. */
export interface SourcesSettings {
  /** Video files, one per source. */
  readonly videos: readonly string[];
  /** Frames per second at which each file is played. */
  readonly fps: number;
  /** Address of a server that never sends a picture. */
  readonly stalled: string;
  readonly model: string;
  /** A video for comparing a pipeline with its parts. */
  readonly single: string;
  readonly rounds: number;
  readonly roundMs: number;
  readonly warmUpMs: number;
}

/** What the process of the case `sources` has measured. */
export interface SourcesMeasured {
  readonly decoder: 'node-av' | 'ffmpeg';
  readonly rounds: readonly SourcesRound[];
  /** 99th percentile of the time of `fs.readFile` of a small file, without sources, in ms. */
  readonly idleReadFileP99Ms: number;
  /** The same with a source alone that waits for its first picture. */
  readonly stalledReadFileP99Ms: number;
  /** Frames that one source may have alive. */
  readonly maxFrames: number;
  /** Frames that were alive when all sources had been closed. */
  readonly framesLeft: number;
  readonly overlap: readonly OverlapRound[];
}

/** Eight files and a stalled source, during one round. */
export interface SourcesRound {
  /** Results per second of the source that had the fewest. */
  readonly slowestPerSecond: number;
  /** 99th percentile, over all frames, of the time from the moment when a frame was due to its result, in ms. */
  readonly lateP99Ms: number;
  /** 99th percentile of the time of `fs.readFile` of a small file, in ms. */
  readonly readFileP99Ms: number;
  /** The same in the other half of the round, in which the files play without the stalled source. */
  readonly filesReadFileP99Ms: number;
  /** The most frames that were alive at once, of all sources together. */
  readonly framesAlive: number;
  readonly residentMB: number;
  /** CPU time of the process over the time of the round: 1 is one core. */
  readonly cores: number;
}

/** Time for the frames of one video, in ms. */
export interface OverlapRound {
  /** They are decoded, and nothing else. */
  readonly decodeMs: number;
  /** As many frames are prepared and inferred, one after the other, and none is decoded. */
  readonly inferMs: number;
  /** By `inferFramesFrom`, which decodes and prepares while the model runs. */
  readonly pipelineMs: number;
}
