import { assertKnownOptions, expected } from '@ascend-rx/core/device';
import type { Point } from '../image/geometry.js';
import { assertOneOf } from '../util/assertions.js';
import { type Anchor, anchorOf } from './anchor.js';
import { assertPoint } from './assert-point.js';
import { Memory } from './memory.js';
import type { Track } from './track.js';

/** Of {@link ZoneCounter}. */
export interface ZoneCounterOptions {
  /** The corners in order, in pixels of the frame: three or more. Where edges cross each other, the even-odd rule holds. */
  readonly polygon: readonly Point[];
  /** The point of a box that is inside or not. Default `center`. */
  readonly anchor?: Anchor;
}

/** An object has gone into the zone or out of it. One that is first seen inside has not gone into it. */
export interface ZoneEvent {
  readonly type: 'enter' | 'leave';
  readonly id: number;
  readonly classId: number;
  /** Time of the frame, in seconds. */
  readonly time: number;
  /** For `leave`: seconds since it entered, or was first seen inside. */
  readonly seconds?: number;
}

/** Says which tracks are in a zone, and counts those that go in and out. */
export class ZoneCounter {
  readonly #polygon: readonly Point[];
  readonly #anchor: Anchor;
  /** When each that is inside came, or `undefined` for outside. */
  readonly #memory = new Memory<number | undefined>();
  #inside: readonly Track[] = [];
  #entered = 0;
  #left = 0;

  /** @throws TypeError or RangeError if an option is none */
  constructor(options: ZoneCounterOptions) {
    assertKnownOptions('ZoneCounter', options, ['polygon', 'anchor']);
    const { polygon, anchor = 'center' } = options;
    if (!Array.isArray(polygon) || polygon.length < 3)
      throw new TypeError(expected('three points or more', 'polygon', polygon));
    for (const [index, point] of polygon.entries()) assertPoint(`polygon[${index}]`, point);
    assertOneOf('anchor', anchor, ['center', 'bottom']);
    this.#polygon = polygon.map(([x, y]): Point => [x, y]);
    this.#anchor = anchor;
  }

  /** The tracks of the last frame that are in the zone. */
  get inside(): readonly Track[] {
    return this.#inside;
  }

  /** How many have gone in. */
  get entered(): number {
    return this.#entered;
  }

  /** How many have gone out. */
  get left(): number {
    return this.#left;
  }

  /** Takes the tracks of the next frame, and gives those that have gone in or out since the last one. */
  update(tracks: readonly Track[]): ZoneEvent[] {
    const inside: Track[] = [];
    const events: ZoneEvent[] = [];
    for (const track of tracks) {
      const { id, classId, box, time } = track;
      const isInside = this.#contains(anchorOf(box, this.#anchor));
      if (isInside) inside.push(track);
      const isKnown = this.#memory.has(id);
      const came = this.#memory.get(id);
      this.#memory.exchange(id, isInside ? (came ?? time) : undefined, time);
      if (!isKnown || isInside === (came !== undefined)) continue;
      if (isInside) {
        this.#entered += 1;
        events.push({ type: 'enter', id, classId, time });
      } else {
        this.#left += 1;
        events.push({ type: 'leave', id, classId, time, seconds: time - (came as number) });
      }
    }
    this.#inside = inside;
    return events;
  }

  /** Even-odd rule: a ray to the right crosses an odd number of edges. */
  #contains([x, y]: Point): boolean {
    let isInside = false;
    let [x1, y1] = this.#polygon.at(-1) as Point;
    for (const [x2, y2] of this.#polygon) {
      if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isInside = !isInside;
      [x1, y1] = [x2, y2];
    }
    return isInside;
  }
}
