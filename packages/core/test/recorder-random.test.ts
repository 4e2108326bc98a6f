// Random scenarios in virtual time, recorded, printed as tests, and run again. RECORDED=<seed> runs one alone,
// RECORDINGS=<count> as many as you have time for.
import { describe, it } from '@jest/globals';
import { createRecorder } from '../src/index.js';
import { marbles } from './support/marbles.js';
import { Random } from './support/random.js';
import { playRecorded } from './support/recorded.js';
import { runPrinted } from './support/run-printed.js';
import { writeFileSync } from 'node:fs';

const { RECORDED: only, RECORDINGS: count = '100' } = process.env;
const seeds = only === undefined ? Array.from({ length: Number(count) }, (_, n) => n + 1) : [Number(only)];

describe('printed tests of random scenarios', () => {
  it(`pass (${seeds.length} scenarios)`, () => {
    const bad: number[] = [];
    for (const seed of seeds) {
      const recorder = createRecorder();
      marbles(() => playRecorded(new Random(seed), recorder));
      const source = recorder.toTest();
      if (only) writeFileSync('/tmp/printed-rec.ts', source);
      try {
        runPrinted(source);
      } catch (error) {
        if (only) throw error;
        bad.push(seed);
      }
    }
    if (bad.length) throw new Error(`${bad.length} ${bad}`);
  });
});
