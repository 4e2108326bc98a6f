// What a property test plays: devices, models, pipelines and what goes wrong, at random, as plain data, so that it can
// be printed and shrunk.
import fc from 'fast-check';
import type { Overflow } from '../../src/index.js';
import type { FaultPlan } from '../../src/testing/index.js';

export interface Scenario {
  readonly callbackTime: number;
  readonly devices: number;
  readonly models: readonly ModelPlan[];
  readonly pipelines: readonly PipelinePlan[];
}

export interface ModelPlan {
  readonly slots: number;
  readonly instances: number;
  /** Of the executions, over and over. */
  readonly serviceTimes: readonly number[];
  readonly gears: readonly number[] | undefined;
  /** The model is dynamic: the columns of its values, over and over. */
  readonly columns: readonly number[] | undefined;
  /** Of the computations, from 0: these throw on the device. */
  readonly failing: readonly number[];
  readonly faults: FaultPlan | undefined;
  readonly closeAt: number | undefined;
}

export type Action = 'fail' | 'drop' | { retry: { count: number; delay: number }; then: 'fail' | 'drop' };

/** In the `nth` call (from 1) of a user's function or of the subscriber. */
export interface Act {
  readonly inside: 'result' | 'inputs' | 'order' | 'onFailure' | 'onDrop' | 'abort' | 'error' | 'complete';
  readonly nth: number;
  /** Unsubscribe; close the model; push another value, or values for as long as nobody leaves the source. */
  readonly does: 'stop' | 'close' | 'push' | 'flood';
}

export interface PipelinePlan {
  /** Which of the models. */
  readonly model: number;
  /** Pushed through infer; or read by inferFrom, at once or later. */
  readonly kind: 'push' | 'pull' | 'pull-later';
  /** Before each value; 0: in the same frame. */
  readonly pauses: readonly number[];
  readonly ending: 'complete' | 'error' | 'never';
  readonly startAt: number;
  /** How often it is subscribed to again after an error, inside of it. */
  readonly again: number;
  /** The consumer unsubscribes at this time. */
  readonly stopAt: number | undefined;
  /** What is done inside of calls. */
  readonly acts: readonly Act[];
  /** The inputs are prepared, where the model is not dynamic: the ms that it takes, over and over; 0: at once. */
  readonly prepareTimes: readonly number[] | undefined;
  /** Values for which `inputs` throws, and which cannot be prepared. */
  readonly unfit: readonly number[];
  /** Times at which a user's function throws that must not: `onDrop` and `onFailure` count together. */
  readonly throwing: number | undefined;
  readonly options: {
    readonly maxPreparing: number;
    readonly maxInFlight: number;
    readonly callbackInterval: number;
    readonly blockType: 'block' | 'no-block';
    readonly maxCallbackDelay: number | undefined;
    readonly overflow: Overflow;
    readonly maxQueueSize: number | undefined;
    readonly maxStaleness: number | undefined;
    readonly order: 'submission' | 'completion' | 'key';
    readonly batchSize: number;
    readonly maxQueueDelay: number;
    readonly timeout: number | undefined;
    /** One: as an option. Several: a function that takes the next with every call. */
    readonly onFailure: readonly Action[];
  };
}

/** Once in so many times. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>, times = 3) =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
export const upTo = (max: number, min = 0) => fc.integer({ min, max });
const ordinals = (max: number) => fc.uniqueArray(upTo(max), { maxLength: 3 });
const codes = (max: number) =>
  ordinals(max).map((list) => Object.fromEntries(list.map((n) => [n, 507011])) as Record<number, number>);
const probability = fc.constantFrom(0, 0, 0.05, 0.2);

const random = (lost: boolean) =>
  fc.record({
    seed: upTo(1_000_000),
    submission: probability,
    inference: probability,
    launch: probability,
    rebuild: probability,
    late: fc.tuple(probability, upTo(5, 1)),
    lost: lost ? probability : fc.constant(0),
    twice: probability,
  });

const faults = (lost: boolean): fc.Arbitrary<FaultPlan> =>
  fc.record(
    {
      submissions: codes(20),
      inferences: codes(20),
      launches: ordinals(10),
      callbacks: fc.record({
        late: ordinals(10).map(
          (list) => Object.fromEntries(list.map((n) => [n, 3])) as Record<number, number>,
        ),
        lost: lost ? ordinals(10) : fc.constant([]),
        twice: ordinals(10),
      }),
      rebuilds: codes(5),
      deviceLost: upTo(30),
      memory: upTo(3),
      random: random(lost),
    },
    { requiredKeys: [] },
  );

export const model = (lost: boolean): fc.Arbitrary<ModelPlan> =>
  fc
    .record({
      slots: upTo(6, 1),
      instances: fc.constantFrom(1, 1, 2, 3),
      serviceTimes: fc.array(upTo(4), { minLength: 1, maxLength: 4 }),
      gears: fc.constantFrom(undefined, undefined, [1, 2, 4], [3]),
      columns: maybe(fc.array(upTo(3), { minLength: 1, maxLength: 4 })),
      failing: maybe(ordinals(25)).map((list) => list ?? []),
      faults: maybe(faults(lost), 2),
      closeAt: maybe(upTo(30), 6),
    })
    .map((plan) => (plan.columns ? { ...plan, gears: undefined } : plan));

/** The largest batch that the model takes. A dynamic one has no bound of its own. */
export const largestBatch = ({ gears, columns }: ModelPlan): number => (columns ? 4 : (gears?.at(-1) ?? 1));

const end = fc.constantFrom<'fail' | 'drop'>('fail', 'drop');
const retrying = fc.tuple(upTo(3), fc.constantFrom(0, 0, 2), end);
export const action: fc.Arbitrary<Action> = fc.oneof(
  end,
  retrying.map(([count, delay, last]): Action => ({ retry: { count, delay }, then: last })),
);

const act: fc.Arbitrary<Act> = fc.record({
  inside: fc.constantFrom(
    'result',
    'result',
    'inputs',
    'order',
    'onFailure',
    'onDrop',
    'abort',
    'error',
    'complete',
  ),
  nth: upTo(6, 1),
  does: fc.constantFrom('stop', 'push', 'push', 'flood', 'close'),
});

const pipeline = (models: readonly ModelPlan[], lost: boolean): fc.Arbitrary<PipelinePlan> =>
  fc.record({ model: upTo(models.length - 1), maxInFlight: upTo(6, 1) }).chain(({ model, maxInFlight }) =>
    fc.record({
      model: fc.constant(model),
      kind: fc.constantFrom('push', 'push', 'pull', 'pull-later'),
      pauses: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 5), { maxLength: 14 }),
      ending: fc.constantFrom('complete', 'complete', 'complete', 'error', 'never'),
      startAt: fc.constantFrom(0, 0, 3),
      again: fc.constantFrom(0, 0, 1, 2),
      stopAt: maybe(upTo(25), 5),
      acts: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(act, { maxLength: 3 })),
      prepareTimes: maybe(fc.array(fc.constantFrom(0, 0, 1, 3, 7), { minLength: 1, maxLength: 5 })),
      unfit: maybe(ordinals(14), 5).map((list) => list ?? []),
      throwing: maybe(upTo(3, 1), 15),
      options: fc.record({
        maxPreparing: upTo(4, 1),
        maxInFlight: fc.constant(maxInFlight),
        callbackInterval: upTo(maxInFlight),
        blockType: fc.constantFrom('block', 'no-block'),
        maxCallbackDelay: maybe(upTo(4)),
        overflow: fc.constantFrom('buffer', 'drop-oldest', 'drop-newest', 'error'),
        maxQueueSize: maybe(upTo(4, 1)),
        maxStaleness: maybe(upTo(6), 4),
        order: fc.constantFrom('submission', 'completion', 'key'),
        batchSize: upTo(largestBatch(models[model] as ModelPlan), 1),
        maxQueueDelay: fc.constantFrom(0, 0, 1, 3, 8),
        timeout: lost ? upTo(12, 1) : maybe(upTo(12), 4),
        onFailure: fc.array(action, { minLength: 1, maxLength: 3 }),
      }),
    }),
  );

/** Lost callbacks come only together with timeouts: nothing else would notice them. */
export const scenario: fc.Arbitrary<Scenario> = fc.boolean().chain((lost) =>
  fc.array(model(lost), { minLength: 1, maxLength: 2 }).chain((models) =>
    fc.record({
      callbackTime: fc.constantFrom(0, 0, 1, 3),
      devices: upTo(2, 1),
      models: fc.constant(models),
      pipelines: fc.array(pipeline(models, lost), { minLength: 1, maxLength: 4 }),
    }),
  ),
);
