import type { Track } from '../tracks/track.js';
import type { At } from './drawing.js';

/** Tracks whose ways are kept; of more, those that came last. */
const mostTracks = 1000;

interface Step {
  readonly time: number;
  readonly at: At;
}

/** The ways of tracks: the centres of their boxes. */
export class Traces {
  readonly #steps = new Map<number, Step[]>();

  constructor(
    private readonly seconds: number,
    private readonly points: number,
  ) {}

  /** Adds where a track is, and gives its way up to there. */
  add({ id, box: [x1, y1, x2, y2], time }: Pick<Track, 'id' | 'box' | 'time'>): readonly At[] {
    if (this.seconds === 0) return [];
    // A clock that goes back has begun anew.
    const before = (this.#steps.get(id) ?? []).filter(
      (step) => step.time < time && time - step.time <= this.seconds,
    );
    const steps = [...before, { time, at: [(x1 + x2) / 2, (y1 + y2) / 2] as const }].slice(-this.points);
    this.#steps.delete(id);
    this.#steps.set(id, steps);
    if (this.#steps.size > mostTracks) this.#steps.delete(this.#steps.keys().next().value as number);
    return steps.map(({ at }) => at);
  }
}
