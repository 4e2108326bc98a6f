import { choicesOption, integerOption, type OptionValues, UsageError } from 'ascend-rx/options';
import type { BenchSettings } from '../cases/bench-settings.js';
import { type Case, cases } from '../cases/cases.js';
import { assertWritable } from './report-file.js';

/** What `npm run bench` was asked to do. */
export interface BenchmarkSettings {
  readonly cases: readonly Case[];
  readonly settings: Omit<BenchSettings, 'files'>;
  /** The file of the report. */
  readonly page: string | undefined;
  readonly json: boolean;
}

/** @throws UsageError if a value is not what its option takes, or if the report cannot be written */
export function readBenchmark(options: OptionValues): BenchmarkSettings {
  if (options.has('process-pairs')) throw new UsageError('--process-pairs is an option of --against');
  const settings = settingsFrom(options);
  const chosen = chosenCases(options);
  const [page] = options.get('report') ?? [];
  if (page !== undefined) assertWritable(page);
  return { cases: chosen, settings, page, json: options.has('json') };
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
