import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchFiles } from '../bench/bench-files.js';
import type { BenchSettings } from '../bench/bench-settings.js';
import { type Case, cases } from '../bench/cases.js';
import { thisMachine } from '../bench/machine.js';
import { type BenchResults, reportPage } from '../bench/report/report-page.js';
import { textOf } from '../bench/text.js';
import { paths } from '../paths.js';
import { CliError } from './cli-error.js';
import type { Command } from './command.js';
import { didYouMean } from './did-you-mean.js';
import { integerOption } from './integer-option.js';
import { exitCodeOf, interruption$ } from './interruption.js';
import type { OptionValues } from './parse-options.js';
import { ProgressBar } from './progress-bar.js';

/** `ascend-rx bench`: this library beside what would be used instead, in one run. */
export const benchCommand: Command = {
  name: 'bench',
  summary: 'measure this library beside onnxruntime-node and beside C++, over the embedded runtime',
  positionals: [],
  options: {
    case: {
      value: 'NAME',
      multiple: true,
      help: `only this one (${cases.map(({ name }) => name).join(', ')})`,
    },
    rounds: { value: 'N', help: 'measured rounds per case, after the warm-up (default 7, at least 5)' },
    'round-ms': { value: 'N', help: 'how long a round takes, about (default 400)' },
    'warm-up-ms': { value: 'N', help: 'how long everybody warms up (default 2000)' },
    threads: { value: 'N', help: 'threads of ONNX Runtime per inference; 0: its own choice (default 1)' },
    pool: { value: 'N', help: 'inferences in flight at once (default 100)' },
    'callback-interval': { value: 'N', help: 'inferences per callback (default 8)' },
    json: { help: 'print one JSON object: machine, cases' },
    report: { value: 'FILE.html', help: 'write a page with plots' },
  },
  notes:
    'Contenders are processes of their own and take turns; figures are medians over the rounds, and so are the\n' +
    'ratios, of rounds that followed each other. `ours` is this library; `sequential` and `concurrent` are\n' +
    'onnxruntime-node with one and with many calls of run at once, and the better one counts; `recipe` is a C++\n' +
    "program over the same embedded runtime; `bare` is ONNX Runtime's own Run in C++.",

  async run(_positionals, options) {
    const chosen = chosenCases(options);
    if (!paths().onnxruntime)
      throw new CliError('the benchmark needs onnxruntime-node: npm install onnxruntime-node');
    const [page] = options.get('report') ?? [];
    // Before anything is measured: that takes minutes.
    if (page !== undefined) write(page, '');
    const folder = mkdtempSync(join(tmpdir(), 'ascend-rx-bench-'));
    const takeAway = () => rmSync(folder, { recursive: true, force: true });
    // Contenders end by themselves when nobody asks them any more.
    const interrupted = interruption$.subscribe((signal) => {
      takeAway();
      process.exit(exitCodeOf(signal));
    });
    try {
      await measure(chosen, options, new BenchFiles(folder), page);
    } finally {
      interrupted.unsubscribe();
      takeAway();
    }
    return 0;
  },
};

async function measure(
  chosen: readonly Case[],
  options: OptionValues,
  files: BenchFiles,
  page: string | undefined,
): Promise<void> {
  const settings: BenchSettings = {
    rounds: integerOption(options, 'rounds', { min: 5, max: 1000, default: 7 }),
    roundSeconds: integerOption(options, 'round-ms', { min: 10, max: 600_000, default: 400 }) / 1000,
    warmUpSeconds: integerOption(options, 'warm-up-ms', { min: 0, max: 600_000, default: 2000 }) / 1000,
    threads: integerOption(options, 'threads', { min: 0, max: 1024, default: 1 }),
    pool: integerOption(options, 'pool', { min: 8, max: 65536, default: 100 }),
    callbackInterval: integerOption(options, 'callback-interval', { min: 1, max: 1024, default: 8 }),
    files,
  };
  if (settings.callbackInterval > settings.pool) {
    throw new CliError('--callback-interval is larger than --pool: no group would ever be full');
  }
  const json = options.has('json');
  const machine = thisMachine();
  if (!json)
    console.log(
      `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, onnxruntime-node ${machine.onnxruntime}`,
    );
  const results: BenchResults['cases'][number][] = [];
  for (const each of chosen) {
    const result = await runWithBar(each, settings);
    results.push(result);
    // After each: whoever loses patience has what was measured.
    if (page !== undefined) write(page, reportPage({ machine, cases: results }));
    if (!json) console.log(`\n${each.name}: ${each.help}\n${textOf(result)}`);
  }
  if (json) console.log(JSON.stringify({ machine, cases: results }));
}

function chosenCases(options: OptionValues): readonly Case[] {
  const names = options.get('case');
  if (!names) return cases;
  return [...new Set(names)].map((name) => {
    const found = cases.find((each) => each.name === name);
    const known = cases.map((each) => each.name);
    if (!found) throw new CliError(`unknown case ${name}${didYouMean(name, known)}`);
    return found;
  });
}

async function runWithBar(each: Case, settings: BenchSettings) {
  const bar = new ProgressBar(100);
  try {
    return await each.run(settings, (part) => bar.update(Math.floor(100 * part)));
  } finally {
    bar.clear();
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CliError(`the report cannot be written: ${(error as Error).message}`);
  }
}
