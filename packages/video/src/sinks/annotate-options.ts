import type { Detected, Track } from '../tracks/track.js';

/** Of {@link annotate} and {@link Annotator}. */
export interface AnnotateOptions {
  /** Names by class, for what has no `name` of its own. */
  readonly names?: readonly string[];
  /** What is written at a box; nothing for ''. Default: id, name (or the number of the class) and score, as `#7 cup 0.91`. */
  readonly label?: (found: Detected | Track) => string;
  /** What a colour stands for. Default `id`; what has no id has the colour of its class. */
  readonly colorBy?: 'id' | 'class';
  /** Pixels of the picture for one of a letter, 1 to 16; lines have one more. Default: one for every 360 of the shorter side. */
  readonly scale?: number;
  /** Of masks, 0 (none) to 1. Default 0.4. */
  readonly maskOpacity?: number;
  /** Keypoints with a smaller score are not drawn. Default 0.5. */
  readonly keypointScore?: number;
  /** How many seconds of the way of a track are drawn; 0: none. Default 2. */
  readonly traceSeconds?: number;
  /** The most points of such a way, 2 to 1000. Default 100. */
  readonly tracePoints?: number;
}
