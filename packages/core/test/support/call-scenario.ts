// What the property test of calls plays: a model, runners, pipelines beside them, and calls, at random, as plain data, so
// that it can be printed and shrunk.
import fc from 'fast-check';
import { type Action, action, largestBatch, type ModelPlan, maybe, model, upTo } from './scenario.js';

export interface CallScenario {
  readonly callbackTime: number;
  readonly devices: number;
  readonly model: ModelPlan;
  readonly runners: readonly RunnerPlan[];
  readonly calls: readonly CallPlan[];
  /** Signals that are aborted, and when. Calls name them by their place. Undefined: never. */
  readonly aborts: readonly (number | undefined)[];
  /** Pipelines of `infer` over the same model. */
  readonly pipelines: readonly BesidePlan[];
  /** What is done inside of calls to user code. */
  readonly acts: readonly CallAct[];
}

export interface RunnerPlan {
  /** `value`: the values are the inputs themselves. `prepare`: they are prepared, where the model is not dynamic. */
  readonly inputs: 'value' | 'function' | 'prepare';
  /** How long preparing takes in ms, over and over; 0: at once. */
  readonly prepareTimes: readonly number[];
  /** What preparing returns where it takes time. */
  readonly prepareBy: 'observable' | 'promise';
  readonly maxPreparing: number;
  readonly maxInFlight: number | undefined;
  readonly callbackInterval: number | undefined;
  readonly blockType: 'block' | 'no-block';
  readonly maxQueueSize: number | undefined;
  readonly batchSize: number;
  readonly maxQueueDelay: number;
  readonly timeout: number | undefined;
  /** One: as an option. Several: a function that takes the next with every call, and throws where it finds 'throw'. */
  readonly onFailure: readonly (Action | 'throw')[];
  readonly closeAt: number | undefined;
}

export interface CallPlan {
  readonly at: number;
  readonly runner: number;
  /** `throws`: `inputs` throws. A runner without that function takes it for `unfit`. */
  readonly value: 'fits' | 'unfit' | 'throws';
  /** Which of the signals. Undefined: none. */
  readonly signal: number | undefined;
  readonly timeout: number | undefined;
}

export interface BesidePlan {
  readonly values: number;
  readonly pause: number;
  readonly maxInFlight: number;
  readonly callbackInterval: number;
}

/** In the `nth` call (from 1) of user code of this kind. `listener`: one of the user's own on a signal. */
export interface CallAct {
  readonly inside: 'inputs' | 'onFailure' | 'listener' | 'result' | 'rejection' | 'event';
  readonly nth: number;
  readonly does: 'call' | 'calls' | 'abort' | 'close runner' | 'close model' | 'throw';
  /** Of the runners or signals, modulo their number. */
  readonly which: number;
}

const runner = (plan: ModelPlan, lost: boolean): fc.Arbitrary<RunnerPlan> =>
  maybe(upTo(6, 1)).chain((maxInFlight) =>
    fc.record({
      inputs: fc.constantFrom('value', 'function', 'prepare'),
      prepareTimes: fc.array(fc.constantFrom(0, 0, 1, 3, 7), { minLength: 1, maxLength: 5 }),
      prepareBy: fc.constantFrom('observable', 'promise'),
      maxPreparing: upTo(4, 1),
      maxInFlight: fc.constant(maxInFlight),
      callbackInterval: maybe(upTo(maxInFlight ?? 8, 1)),
      blockType: fc.constantFrom('block', 'block', 'no-block'),
      maxQueueSize: maybe(upTo(5), 2),
      batchSize: upTo(largestBatch(plan), 1),
      maxQueueDelay: fc.constantFrom(0, 0, 1, 5),
      timeout: lost ? upTo(12, 1) : maybe(upTo(12), 4),
      onFailure: fc.array(fc.oneof({ weight: 9, arbitrary: action }, fc.constant('throw' as const)), {
        minLength: 1,
        maxLength: 3,
      }),
      closeAt: maybe(upTo(30), 6),
    }),
  );

const call = (runners: number, signals: number): fc.Arbitrary<CallPlan> =>
  fc.record({
    at: fc.oneof(upTo(3), upTo(30)),
    runner: upTo(runners - 1),
    value: fc.constantFrom('fits', 'fits', 'fits', 'fits', 'fits', 'unfit', 'throws'),
    signal: signals === 0 ? fc.constant(undefined) : maybe(upTo(signals - 1), 2),
    timeout: maybe(upTo(15), 4),
  });

const beside = (lost: boolean): fc.Arbitrary<BesidePlan> =>
  upTo(4, 1).chain((maxInFlight) =>
    fc.record({
      // Callbacks that are lost would keep it from its end.
      values: lost ? fc.constant(0) : upTo(8, 1),
      pause: upTo(3),
      maxInFlight: fc.constant(maxInFlight),
      callbackInterval: upTo(maxInFlight, 1),
    }),
  );

const act: fc.Arbitrary<CallAct> = fc.record({
  inside: fc.constantFrom('inputs', 'onFailure', 'listener', 'result', 'rejection', 'event'),
  nth: upTo(8, 1),
  does: fc.constantFrom('call', 'call', 'calls', 'abort', 'abort', 'close runner', 'close model', 'throw'),
  which: upTo(3),
});

/** Lost callbacks come only together with timeouts of runners: nothing else would notice them. */
export const callScenario: fc.Arbitrary<CallScenario> = fc.boolean().chain((lost) =>
  fc
    .record({
      model: model(lost),
      aborts: fc.array(maybe(upTo(30), 2), { maxLength: 4 }),
    })
    .chain(({ model, aborts }) =>
      fc.array(runner(model, lost), { minLength: 1, maxLength: 3 }).chain((runners) =>
        fc.record({
          callbackTime: fc.constantFrom(0, 0, 1, 3),
          devices: upTo(2, 1),
          model: fc.constant(model),
          runners: fc.constant(runners),
          calls: fc.array(call(runners.length, aborts.length), { maxLength: 30 }),
          aborts: fc.constant(aborts),
          pipelines: fc.array(beside(lost), { maxLength: 2 }),
          acts: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(act, { maxLength: 4 })),
        }),
      ),
    ),
);
