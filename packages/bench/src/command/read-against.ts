import { choicesOption, integerOption, type OptionValues, UsageError } from 'ascend-rx/options';
import { type AgainstCase, againstCases } from '../against/against-cases.js';
import { builtCheckout } from '../against/built-checkout.js';
import type { PairedPlan } from '../against/paired-plan.js';

/** What `npm run bench -- --against` was asked to do. */
export interface AgainstSettings {
  readonly cases: readonly AgainstCase[];
  readonly plan: PairedPlan;
  readonly common: { readonly threads: number; readonly pool: number; readonly callbackInterval: number };
  /** The folder of the other checkout: an absolute path. */
  readonly baseline: string;
  readonly json: boolean;
}

/** @throws UsageError if a value is not what its option takes, or if the other checkout has not been built */
export function readAgainst(options: OptionValues): AgainstSettings {
  for (const name of ['callback-interval', 'report']) {
    if (options.has(name)) throw new UsageError(`--${name} cannot be combined with --against`);
  }
  return {
    cases: chosenCases(options),
    plan: planFrom(options),
    common: {
      threads: integerOption(options, 'threads', { min: 0, max: 1024, default: 1 }),
      pool: integerOption(options, 'pool', { min: 8, max: 65536, default: 100 }),
      callbackInterval: 8,
    },
    baseline: builtCheckout(options.get('against')?.[0] as string),
    json: options.has('json'),
  };
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
