import type { Box } from '../image/geometry.js';

/** What a tracker needs to know about a thing that was found. `decodeYolo` and its like give it. */
export interface Detected {
  /** In pixels of the frame. */
  readonly box: Box;
  /** 0 to 1. */
  readonly score: number;
  /** From 0. */
  readonly classId: number;
}

/** One object through many frames, as it is after one of them. */
export interface Track<D extends Detected = Detected> {
  /** From 1, in the order in which objects were confirmed. No number is given twice. */
  readonly id: number;
  /** In pixels of the frame: of the detection, or where the object should be while it is not seen. */
  readonly box: Box;
  /** Of the centre, in pixels per second: the filter's estimate. */
  readonly velocity: readonly [x: number, y: number];
  /** Of the last detection. */
  readonly score: number;
  /** The class with the largest sum of scores so far, so that one wrong frame does not change it. */
  readonly classId: number;
  /** What was found in this frame. Missing while the object is not seen. */
  readonly detection?: D;
  /** Frames in which it was found. */
  readonly hits: number;
  /** Time of the frame in which it was found first, in seconds. */
  readonly since: number;
  /** Time of the frame in which it was found last, in seconds. */
  readonly lastSeen: number;
  /** Time of this frame, in seconds. */
  readonly time: number;
}
