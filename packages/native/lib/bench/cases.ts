// What is measured.
import type { ContenderSettings } from './contender-settings.js';
import type { ContenderName } from './contenders.js';
import { largestBatch, type ModelName } from './models.js';

/** One line of the benchmark: everybody does the same work. */
export interface Case {
  readonly name: string;
  readonly help: string;
  readonly model: ModelName;
  readonly settings?: Partial<ContenderSettings>;
  readonly contenders: readonly ContenderName[];
  /** Measured beside `ours`, by this library, too: what the case is to be compared with. */
  readonly variants?: Readonly<Record<string, Variant>>;
  /** Inferences per round; absent: for everybody as many as take about `roundSeconds`. */
  readonly inferences?: number;
}

/** The same library in other circumstances. */
export interface Variant {
  readonly model?: ModelName;
  readonly settings: Partial<ContenderSettings>;
}

/** How long a round takes, about. */
export const roundSeconds = 0.4;

/** How long everybody may warm up: until code is compiled, and caches are full. */
export const warmUpSeconds = 2;

const all = ['ours', 'sequential', 'concurrent', 'recipe', 'bare'] as const;

export const cases: readonly Case[] = [
  {
    name: 'noop',
    help: 'an identity of 1×16 floats: what calls cost',
    model: 'noop',
    contenders: all,
    variants: { interval1: { settings: { callbackInterval: 1 } } },
  },
  {
    name: 'pool',
    help: 'a global average pool of 1×3×224×224 floats: what inputs cost',
    model: 'pool',
    contenders: all,
  },
  { name: 'resnet50', help: 'ResNet-50: what computing costs', model: 'resnet50', contenders: all },
  {
    name: 'batch',
    help: `a small network, dynamic batches of ${largestBatch}, beside one input at a time`,
    model: 'batch',
    settings: { batchSize: largestBatch },
    contenders: ['ours'],
    variants: { unbatched: { model: 'single', settings: { batchSize: 1 } } },
  },
  {
    name: 'pipelines',
    help: '64 Observables at once, beside 1 and 8; the no-op model',
    model: 'noop',
    settings: { pipelines: 64, pool: 512 },
    contenders: ['ours'],
    variants: {
      pipelines1: { settings: { pipelines: 1, pool: 512 } },
      pipelines8: { settings: { pipelines: 8, pool: 512 } },
    },
  },
  {
    name: 'soak',
    help: 'a million inferences of the no-op model: what stays behind',
    model: 'noop',
    contenders: ['ours'],
    inferences: 200_000,
  },
];
