// Random scenarios are recorded, printed as tests, and run: in virtual time, and with a clock that is irregular as real
// ones are. RECORDED=<seed> runs the scenario of that seed alone, RECORDINGS=<count> that many scenarios.
import { describe, expect, it } from '@jest/globals';
import type { SchedulerLike } from 'rxjs';
import { marbles } from '../../../test/support/marbles.js';
import { createRecorder, type Recorder } from '../src/index.js';
import { LateScheduler } from './support/late-scheduler.js';
import { playRecorded } from './support/play-recorded.js';
import { Random } from './support/random.js';
import { runPrinted } from './support/run-printed.js';

const { RECORDED: only, RECORDINGS: count = '150' } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(count) }, (_, n) => n + 1) : [Number(only)];

/** How many printed tests fail and say what they cannot replay; and the failures of those that do not say so. */
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
function recorded(seed: number, scheduler?: SchedulerLike, isDynamic = false): Recorder {
  const recorder = createRecorder();
  playRecorded(new Random(seed), recorder, scheduler, isDynamic);
  return recorder;
}

/** The scenario of a seed with an irregular clock, recorded. */
function recordedLate(seed: number, isDynamic = false): readonly [seed: number, recorder: Recorder] {
  const scheduler = new LateScheduler(new Random(seed + 1));
  const recorder = recorded(seed, scheduler, isDynamic);
  scheduler.flush();
  return [seed, recorder];
}

describe('printed tests of random scenarios', () => {
  /** Recorded in virtual time. */
  const virtual = (seed: number, isDynamic: boolean): readonly [seed: number, recorder: Recorder] => {
    let recorder = createRecorder();
    marbles(() => {
      recorder = recorded(seed, undefined, isDynamic);
    });
    return [seed, recorder];
  };

  it(`pass, except a few that say what they cannot replay (${seeds.length} scenarios)`, () => {
    expect(seeds.length).toBeGreaterThan(0);
    const { noted, silent } = replayed(seeds.map((seed) => virtual(seed, false)));
    // In virtual time everything is replayed, or reported.
    if (silent[0]) throw silent[0];
    expect(noted).toBeLessThanOrEqual(seeds.length / 25);
  });

  it(`pass, except a few that say what they cannot replay (${seeds.length} scenarios of dynamic models)`, () => {
    const { noted, silent } = replayed(
      seeds.map((seed) => virtual(only === undefined ? 400 + seed : seed, true)),
    );
    if (silent[0]) throw silent[0];
    expect(noted).toBeLessThanOrEqual(seeds.length / 25);
  });

  it(`pass, or say what they cannot replay, where the clock is irregular (${seeds.length} scenarios)`, () => {
    const { noted, silent } = replayed(seeds.map((seed) => recordedLate(seed)));
    if (silent.length > seeds.length / 1000) throw silent[0];
    expect(noted).toBeLessThanOrEqual(seeds.length / 5);
  });

  // Seeds of scenarios of dynamic models, and of others.
  const dynamic = (...numbers: number[]) => numbers.map((seed): [number, boolean] => [seed, true]);
  const plain = (...numbers: number[]) => numbers.map((seed): [number, boolean] => [seed, false]);

  // A late callback in the frame of a timeout, or of a retry; a callback that had not come when its instance failed, though a later
  // one had; a timer that fired before the source emitted, which only later turns show; launches and batches that no timer caused.
  it.each([
    ...dynamic(75, 109, 849, 944, 502247, 600080, 600516, 601036, 604903, 605189, 605926, 1003871),
    ...plain(500388, 503125, 607405, 902909),
  ])('pass: scenario %i (of a dynamic model: %s)', (seed, isDynamic) => {
    const [, recorder] = virtual(seed, isDynamic);
    expect(recorder.toTest()).not.toContain('is not replayed');
    expect(replayed([[seed, recorder]])).toEqual({ noted: 0, silent: [] });
  });

  // A rebuild behind a report, behind what a timer started, or behind what the source emitted after a timer; what is reported at once,
  // behind that.
  it.each([...dynamic(503449, 601104, 606052), ...plain(501982, 606679, 901308, 1001982)])(
    'say what they cannot replay: scenario %i (of a dynamic model: %s)',
    (seed, isDynamic) => {
      expect(replayed([virtual(seed, isDynamic)])).toEqual({ noted: 1, silent: [] });
    },
  );

  // Scenarios of late batches and retries, a launch behind a late callback, a stale batch, a rebuild beside a report, retries
  // that started in another order, and a slot that came too late for what waited.
  it.each([346, 363, 380, 1343, 2448, 4272, 4627, 9956, 10197, 501125, 503958, 801925, 900941])(
    'pass, or say what they cannot replay: scenario %i',
    (seed) => {
      expect(replayed([recordedLate(seed)]).silent).toEqual([]);
    },
  );

  // Retries that started in another order, an input that took the turn of a late retry in vain, a report that nobody gets, and a batch
  // that another pipeline overtook.
  it.each([500334, 500879, 501869, 903364])(
    'say what they cannot replay: scenario %i of dynamic models',
    (seed) => {
      expect(replayed([recordedLate(seed, true)]).silent).toEqual([]);
    },
  );
});
