import { expected } from '@ascend-rx/core/device';
import { overlapOf } from '../image/overlap.js';
import { assign } from './assign.js';
import { Followed } from './followed.js';
import type { Detected, Track } from './track.js';
import type { TrackerOptions } from './tracker-options.js';
import { type TrackerSettings, trackerSettings } from './tracker-settings.js';

/** Intersection over union from which on two boxes are one object. */
const sameObject = {
  /** Of a track that was lost and one that is seen: ByteTrack's 0.15, from the other side. */
  tracks: 0.85,
  /** Of a track and a detection of another class. Detections of the track's own class come first, whatever they overlap. */
  otherClass: 0.5,
};

/**
 * Gives detections of successive frames stable ids.
 *
 * ByteTrack's association (Y. Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV 2022,
 * algorithm 1): a Kalman filter says where each object should be; detections with high scores are matched with all of them
 * by intersection over union, those with low scores with what is left of the ones seen in the frame before. Time is in seconds,
 * not in frames: dropped frames and varying intervals make the prediction longer and less certain.
 *
 * A tracker belongs to one source. {@link trackDetections} is the operator that has one for each.
 */
export class Tracker<D extends Detected = Detected> {
  readonly #settings: TrackerSettings;
  readonly #nextId: () => number;
  #followed: Followed<D>[] = [];
  #time: number | undefined;

  /**
   * @param options thresholds
   * @param nextId gives a number that was not given before; default: 1, 2, 3 …
   * @throws RangeError or TypeError if an option is none
   */
  constructor(options: TrackerOptions = {}, nextId: () => number = counter()) {
    this.#settings = trackerSettings('Tracker', options);
    this.#nextId = nextId;
  }

  /**
   * Takes what was found in the next frame.
   *
   * @param detections of the frame, in any order
   * @param time of the frame in seconds: `pts`. If it is before that of the last frame, the source has begun anew: all tracks
   * end, and ids go on
   * @returns the tracks that are confirmed, by id
   * @throws TypeError if `time` is no finite number, or a detection is none; nothing has changed then
   */
  update(detections: readonly D[], time: number): Track<D>[] {
    assertTime(time);
    if (!Array.isArray(detections))
      throw new TypeError(expected('an array of detections', 'detections', detections));
    for (const [index, detection] of detections.entries()) assertDetected(detection, index);
    const isFirst = this.#time === undefined || time < this.#time;
    if (isFirst) this.#followed = [];
    const before = this.#time ?? time;
    const elapsed = isFirst ? 0 : time - before;
    this.#time = time;
    const times = { before, time };

    const { highScore, lowScore, newScore, minOverlap, minOverlapLow, minHits, maxLost } = this.#settings;
    // One that was not found before this frame within `maxLost` is gone, so that the frame cannot bring it back.
    this.#followed = this.#followed.filter(({ lastSeen }) => time - lastSeen <= maxLost);
    for (const followed of this.#followed) followed.predict(elapsed);
    const distinct = this.#distinct(detections);
    const high = distinct.filter(({ score }) => score >= highScore);
    const low = distinct.filter(({ score }) => score >= lowScore && score < highScore);

    // Confirmed ones first, so that one that has just begun takes nothing from them.
    const confirmed = this.#followed.filter(({ id }) => id > 0);
    const first = this.#match(confirmed, high, minOverlap, times);
    const wasSeen = first.followed.filter(({ lastSeen }) => lastSeen === before);
    this.#match(wasSeen, low, minOverlapLow, times);
    const young = this.#followed.filter(({ id }) => id === 0);
    const second = this.#match(young, first.detections, minOverlap, times);

    const begun = second.detections
      .filter(({ score }) => score >= newScore)
      .map((detection) => new Followed(detection, time));
    this.#followed = [
      // One that was found once and not again is no object.
      ...this.#followed.filter(({ id, lastSeen }) =>
        id > 0 ? time - lastSeen <= maxLost : lastSeen === time,
      ),
      ...begun,
    ];
    this.#dropDoubles(time);
    for (const followed of this.#followed) {
      if (followed.id === 0 && (followed.hits >= minHits || isFirst)) followed.id = this.#nextId();
    }
    return this.#followed
      .filter(({ id, lastSeen }) => id > 0 && (this.#settings.withLost || lastSeen === time))
      .sort((a, b) => a.id - b.id)
      .map((followed) => followed.at(time));
  }

  /** One detection for each object, the best first. */
  #distinct(detections: readonly D[]): D[] {
    const { maxOverlap, sameClass } = this.#settings;
    const kept: D[] = [];
    for (const detection of [...detections].sort((a, b) => b.score - a.score)) {
      const isDouble = kept.some(
        (better) =>
          !(sameClass && better.classId !== detection.classId) &&
          overlapOf(better.box, detection.box) > maxOverlap,
      );
      if (!isDouble) kept.push(detection);
    }
    return kept;
  }

  /** Tells each of `followed` which detection is its own, and gives what is left of both. */
  #match(
    followed: Followed<D>[],
    detections: D[],
    minOverlap: number,
    { before, time }: { readonly before: number; readonly time: number },
  ): Rest<D> {
    const costs = followed.map((each) => {
      const { box, classId, lastSeen } = each;
      // An object of which nothing was seen for a while may be anywhere: another class is another object then.
      const isOfOneClass = this.#settings.sameClass || lastSeen !== before;
      return detections.map((detection) => {
        const isOther = detection.classId !== classId;
        const overlap = overlapOf(box, detection.box);
        if (isOther) return !isOfOneClass && overlap >= sameObject.otherClass ? 2 - overlap : Infinity;
        return overlap >= minOverlap ? 1 - overlap : Infinity;
      });
    });
    const pairs = assign(costs);
    for (const [row, column] of pairs) (followed[row] as Followed<D>).found(detections[column] as D, time);
    const rows = new Set(pairs.map(([row]) => row));
    const columns = new Set(pairs.map(([, column]) => column));
    return {
      followed: followed.filter((_, index) => !rows.has(index)),
      detections: detections.filter((_, index) => !columns.has(index)),
    };
  }

  /** An object that was lost, and was found as another: the one that is known for longer stays. */
  #dropDoubles(time: number): void {
    const seen = this.#followed.filter(({ lastSeen }) => lastSeen === time);
    const lost = this.#followed.filter(({ lastSeen }) => lastSeen !== time);
    const doubles = new Set<Followed<D>>();
    for (const a of seen) {
      for (const b of lost) {
        if (this.#settings.sameClass && a.classId !== b.classId) continue;
        if (overlapOf(a.box, b.box) > sameObject.tracks) doubles.add(a.since <= b.since ? b : a);
      }
    }
    if (doubles.size > 0) this.#followed = this.#followed.filter((each) => !doubles.has(each));
  }
}

interface Rest<D extends Detected> {
  readonly followed: Followed<D>[];
  readonly detections: D[];
}

export function counter(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

function assertTime(time: unknown): void {
  if (typeof time === 'number' && Number.isFinite(time)) return;
  throw new TypeError(
    `${expected('a finite number of seconds', 'time', time)}. If the source gives no time, say it: time: ({ source }) => source.index / 25`,
  );
}

function assertDetected(detection: Detected, index: number): void {
  const { box, score, classId } = detection ?? {};
  const name = `detections[${index}]`;
  if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite))
    throw new TypeError(expected('four finite numbers x1, y1, x2, y2', `${name}.box`, box));
  if (typeof score !== 'number' || Number.isNaN(score))
    throw new TypeError(expected('a number', `${name}.score`, score));
  if (!Number.isInteger(classId)) throw new TypeError(expected('an integer', `${name}.classId`, classId));
}
