/** Of {@link Tracker} and {@link trackDetections}. */
export interface TrackerOptions {
  /** Detections with at least this score are matched first, with every track. 0 to 1, default 0.5. */
  readonly highScore?: number;
  /**
   * Detections from this score up to `highScore` can only continue a track that was seen in the frame before: things
   * that are half hidden. Those below are left out. 0 to `highScore`, default 0.1. The detector has to give them: `decodeYolo`
   * leaves out what is below its own `scoreThreshold`, 0.25.
   */
  readonly lowScore?: number;
  /** A detection that continues no track begins one if it has at least this score. `highScore` to 1, default 0.6. */
  readonly newScore?: number;
  /** Intersection over union with the place where a track is expected: at least this for a high score. More than 0, up to 1, default 0.2. */
  readonly minOverlap?: number;
  /** The same for a low score. More than 0, up to 1, default 0.5. */
  readonly minOverlapLow?: number;
  /**
   * A detection whose intersection over union with one of a higher score is above this is the same object, whatever its class: detectors leave
   * boxes of two classes in one place where they are not sure. More than 0, up to 1 (none is left out), default 0.7. With `sameClass` none
   * of another class is left out.
   */
  readonly maxOverlap?: number;
  /** Frames in which an object has to be found before it has an id. 1 or more, default 2. In the first frame 1 is enough. */
  readonly minHits?: number;
  /** Seconds for which an object that is not seen keeps its id. 0 or more, default 1. */
  readonly maxLost?: number;
  /** Whether only detections of a track's own class continue it. Default `false`: only those find a track again that was not seen in the
   * frame before; else a detector may take one class for another for a while. */
  readonly sameClass?: boolean;
  /** Whether tracks that are not seen in a frame are given, too, at the place where they are expected. Default `false`. */
  readonly withLost?: boolean;
}
