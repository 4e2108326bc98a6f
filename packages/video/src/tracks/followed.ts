import type { Box } from '../image/geometry.js';
import { BoxFilter } from './box-filter.js';
import type { Detected, Track } from './track.js';

/** An object that a tracker follows: what changes from frame to frame behind a {@link Track}. */
export class Followed<D extends Detected> {
  /** 0 until it is confirmed. */
  id = 0;
  hits = 1;
  lastSeen: number;
  readonly #filter: BoxFilter;
  readonly #since: number;
  readonly #scores = new Map<number, number>();
  #detection: D;
  #classId: number;

  constructor(detection: D, time: number) {
    this.#filter = new BoxFilter(detection.box);
    this.#since = time;
    this.lastSeen = time;
    this.#detection = detection;
    this.#classId = detection.classId;
    this.#vote(detection);
  }

  get classId(): number {
    return this.#classId;
  }

  get since(): number {
    return this.#since;
  }

  /** Where it is expected. */
  get box(): Box {
    return this.#filter.box;
  }

  predict(seconds: number): void {
    this.#filter.predict(seconds);
  }

  found(detection: D, time: number): void {
    this.#filter.correct(detection.box);
    this.#detection = detection;
    this.hits += 1;
    this.lastSeen = time;
    this.#vote(detection);
  }

  at(time: number): Track<D> {
    const isSeen = this.lastSeen === time;
    return {
      id: this.id,
      box: isSeen ? this.#detection.box : this.#filter.box,
      velocity: this.#filter.velocity,
      score: this.#detection.score,
      classId: this.#classId,
      ...(isSeen && { detection: this.#detection }),
      hits: this.hits,
      since: this.#since,
      lastSeen: this.lastSeen,
      time,
    };
  }

  #vote({ classId, score }: D): void {
    const sum = (this.#scores.get(classId) ?? 0) + score;
    this.#scores.set(classId, sum);
    if (sum > (this.#scores.get(this.#classId) ?? 0)) this.#classId = classId;
  }
}
