import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Case, cases } from '../bench/cases.js';
import { thisMachine } from '../bench/machine.js';
import { type CaseResult, type Figures, runCase } from '../bench/run-case.js';
import { paths } from '../paths.js';
import { CliError } from './cli-error.js';
import type { Command } from './command.js';
import { didYouMean } from './did-you-mean.js';
import { integerOption } from './integer-option.js';
import type { OptionValues } from './parse-options.js';
import { ProgressBar } from './progress-bar.js';
import { table } from './table.js';

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
    rounds: { value: 'N', help: 'measured rounds per case, after the warm-up (default 7)' },
    threads: { value: 'N', help: 'threads of ONNX Runtime per inference; 0: its own choice (default 1)' },
    pool: { value: 'N', help: 'inferences in flight at once (default 100)' },
    json: { help: 'print one JSON object: machine, cases' },
  },
  notes:
    'Contenders are processes of their own and take turns; figures are medians over the rounds, and so are the\n' +
    'ratios, of rounds that followed each other. `ours` is this library; `sequential` and `concurrent` are\n' +
    'onnxruntime-node with one and with many calls of run at once; `recipe` is a C++ program over the same\n' +
    "embedded runtime; `bare` is ONNX Runtime's own Run in C++.",

  async run(_positionals, options) {
    const chosen = chosenCases(options);
    if (!paths().onnxruntime)
      throw new CliError('the benchmark needs onnxruntime-node: npm install onnxruntime-node');
    const folder = mkdtempSync(join(tmpdir(), 'ascend-rx-bench-'));
    const settings = {
      rounds: integerOption(options, 'rounds', { min: 1, max: 1000, default: 7 }),
      threads: integerOption(options, 'threads', { min: 0, max: 1024, default: 1 }),
      pool: integerOption(options, 'pool', { min: 8, max: 65536, default: 100 }),
      folder,
    };
    const machine = thisMachine();
    const results: CaseResult[] = [];
    try {
      if (!options.has('json')) console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
      for (const each of chosen) {
        const result = await runWithBar(each, settings);
        results.push(result);
        if (!options.has('json')) console.log(`\n${textOf(each, result)}`);
      }
    } finally {
      if (existsSync(folder)) rmSync(folder, { recursive: true });
    }
    if (options.has('json')) console.log(JSON.stringify({ machine, cases: results }));
    return 0;
  },
};

function chosenCases(options: OptionValues): readonly Case[] {
  const names = options.get('case');
  if (!names) return cases;
  return names.map((name) => {
    const found = cases.find((each) => each.name === name);
    if (!found) {
      throw new CliError(
        `unknown case ${name}${didYouMean(
          name,
          cases.map((each) => each.name),
        )}`,
      );
    }
    return found;
  });
}

async function runWithBar(each: Case, settings: Parameters<typeof runCase>[1]): Promise<CaseResult> {
  let bar: ProgressBar | undefined;
  try {
    return await runCase(each, settings, (done, total) => {
      bar ??= new ProgressBar(total);
      bar.update(done);
    });
  } finally {
    bar?.clear();
  }
}

function textOf({ name, help }: Case, { settings, ours, peers, ratio }: CaseResult): string {
  const row = (contender: string, figures: Figures, over?: number) => [
    `  ${contender}`,
    Math.round(figures.inferencesPerSecond),
    over === undefined ? '' : Number(over.toFixed(2)),
    figures.loopDelayP99Ms === undefined ? '' : Number(figures.loopDelayP99Ms.toFixed(1)),
    Number(figures.residentGrowthMB.toFixed(1)),
  ];
  const { callbackInterval, blockType, pool, threads } = settings;
  return [
    `${name}: ${help}`,
    `  callbackInterval ${callbackInterval}, ${blockType}, pool ${pool}, threads ${threads || 'free'}`,
    table([
      ['  ', 'per second', 'ours/it', 'loop delay p99', 'growth MB'],
      row('ours', ours),
      ...Object.entries(peers).map(([peer, figures]) => row(peer, figures, ratio[peer])),
    ]),
  ].join('\n');
}
