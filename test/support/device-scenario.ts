// What a property test plays on the embedded runtime, at random, as plain data.
import type { InferConfig } from '@ascend-rx/core';
import type { FaultPlan } from '@ascend-rx/core/testing';
import fc from 'fast-check';
import { batchedIdentity, failingIdentity } from './models.js';

// Small inputs are copied to the staging buffer. Large inputs are lent, and their outputs are given away. Batches take
// other paths through the code.
export const kinds = {
  small: { encode: () => failingIdentity([1, 16]), elements: 16 },
  large: { encode: () => failingIdentity([1, 20_000]), elements: 20_000 },
  batches: { encode: () => batchedIdentity([1, 3, 8]), elements: 16 },
  largeBatches: { encode: () => batchedIdentity([2, 4], 20_000), elements: 20_000 },
} as const;
export type Kind = keyof typeof kinds;

export interface PipelinePlan {
  readonly source: 'push' | 'pull';
  readonly count: number;
  /** After so many results: the consumer leaves, or the device is closed. */
  readonly leavesAfter: number | undefined;
  readonly closesAfter: number | undefined;
  /** Values that fail on the device. */
  readonly bad: readonly number[];
  readonly config: Omit<InferConfig<number>, 'order'> & {
    readonly order: 'submission' | 'completion' | 'key';
  };
}

export interface Scenario {
  readonly kind: Kind;
  readonly development: boolean;
  readonly slots: number;
  readonly instances: number;
  readonly devices: number[];
  readonly faults: FaultPlan | undefined;
  readonly pipelines: readonly PipelinePlan[];
}

const maybe = <T>(arbitrary: fc.Arbitrary<T>, times = 3) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const probability = fc.constantFrom(0, 0, 0.05, 0.3);
const faults: fc.Arbitrary<FaultPlan> = fc.record({
  random: fc.record({
    seed: fc.nat(1_000_000),
    submission: probability,
    inference: probability,
    launch: probability,
    rebuild: probability,
    late: fc.constantFrom<[number, number]>([0, 0], [0.2, 3]),
    twice: probability,
  }),
});

type Action = NonNullable<InferConfig<number>['onFailure']>;
const retry = (count: number, delay: number): Action => ({ retry: { count, delay }, then: 'drop' });
const pipeline = (kind: Kind): fc.Arbitrary<PipelinePlan> =>
  fc.constantFrom(1, 3, 8, 20).chain((maxInFlight) =>
    fc.record({
      source: fc.constantFrom('push', 'pull'),
      count: fc.nat(60),
      leavesAfter: maybe(fc.integer({ min: 1, max: 30 }), 5),
      closesAfter: maybe(fc.integer({ min: 1, max: 30 }), 10),
      bad: maybe(fc.uniqueArray(fc.nat(60), { maxLength: 2 })).map((list) =>
        kind === 'small' || kind === 'large' ? (list ?? []) : [],
      ),
      config: fc.record({
        maxInFlight: fc.constant(maxInFlight),
        callbackInterval: fc.constantFrom(0, 1, 2, 5, 8).map((n) => Math.min(n, maxInFlight)),
        blockType: fc.constantFrom('block', 'no-block'),
        maxCallbackDelay: fc.constantFrom(Number.POSITIVE_INFINITY, 1),
        overflow: fc.constantFrom('buffer', 'buffer', 'drop-oldest', 'drop-newest'),
        order: fc.constantFrom('submission', 'completion', 'key'),
        batchSize: kind === 'small' || kind === 'large' ? fc.constant(1) : fc.constantFrom(1, 2, 3, 4),
        maxQueueDelay: fc.constantFrom(0, 1),
        timeout: fc.constantFrom(Number.POSITIVE_INFINITY, 200, 1),
        onFailure: fc.constantFrom<Action[]>('fail', 'drop', retry(2, 1), retry(1, 0)),
      }),
    }),
  );

export const scenario: fc.Arbitrary<Scenario> = fc
  .constantFrom<Kind>('small', 'small', 'large', 'batches', 'largeBatches')
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      development: fc.constantFrom(false, false, true),
      slots: fc.constantFrom(1, 4, 20),
      instances: fc.constantFrom(1, 2),
      devices: fc.constantFrom([0], [1]),
      faults: maybe(faults, 2),
      pipelines: fc.array(pipeline(kind), { minLength: 1, maxLength: 3 }),
    }),
  );
