import { choicesOption, integerOption, type OptionValues, UsageError } from 'ascend-rx/options';
import { type AgainstCase, againstCases } from '../against/against-cases.js';
import { builtCheckout } from '../against/built-checkout.js';
import type { PairedPlan } from '../against/paired-plan.js';
import { type AgainstResult, runAgainstCase } from '../against/run-against-case.js';
import { settingsOf } from '../cases/settings-of.js';
import { thisCheckout } from '../processes/this-checkout.js';
import { againstText } from '../report/against-text.js';
import { machineText } from '../report/machine-text.js';
import { thisMachine } from '../report/this-machine.js';
import { withBenchFiles } from './with-bench-files.js';
import { withProgress } from './with-progress.js';

/** Compares this checkout with the one in --against. @return the exit code: 1 if a case has failed */
export async function runAgainst(options: OptionValues): Promise<number> {
  for (const name of ['callback-interval', 'report']) {
    if (options.has(name)) throw new UsageError(`--${name} cannot be combined with --against`);
  }
  const chosen = chosenCases(options);
  const plan = planFrom(options);
  const common = {
    threads: integerOption(options, 'threads', { min: 0, max: 1024, default: 1 }),
    pool: integerOption(options, 'pool', { min: 8, max: 65536, default: 100 }),
    callbackInterval: 8,
  };
  const baseline = builtCheckout(options.get('against')?.[0] as string);
  const checkouts = { candidate: thisCheckout, baseline };
  const json = options.has('json');
  const machine = thisMachine();
  if (!json) console.log(`${machineText(machine)}\nbaseline: ${baseline}`);
  const results: AgainstResult[] = [];
  await withBenchFiles(async (files) => {
    for (const { name, help, model, settings } of chosen) {
      const all = settingsOf({ model, settings }, { ...common, files });
      const result = await withProgress((progress) => runAgainstCase(name, checkouts, all, plan, progress));
      results.push(result);
      if (!json) console.log(`\n${name}: ${help}\n${againstText(result)}`);
    }
  });
  if (json) console.log(JSON.stringify({ machine, ...checkouts, plan, cases: results }));
  return results.every(({ verdict }) => verdict.passed) ? 0 : 1;
}

function planFrom(options: OptionValues): PairedPlan {
  const rounds = integerOption(options, 'rounds', { min: 5, max: 1000, default: 21 });
  return {
    rounds,
    processPairs: integerOption(options, 'process-pairs', { min: 1, max: rounds, default: 3 }),
    roundSeconds: integerOption(options, 'round-ms', { min: 10, max: 600_000, default: 200 }) / 1000,
    warmUpSeconds: integerOption(options, 'warm-up-ms', { min: 0, max: 600_000, default: 2000 }) / 1000,
  };
}

function chosenCases(options: OptionValues): readonly AgainstCase[] {
  const names = againstCases.map(({ name }) => name);
  const chosen = choicesOption(options, 'case', names);
  return chosen.length === 0 ? againstCases : againstCases.filter(({ name }) => chosen.includes(name));
}
