// Random scenarios, recorded, printed as tests, and run again: in virtual time, and with a clock that comes late as real
// ones do. RECORDED=<seed> runs one alone, RECORDINGS=<count> as many as you have time for.
import { describe, expect, it } from '@jest/globals';
import type { SchedulerLike } from 'rxjs';
import { marbles } from '../../core/test/support/marbles.js';
import { createRecorder, type Recorder } from '../src/index.js';
import { LateScheduler } from './support/late-scheduler.js';
import { playRecorded } from './support/play-recorded.js';
import { Random } from './support/random.js';
import { runPrinted } from './support/run-printed.js';

const { RECORDED: only, RECORDINGS: count = '150' } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(count) }, (_, n) => n + 1) : [Number(only)];

/** How many printed tests come out differently and say so; and those that do not say so. */
function replayed(recordings: readonly (readonly [seed: number, recorder: Recorder])[]) {
  let noted = 0;
  const silent: Error[] = [];
  for (const [seed, recorder] of recordings) {
    const source = recorder.toTest();
    try {
      expect(runPrinted(source)).toBe(1);
    } catch (error) {
      if (only !== undefined) process.stdout.write(`${source}\n`);
      if (source.includes('is not replayed')) noted += 1;
      else silent.push(new Error(`scenario ${seed} failed`, { cause: error }));
    }
  }
  return { noted, silent };
}

/** The scenario of a seed, recorded. */
function recorded(seed: number, scheduler?: SchedulerLike): Recorder {
  const recorder = createRecorder();
  playRecorded(new Random(seed), recorder, scheduler);
  return recorder;
}

describe('printed tests of random scenarios', () => {
  it(`pass, but for a few that say what they cannot replay (${seeds.length} scenarios)`, () => {
    expect(seeds.length).toBeGreaterThan(0);
    const { noted, silent } = replayed(
      seeds.map((seed) => {
        let recorder = createRecorder();
        marbles(() => {
          recorder = recorded(seed);
        });
        return [seed, recorder];
      }),
    );
    if (silent.length > seeds.length / 200) throw silent[0];
    expect(noted).toBeLessThanOrEqual(seeds.length / 25);
  });

  it(`pass, or say what they cannot replay, when the clock is as a real one (${seeds.length} scenarios)`, () => {
    const { noted, silent } = replayed(
      seeds.map((seed) => {
        const scheduler = new LateScheduler(new Random(seed + 1));
        const recorder = recorded(seed, scheduler);
        scheduler.flush();
        return [seed, recorder];
      }),
    );
    if (silent.length > seeds.length / 200) throw silent[0];
    expect(noted).toBeLessThanOrEqual(seeds.length / 5);
  });
});
