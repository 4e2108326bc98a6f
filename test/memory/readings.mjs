// What a process holds, and what rounds of work add to it. To be used with --expose-gc.
import { readdirSync } from 'node:fs';

function reading() {
  // Twice: what ends in the first one is let go in the second.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { held: heapUsed + external, resident: rss, handles: readdirSync('/proc/self/fd').length };
}

// What one reading adds to another per round, at the middle of all pairs: what is compiled now and then (250 KB at a time) and
// thrown away again moves few of them, a leak moves all.
function growth(readings, of) {
  const slopes = readings.flatMap((later, to) =>
    readings.slice(0, to).map((earlier, from) => (later[of] - earlier[of]) / (to - from)),
  );
  return slopes.sort((a, b) => a - b)[Math.floor(slopes.length / 2)];
}

/**
 * What a round adds, after a warm-up of some rounds, to what JavaScript holds when all garbage has been collected, to
 * resident memory (both in bytes), and to open files.
 *
 * @param {() => Promise<void>} round
 * @param {number} warmUp rounds
 */
export async function addedBy(round, warmUp) {
  for (let n = 0; n < warmUp; n += 1) await round();
  const readings = [reading()];
  for (let n = 0; n < 10; n += 1) {
    await round();
    readings.push(reading());
  }
  return {
    held: growth(readings, 'held'),
    resident: growth(readings, 'resident'),
    handles: growth(readings, 'handles'),
  };
}
