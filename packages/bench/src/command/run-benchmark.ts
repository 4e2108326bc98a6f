import { writeFileSync } from 'node:fs';
import { choicesOption, integerOption, type OptionValues, UsageError } from 'ascend-rx/options';
import type { BenchSettings } from '../cases/bench-settings.js';
import { type Case, cases } from '../cases/cases.js';
import { caseText } from '../report/case-text.js';
import { machineText } from '../report/machine-text.js';
import { type BenchResults, reportPage } from '../report/report-page.js';
import { thisMachine } from '../report/this-machine.js';
import { withBenchFiles } from './with-bench-files.js';
import { withProgress } from './with-progress.js';

/** Measures this library beside the other contenders. @return the exit code */
export async function runBenchmark(options: OptionValues): Promise<number> {
  if (options.has('process-pairs')) throw new UsageError('--process-pairs is an option of --against');
  const settings = settingsFrom(options);
  const chosen = chosenCases(options);
  const [page] = options.get('report') ?? [];
  // Written once before the first case: a path that cannot be written is an error at once, not after minutes.
  if (page !== undefined) write(page, '');
  const json = options.has('json');
  const machine = thisMachine();
  if (!json) console.log(machineText(machine));
  const results: BenchResults['cases'][number][] = [];
  await withBenchFiles(async (files) => {
    for (const each of chosen) {
      const result = await withProgress((progress) => each.run({ ...settings, files }, progress));
      results.push(result);
      // After each case: who interrupts the run keeps what has been measured.
      if (page !== undefined) write(page, reportPage({ machine, cases: results }));
      if (!json) console.log(`\n${each.name}: ${each.help}\n${caseText(result)}`);
    }
  });
  if (json) console.log(JSON.stringify({ machine, cases: results }));
  return 0;
}

function settingsFrom(options: OptionValues): Omit<BenchSettings, 'files'> {
  const settings = {
    rounds: integerOption(options, 'rounds', { min: 5, max: 1000, default: 7 }),
    roundSeconds: integerOption(options, 'round-ms', { min: 10, max: 600_000, default: 400 }) / 1000,
    warmUpSeconds: integerOption(options, 'warm-up-ms', { min: 0, max: 600_000, default: 2000 }) / 1000,
    threads: integerOption(options, 'threads', { min: 0, max: 1024, default: 1 }),
    pool: integerOption(options, 'pool', { min: 8, max: 65536, default: 100 }),
    callbackInterval: integerOption(options, 'callback-interval', { min: 1, max: 1024, default: 8 }),
  };
  if (settings.callbackInterval > settings.pool) {
    throw new UsageError('--callback-interval is larger than --pool: no group would ever be full');
  }
  return settings;
}

function chosenCases(options: OptionValues): readonly Case[] {
  const names = choicesOption(
    options,
    'case',
    cases.map(({ name }) => name),
  );
  return names.length === 0 ? cases : names.map((name) => cases.find((each) => each.name === name) as Case);
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`the report cannot be written: ${(error as Error).message}`);
  }
}
