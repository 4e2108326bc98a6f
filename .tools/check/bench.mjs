// A short benchmark. The throughput of this library, relative to the other contenders, must not fall below the floors
// in packages/bench/floors.json. The floors lie well below the measured figures (docs/performance.md): a busy machine
// passes, but a change that halves the speed fails. Why this stays: the bench program only measures; it has no limits.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bench } from '../root.mjs';
import { progress, StepFailed, step } from '../step.mjs';

/** @typedef {Readonly<Record<string, Readonly<Record<string, number>>>>} Floors by case, then by the other contender */

/**
 * @typedef {object} BenchResult
 * @property {string} name
 * @property {Readonly<Record<string, number>>} ratio
 * @property {Readonly<Record<string, number>>} [ours]
 */

const program = join(bench, 'bin/bench.mjs');
const brief = ['--json', '--rounds', '5', '--round-ms', '100', '--warm-up-ms', '700'];

/** @throws {StepFailed} for a ratio below its floor */
export async function checkBench() {
  /** @type {readonly { args: string[], needs?: string, floors: Floors, ceilings?: Floors }[]} */
  const runs = JSON.parse(readFileSync(join(bench, 'floors.json'), 'utf8'));
  /** @type {string[]} */
  const all = [];
  for (const { args, needs, floors, ceilings = {} } of runs) {
    if (needs !== undefined && !isInstalled(needs)) {
      progress(`  ${args.join(' ')} is skipped: no ${needs} program is installed`);
      continue;
    }
    const log = await step(`measuring ${args.join(' ')}`, process.execPath, [program, ...brief, ...args]);
    const { cases } = JSON.parse(log);
    for (const { name, ratio } of cases) progress(`  ${name}: ${JSON.stringify(ratio)}`);
    all.push(...shortfalls(cases, floors), ...excesses(cases, ceilings));
  }
  if (all.length > 0) throw new StepFailed(`the benchmark: ${all.join('; ')}`);
}

/**
 * @param {readonly BenchResult[]} cases
 * @param {Floors} floors
 * @returns {string[]} a sentence for each figure that is below its floor, or that was not measured
 */
export function shortfalls(cases, floors) {
  return Object.entries(floors).flatMap(([name, limits]) =>
    Object.entries(limits).flatMap(([peer, floor]) => {
      const ratio = cases.find((each) => each.name === name)?.ratio[peer];
      if (ratio !== undefined && ratio >= floor) return [];
      return [`${name} is ${ratio?.toFixed(2) ?? 'not measured'} of ${peer}, at least ${floor} is expected`];
    }),
  );
}

/**
 * The same for figures of this library that have an upper limit.
 *
 * @param {readonly BenchResult[]} cases
 * @param {Floors} ceilings by case and figure
 * @returns {string[]}
 */
export function excesses(cases, ceilings) {
  return Object.entries(ceilings).flatMap(([name, limits]) =>
    Object.entries(limits).flatMap(([figure, ceiling]) => {
      const value = cases.find((each) => each.name === name)?.ours?.[figure];
      if (value !== undefined && value <= ceiling) return [];
      return [
        `${figure} of ${name} is ${value?.toFixed(1) ?? 'not measured'}, at most ${ceiling} is expected`,
      ];
    }),
  );
}

/** @param {string} program */
function isInstalled(program) {
  return spawnSync(program, ['-version'], { stdio: 'ignore' }).status === 0;
}
